// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameterform.h"
#include "app/window/segmentedcontrol.h"
#include "app/window/speedcontrol.h"
#include "app/window/stepfield.h"
#include "app/window/stylesheet.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <cmath>

using app::ParameterForm;
using app::SpeedControl;
using scenarios::Parameter;
using namespace std::chrono_literals;

class tst_Controls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speedsAreReadAndWritten_data();
    void speedsAreReadAndWritten();
    void theSliderReachesEverySpeed();
    void aSpeedThatCannotBeReadIsPutBack();
    void aRealClockHasNoUnlimitedSpeed();
    void arrowsStepWithinTheLimits_data();
    void arrowsStepWithinTheLimits();
    void segmentsExcludeEachOther();
    void theFormTellsWhatIsWrongAndKeepsWhatWasTyped();
    void theRerunButtonStandsOutWhileSomethingHasChanged();
    void returnInAFieldReruns();
    void defaultsArePutBack();
    void theStyleSheetHasNoUnknownToken_data();
    void theStyleSheetHasNoUnknownToken();
};

void tst_Controls::speedsAreReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("speed"); // 0: cannot be read
    QTest::newRow("plain") << QStringLiteral("1") << 1.0;
    QTest::newRow("with x") << QStringLiteral(" 2.5x ") << 2.5;
    QTest::newRow("with times") << QStringLiteral("250\u00d7") << 250.0;
    QTest::newRow("least") << QStringLiteral("0.1") << 0.1;
    QTest::newRow("greatest") << QStringLiteral("1000") << 1000.0;
    QTest::newRow("too slow") << QStringLiteral("0.05") << 0.0;
    QTest::newRow("too fast") << QStringLiteral("1001") << 0.0;
    QTest::newRow("nothing") << QString() << 0.0;
    QTest::newRow("word") << QStringLiteral("fast") << 0.0;
    QTest::newRow("nan") << QStringLiteral("nan") << 0.0;
    QTest::newRow("max") << QStringLiteral("MAX") << app::UnlimitedSpeed;
}

void tst_Controls::speedsAreReadAndWritten()
{
    QFETCH(QString, text);
    QFETCH(double, speed);
    const std::optional<double> read = app::parseSpeed(text);
    QCOMPARE(read.has_value(), speed != 0);
    if (!read)
        return;
    QCOMPARE(*read, speed);
    QCOMPARE(app::parseSpeed(app::speedText(speed)), std::optional(speed));
}

void tst_Controls::theSliderReachesEverySpeed()
{
    SpeedControl control;
    auto *slider = control.findChild<QSlider *>();
    slider->setValue(slider->minimum());
    QCOMPARE(control.speed(), app::SlowestSpeed);
    double last = 0;
    bool hasOne = false;
    for (int notch = slider->minimum(); notch <= slider->maximum(); ++notch) {
        slider->setValue(notch);
        QVERIFY(control.speed() >= last);
        last = control.speed();
        hasOne |= last == 1;
    }
    QVERIFY(hasOne);
    QCOMPARE(last, app::UnlimitedSpeed);
}

