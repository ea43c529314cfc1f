// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "app/window/exportdialog.h"
#include "app/window/liverun.h"
#include "app/window/picturepreview.h"
#include "app/window/segmentedcontrol.h"
#include "app/window/speedcontrol.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using app::ExportChoice;
using app::ExportDialog;
using app::FigureFormat;

namespace {

/// A session that shows the finished producer-consumer.
struct Finished
{
    WindowFixture fixture;
    app::WindowSettings settings;

    bool run()
    {
        if (!fixture.isReady())
            return false;
        fixture.live().setSpeed(app::UnlimitedSpeed);
        fixture.live().run();
        return QTest::qWaitFor([this] { return fixture.live().state() == session::RunState::Finished; });
    }
    session::Session &session() { return fixture.window->workspace().session(); }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class tst_Export : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void eachFormatIsWritten_data();
    void eachFormatIsWritten();
    void theSameChoiceGivesTheSameBytes();
    void rangesMeanWhatTheySay();
    void faultsAreSaidInWords_data();
    void faultsAreSaidInWords();
    void anUnwritablePlaceLeavesNoFile();
    void theChoiceIsRemembered();
    void theClipboardGetsThePicture();
    void aReducedPictureShowsAllOfIt();
    void thePreviewOfWhatRunsIsDrawnWhileNothingGrows();
    void theLoopViewInFrontIsWhatIsExported();
    void aStoryboardIsOneSheetOrNumberedFiles();
};

void tst_Export::eachFormatIsWritten_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("begins");
    QTest::newRow("png") << int(FigureFormat::Png) << QByteArray("\x89PNG");
    QTest::newRow("svg") << int(FigureFormat::Svg) << QByteArray("<?xml");
    QTest::newRow("pdf") << int(FigureFormat::Pdf) << QByteArray("%PDF");
    QTest::newRow("html") << int(FigureFormat::Html) << QByteArray("<!DOCTYPE html>");
    QTest::newRow("webp") << int(FigureFormat::Webp) << QByteArray("RIFF");
}

void tst_Export::eachFormatIsWritten()
{
    QFETCH(int, format);
    QFETCH(QByteArray, begins);
    Finished finished;
    QVERIFY(finished.run());
    QTemporaryDir folder;
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    ExportChoice choice = dialog.choice();
    choice.format = static_cast<FigureFormat>(format);
    choice.title = QStringLiteral("A title");
    choice.scale = 1;
    choice.lengthSeconds = 0.5;
    dialog.setChoice(choice);
    const QString path = folder.filePath(QStringLiteral("picture") + app::suffixOf(choice.format));
    QVERIFY(dialog.exportTo(path));
    QVERIFY2(contentOf(path).startsWith(begins), contentOf(path).left(16).constData());
}

void tst_Export::theSameChoiceGivesTheSameBytes()
{
    Finished finished;
    QVERIFY(finished.run());
    QTemporaryDir folder;
    const trace::Result<app::Figure> figure = app::figureOf(finished.session(), ExportChoice());
    QVERIFY(figure);
    for (const char *name : { "a.png", "b.png" })
        QVERIFY(app::exportFigure(finished.fixture.trace(), figure.value(), FigureFormat::Png, folder.filePath(QString::fromLatin1(name))));
    QCOMPARE(contentOf(folder.filePath(QStringLiteral("a.png"))), contentOf(folder.filePath(QStringLiteral("b.png"))));
}

