// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/loopscopefile.h"
#include "program.h"
#include "support/indexedfiles.h"
#include "support/syntheticload.h"

#include <QBuffer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

/// A .loopscope file of which a page of the index is damaged: it opens, what is there is shown, and what is missing is told when it has been missed.
class TestDamage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_whole;

    void write(const char *name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    Outcome in(const char *line) { return loopscope(words(line), m_folder.path()); }

private Q_SLOTS:
    void initTestCase()
    {
        auto texts = std::make_shared<trace::TextTable>();
        support::SyntheticLoad load(*texts, 8);
        std::vector<trace::Event> events;
        load.fill(events, 20'000);
        trace::Trace trace({}, texts);
        for (const trace::Event &event : events)
            trace.append(event);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        QVERIFY(formats::writeLoopscope(trace, buffer, {}, 0));
        m_whole = buffer.data();
        write("whole.loopscope", m_whole);
        QByteArray damaged = m_whole;
        QVERIFY(support::damagePage(damaged, 0)); // of events: the log comes first
        write("first.loopscope", damaged);
        damaged = m_whole;
        QVERIFY(support::damagePage(damaged, 9));
        write("tenth.loopscope", damaged);
    }

    void aWholeFileTellsNothing()
    {
        for (const char *line : { "events whole.loopscope", "state whole.loopscope --at 1ms", "info whole.loopscope" }) {
            const Outcome outcome = in(line);
            QCOMPARE(outcome.code, 0);
            QCOMPARE(outcome.err, QByteArray());
        }
    }

    void aCommandThatMissesAPageTellsWhichOne()
    {
        const Outcome whole = in("events whole.loopscope");
        const Outcome damaged = in("events tenth.loopscope");
        QCOMPARE(damaged.code, 0);
        QCOMPARE(damaged.err, QByteArray("loopscope: tenth.loopscope: page 9 of its index is damaged or cannot be read any more: what stood there is missing from what is shown\n"));
        // As many lines, and all that lie outside of the page as they were.
        const QList<QByteArray> expected = whole.out.split('\n');
        const QList<QByteArray> lines = damaged.out.split('\n');
        QCOMPARE(lines.size(), expected.size());
        qsizetype same = 0;
        for (qsizetype n = 0; n < lines.size(); ++n)
            same += lines[n] == expected[n];
        QVERIFY2(same > lines.size() - 1500 && same < lines.size() - 100, qPrintable(QString::number(lines.size() - same)));
        QCOMPARE(lines.mid(0, 5000), expected.mid(0, 5000));
    }

    void aStateThatNeedsThePageTellsIt()
    {
        const Outcome outcome = in("state first.loopscope --at 100us --json");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.err, QByteArray("loopscope: first.loopscope: page 0 of its index is damaged or cannot be read any more: what stood there is missing from what is shown\n"));
        QVERIFY(outcome.out.startsWith('{'));
    }

    void whoDoesNotComeToThePageIsNotTold()
    {
        const Outcome outcome = in("events tenth.loopscope --range ..1ms");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.err, QByteArray());
        QCOMPARE(outcome.out, in("events whole.loopscope --range ..1ms").out);
        QVERIFY(outcome.out.count('\n') > 100);
    }
};

QTEST_GUILESS_MAIN(TestDamage)
#include "tst_damage.moc"