void tst_Controls::aSpeedThatCannotBeReadIsPutBack()
{
    SpeedControl control;
    QSignalSpy chosen(&control, &SpeedControl::speedChosen);
    auto *field = control.findChild<QLineEdit *>();
    field->setText(QStringLiteral("quick"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(field->text(), QStringLiteral("1\u00d7"));
    QCOMPARE(chosen.count(), 0);
    field->setText(QStringLiteral("12"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(control.speed(), 12.0);
    QCOMPARE(chosen.count(), 1);
}

void tst_Controls::aRealClockHasNoUnlimitedSpeed()
{
    SpeedControl control;
    control.setSpeed(app::UnlimitedSpeed);
    control.setUnlimitedAllowed(false);
    QCOMPARE(control.speed(), app::FastestSpeed);
    auto *slider = control.findChild<QSlider *>();
    slider->setValue(slider->maximum());
    QCOMPARE(control.speed(), app::FastestSpeed);
}

void tst_Controls::arrowsStepWithinTheLimits_data()
{
    QTest::addColumn<Parameter>("parameter");
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("to");
    const Parameter count = Parameter::integer(QStringLiteral("n"), {}, 1, 64, QStringLiteral("2"), { QStringLiteral("all") });
    QTest::newRow("up") << count << QStringLiteral("2") << 1 << QStringLiteral("3");
    QTest::newRow("page up") << count << QStringLiteral("60") << 10 << QStringLiteral("64");
    QTest::newRow("to the word") << count << QStringLiteral("64") << 1 << QStringLiteral("all");
    QTest::newRow("from the word") << count << QStringLiteral("all") << -1 << QStringLiteral("64");
    QTest::newRow("down to the end") << count << QStringLiteral("1") << -1 << QStringLiteral("1");
    QTest::newRow("from outside") << count << QStringLiteral("900") << -1 << QStringLiteral("64");
    QTest::newRow("from nonsense") << count << QStringLiteral("x") << 1 << QStringLiteral("2");
    const Parameter seed = Parameter::integer(QStringLiteral("seed"), {}, 0, std::numeric_limits<qint64>::max(), QStringLiteral("1"));
    QTest::newRow("greatest number") << seed << QStringLiteral("9223372036854775807") << 1 << QStringLiteral("9223372036854775807");
    const Parameter delay = Parameter::duration(QStringLiteral("d"), {}, 0s, 1h, QStringLiteral("0.5s"));
    QTest::newRow("tenth of a second") << delay << QStringLiteral("0.5s") << 1 << QStringLiteral("600ms");
    QTest::newRow("milliseconds") << delay << QStringLiteral("100ms") << -1 << QStringLiteral("90ms");
    QTest::newRow("zero") << delay << QStringLiteral("0") << -1 << QStringLiteral("0s");
    QTest::newRow("longest") << delay << QStringLiteral("3600") << 1 << QStringLiteral("3600s");
}

void tst_Controls::arrowsStepWithinTheLimits()
{
    QFETCH(Parameter, parameter);
    QFETCH(QString, from);
    QFETCH(int, steps);
    QFETCH(QString, to);
    QCOMPARE(app::stepped(parameter, from, steps), to);
    QVERIFY(parameter.check(app::stepped(parameter, from, steps)).isOk());
}

void tst_Controls::segmentsExcludeEachOther()
{
    app::SegmentedControl control;
    control.addChoice(QStringLiteral("Real"), {});
    control.addChoice(QStringLiteral("Virtual"), {});
    QSignalSpy chosen(&control, &app::SegmentedControl::chosen);
    QCOMPARE(control.currentIndex(), 0);
    const QList<QToolButton *> buttons = control.findChildren<QToolButton *>();
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);
    QCOMPARE(control.currentIndex(), 1);
    QVERIFY(!buttons.at(0)->isChecked());
    QCOMPARE(chosen.count(), 1);
    control.setCurrentIndex(0);
    QCOMPARE(chosen.count(), 1);
}

namespace {

QList<Parameter> someParameters()
{
    return { Parameter::integer(QStringLiteral("items"), {}, 1, 100, QStringLiteral("20")), Parameter::durationRange(QStringLiteral("delay"), {}, 0s, 10s, QStringLiteral("0.5s..1.5s")),
        Parameter::choice(QStringLiteral("where"), {}, { QStringLiteral("pool"), QStringLiteral("loop") }, QStringLiteral("pool")), Parameter::boolean(QStringLiteral("loud"), {}, true) };
}

scenarios::Values defaults()
{
    scenarios::Values values;
    for (const Parameter &parameter : someParameters())
        values.insert(parameter.name, parameter.defaultText);
    return values;
}

} // namespace

void tst_Controls::theFormTellsWhatIsWrongAndKeepsWhatWasTyped()
{
    ParameterForm form;
    form.setParameters(someParameters(), defaults(), 7);
    form.show();
    QVERIFY(form.isValid());
    QCOMPARE(form.values(), defaults());
    QCOMPARE(form.seed(), quint64(7));
    auto *delay = form.findChild<QLineEdit *>(QStringLiteral("parameter.delay"));
    delay->setText(QStringLiteral("5s..1s"));
    QVERIFY(!form.isValid());
    const auto *error = form.findChild<QLabel *>(QStringLiteral("error.delay"));
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().contains(QStringLiteral("begins after it ends")), qPrintable(error->text()));
    QVERIFY2(error->text().contains(QStringLiteral("0 s..10 s")), qPrintable(error->text()));
    QCOMPARE(delay->text(), QStringLiteral("5s..1s"));
    delay->setText(QStringLiteral("2s"));
    QVERIFY(form.isValid());
    QCOMPARE(form.values().value(QStringLiteral("delay")), QStringLiteral("2s"));
}

void tst_Controls::theRerunButtonStandsOutWhileSomethingHasChanged()
{
    ParameterForm form;
    form.setParameters(someParameters(), defaults(), 1);
    const auto *button = form.findChild<QPushButton *>(QStringLiteral("rerun"));
    QVERIFY(!button->property("primary").toBool());
    form.findChild<QWidget *>(QStringLiteral("parameter.seed"))->findChild<QLineEdit *>()->setText(QStringLiteral("2"));
    QVERIFY(button->property("primary").toBool());
    form.setApplied(defaults(), 2);
    QVERIFY(!button->property("primary").toBool());
}

void tst_Controls::returnInAFieldReruns()
{
    ParameterForm form;
    form.setParameters(someParameters(), defaults(), 1);
    QSignalSpy rerun(&form, &ParameterForm::rerunRequested);
    auto *field = form.findChild<QWidget *>(QStringLiteral("parameter.items"));
    auto *line = field->findChild<QLineEdit *>();
    line->setText(QStringLiteral("5"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(rerun.count(), 1);
    QCOMPARE(rerun.first().first().value<scenarios::Values>().value(QStringLiteral("items")), QStringLiteral("5"));
    line->setText(QStringLiteral("0"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(rerun.count(), 1);
}

void tst_Controls::defaultsArePutBack()
{
    ParameterForm form;
    scenarios::Values values = defaults();
    values[QStringLiteral("where")] = QStringLiteral("loop");
    values[QStringLiteral("loud")] = QStringLiteral("false");
    form.setParameters(someParameters(), values, 9);
    QCOMPARE(form.values(), values);
    QTest::mouseClick(form.findChild<QPushButton *>(QStringLiteral("defaults")), Qt::LeftButton);
    QCOMPARE(form.values(), defaults());
    QCOMPARE(form.seed(), quint64(1));
}

void tst_Controls::theStyleSheetHasNoUnknownToken_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void tst_Controls::theStyleSheetHasNoUnknownToken()
{
    QFETCH(bool, isDark);
    const session::Theme &theme = isDark ? session::Theme::dark() : session::Theme::light();
    const QString sheet = app::styleSheet(theme);
    QVERIFY(sheet.size() > 1000);
    QString rules = sheet;
    rules.remove(QRegularExpression(QStringLiteral("/\\*.*?\\*/"), QRegularExpression::DotMatchesEverythingOption));
    QVERIFY(!rules.contains(QLatin1Char('@')));
    QVERIFY(session::contrast(app::textOnAccent(theme), theme.accent) >= 4.5);
}

QTEST_MAIN(tst_Controls)
#include "tst_controls.moc"