void tst_Export::rangesMeanWhatTheySay()
{
    Finished finished;
    QVERIFY(finished.run());
    finished.session().show({ { 1'000'000'000 }, { 3'000'000'000 } });
    ExportChoice choice;
    choice.range = ExportChoice::Range::Visible;
    QCOMPARE(app::figureOf(finished.session(), choice).value().picture.span, std::optional(finished.session().visibleSpan()));
    choice.range = ExportChoice::Range::Whole;
    QVERIFY(!app::figureOf(finished.session(), choice).value().picture.range);
    choice.range = ExportChoice::Range::Custom;
    choice.customBegin = QStringLiteral("500ms");
    choice.customEnd = QStringLiteral(" 2.5 ");
    const trace::TimeRange expected { { 500'000'000 }, { 2'500'000'000 } };
    QCOMPARE(app::figureOf(finished.session(), choice).value().picture.range, std::optional(expected));
    choice.hasPlayhead = false;
    QVERIFY(!app::figureOf(finished.session(), choice).value().picture.cursor);
}

void tst_Export::faultsAreSaidInWords_data()
{
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("says");
    QTest::newRow("no time") << QStringLiteral("soon") << QStringLiteral("2s") << QStringLiteral("soon");
    QTest::newRow("no end") << QStringLiteral("1s") << QString() << QStringLiteral("is not a time");
    QTest::newRow("backwards") << QStringLiteral("3s") << QStringLiteral("2s") << QStringLiteral("after it begins");
}

void tst_Export::faultsAreSaidInWords()
{
    QFETCH(QString, begin);
    QFETCH(QString, end);
    QFETCH(QString, says);
    Finished finished;
    QVERIFY(finished.run());
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    ExportChoice choice = dialog.choice();
    choice.range = ExportChoice::Range::Custom;
    choice.customBegin = begin;
    choice.customEnd = end;
    dialog.setChoice(choice);
    const auto *message = dialog.findChild<QLabel *>(QStringLiteral("message"));
    QTRY_VERIFY2(message->text().contains(says), qPrintable(message->text()));
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("save"))->isEnabled());
}

void tst_Export::anUnwritablePlaceLeavesNoFile()
{
    Finished finished;
    QVERIFY(finished.run());
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    const QString path = QStringLiteral("/nowhere/at/all/picture.png");
    QVERIFY(!dialog.exportTo(path));
    QVERIFY(dialog.findChild<QLabel *>(QStringLiteral("message"))->text().contains(path));
    QVERIFY(!QFile::exists(path));
}

void tst_Export::theChoiceIsRemembered()
{
    Finished finished;
    QVERIFY(finished.run());
    QTemporaryDir folder;
    {
        ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
        ExportChoice choice = dialog.choice();
        choice.format = FigureFormat::Svg;
        choice.width = 900;
        choice.theme = QStringLiteral("dark");
        choice.hasLegend = false;
        choice.title = QStringLiteral("only once");
        dialog.setChoice(choice);
        QVERIFY(dialog.exportTo(folder.filePath(QStringLiteral("a.svg"))));
    }
    const ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    QCOMPARE(dialog.choice().format, FigureFormat::Svg);
    QCOMPARE(dialog.choice().width, 900);
    QCOMPARE(dialog.choice().theme, QStringLiteral("dark"));
    QVERIFY(!dialog.choice().hasLegend);
    QVERIFY(dialog.choice().title.isEmpty());
}

void tst_Export::theClipboardGetsThePicture()
{
    Finished finished;
    QVERIFY(finished.run());
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    ExportChoice choice = dialog.choice();
    choice.width = 640;
    choice.scale = 2;
    dialog.setChoice(choice);
    QGuiApplication::clipboard()->clear();
    QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("copy")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->image().width(), 1280);
}

