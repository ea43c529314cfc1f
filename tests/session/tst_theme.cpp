// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/theme.h"

#include <QTest>

using namespace session;

class TestTheme : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QVERIFY(std::abs(contrast(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01); // the WCAG example that just fails
    }

    void textsAreLegible_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : { "light", "dark", "print" })
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void textsAreLegible()
    {
        QFETCH(QString, name);
        const Theme &theme = *Theme::named(name);
        for (const QColor &ground : { theme.ground, theme.panel, theme.lane, theme.selected }) {
            QVERIFY(contrast(theme.text, ground) >= 7);
            QVERIFY2(contrast(theme.dim, ground) >= 4.5, qPrintable(ground.name()));
        }
        QVERIFY(contrast(theme.line, theme.ground) > 1.2);
    }

    void statesDifferFromEachOtherAlsoInGrey()
    {
        // Colours are never all there is, but running must not vanish beside ready for those who see no hues.
        for (const char *name : { "light", "dark" }) {
            const Theme &theme = *Theme::named(QString::fromLatin1(name));
            const QColor hues[] { theme.running, theme.ready, theme.timer, theme.queue, theme.task, theme.lock, theme.worker, theme.io, theme.bad };
            for (const QColor &a : hues) {
                QVERIFY(contrast(a, theme.ground) >= 3); // graphics, WCAG 1.4.11
                for (const QColor &b : hues)
                    QVERIFY(&a == &b || a != b);
            }
        }
    }

    void aColourIsMadeLegibleWithoutNeed()
    {
        const Theme &light = Theme::light();
        QCOMPARE(legible(light.text, light.ground), light.text);
        const QColor timer = legible(light.timer, light.ground);
        QVERIFY(timer != light.timer);
        QVERIFY(contrast(timer, light.ground) >= 4.5);
        QVERIFY(contrast(timer, light.ground) < 5.2); // and no darker than that
        QVERIFY(contrast(legible(Theme::dark().bad, Theme::dark().ground), Theme::dark().ground) >= 4.5);
    }

    void unknownNamesAreNone()
    {
        QVERIFY(!Theme::named(u"sepia"));
        QCOMPARE(Theme::named(u"dark"), &Theme::dark());
    }

    void everyReasonHasAHue()
    {
        for (int n = 0; n < trace::AwaitReasonCount; ++n)
            QVERIFY(Theme::light().hue(trace::AwaitReason(n)).isValid());
        QCOMPARE(Theme::light().hue(trace::AwaitReason::Sleep), Theme::light().timer);
    }
};

QTEST_GUILESS_MAIN(TestTheme)
#include "tst_theme.moc"