void tst_Export::aReducedPictureShowsAllOfIt()
{
    Finished finished;
    QVERIFY(finished.run());
    const app::Figure figure = app::figureOf(finished.session(), {}).value();
    const auto imageAt = [&](double scale) { return app::figureImage(finished.session().trace(), figure, FigureFormat::Png, scale).value(); };
    const QImage full = imageAt(1);
    const QImage reduced = imageAt(0.4);
    QCOMPARE(reduced.width(), qRound(full.width() * 0.4));
    const QImage expected = full.scaled(reduced.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QVERIFY(expected.convertToFormat(QImage::Format_RGB32) == reduced.convertToFormat(QImage::Format_RGB32));
}

void tst_Export::thePreviewOfWhatRunsIsDrawnWhileNothingGrows()
{
    Finished running;
    QVERIFY(running.fixture.isReady());
    app::LiveRun &live = running.fixture.live();
    live.run();
    QTRY_VERIFY(running.session().trace().eventCount() > 20);
    int begun = 0;
    int ended = 0;
    quint64 eventsBefore = 0;
    bool hasGrown = false;
    const auto still = [&](bool isStill) {
        ++(isStill ? begun : ended);
        live.setDraining(!isStill);
        const quint64 events = running.session().trace().eventCount();
        hasGrown = hasGrown || (!isStill && events != eventsBefore);
        eventsBefore = events;
    };
    {
        ExportDialog dialog(running.session(), running.settings, session::Theme::light());
        dialog.setStill(still);
        dialog.show();
        const auto *preview = dialog.findChild<app::PicturePreview *>();
        QTRY_VERIFY(!preview->picture().isNull());
        const quint64 shown = running.session().trace().eventCount();
        QTRY_VERIFY(running.session().trace().eventCount() > shown && begun >= 3); // it goes on, and so do the previews
        QVERIFY(QTest::qWaitFor([&] { return begun > ended; })); // closed while one is drawn
    }
    QCOMPARE(begun, ended);
    QVERIFY(!hasGrown);
    const quint64 closed = running.session().trace().eventCount();
    QTRY_VERIFY(running.session().trace().eventCount() > closed);
}

void tst_Export::theLoopViewInFrontIsWhatIsExported()
{
    Finished finished;
    QVERIFY(finished.run());
    QTemporaryDir folder;
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    ExportChoice choice = dialog.choice();
    choice.show = ExportChoice::Show::Loop;
    dialog.setChoice(choice);
    QVERIFY(!dialog.findChild<QComboBox *>(QStringLiteral("range"))->isVisible());
    QCOMPARE(app::figureOf(finished.session(), dialog.choice()).value().view, app::FigureView::Loop);
    for (const FigureFormat format : { FigureFormat::Png, FigureFormat::Svg, FigureFormat::Pdf }) {
        choice.format = format;
        dialog.setChoice(choice);
        QVERIFY(dialog.exportTo(folder.filePath(QStringLiteral("loop") + app::suffixOf(format))));
    }
    QVERIFY(contentOf(folder.filePath(QStringLiteral("loop.svg"))).contains("READY QUEUE"));
    QCOMPARE(QImage(folder.filePath(QStringLiteral("loop.png"))).width(), 2080);
}

void tst_Export::aStoryboardIsOneSheetOrNumberedFiles()
{
    Finished finished;
    QVERIFY(finished.run());
    QTemporaryDir folder;
    ExportDialog dialog(finished.session(), finished.settings, session::Theme::light());
    dialog.show();
    ExportChoice choice = dialog.choice();
    choice.show = ExportChoice::Show::Storyboard;
    choice.firstStep = 4;
    choice.lastStep = 7;
    choice.columns = 1;
    choice.scale = 1;
    dialog.setChoice(choice);
    QVERIFY(dialog.findChild<QWidget *>(QStringLiteral("firstStep"))->isVisible());
    QVERIFY(dialog.exportTo(folder.filePath(QStringLiteral("story.png"))));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), (QStringList { QStringLiteral("story-1.png"), QStringLiteral("story-2.png"), QStringLiteral("story-3.png"), QStringLiteral("story-4.png") }));
    QVERIFY(dialog.findChild<QLabel *>(QStringLiteral("message"))->text().endsWith(QStringLiteral("and 3 more")));
    for (const auto frames : { ExportChoice::Frames::Steps, ExportChoice::Frames::Time, ExportChoice::Frames::Loop }) {
        choice.frames = frames;
        dialog.setChoice(choice);
        const app::Figure figure = app::figureOf(finished.session(), dialog.choice()).value();
        QCOMPARE(figure.view == app::FigureView::Loop, frames == ExportChoice::Frames::Loop);
        QCOMPARE(figure.picture.axis == trace::AxisKind::Time, frames == ExportChoice::Frames::Time);
    }
    choice.lastStep = 3;
    dialog.setChoice(choice);
    QTRY_VERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("save"))->isEnabled());
}

QTEST_MAIN(tst_Export)
#include "tst_export.moc"
