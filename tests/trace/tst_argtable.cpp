// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/argtable.h"

#include <QByteArray>
#include <QTest>

#include <vector>

using namespace trace;

class TestArgTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAddedIsFoundByItsId()
    {
        ArgTable table;
        QCOMPARE(table.size(), quint64(0));
        std::vector<std::pair<ArgId, QByteArray>> added;
        for (int n = 0; n < 3000; ++n) {
            const QByteArray args(1 + n * 37 % 700, static_cast<char>('a' + n % 26));
            added.emplace_back(table.add(args), args);
        }
        QVERIFY(table.chunkCount() > 2);
        for (const auto &[id, args] : added)
            QCOMPARE(table.bytes(id), QByteArrayView(args));
        QCOMPARE(table.bytes(ArgId::None), QByteArrayView());
    }

    void anIdThatWasNotGivenOutReadsNothingOfElsewhere()
    {
        ArgTable table;
        (void)table.add("\xff\xff\xff\xff\xff\xff");
        for (quint32 id = 0; id < 2 * ArgTable::ChunkSize; id = id < 20 ? id + 1 : id + 999)
            QVERIFY(table.bytes(static_cast<ArgId>(id)).size() <= 8);
        QCOMPARE(table.bytes(static_cast<ArgId>(0xffffffff)), QByteArrayView());
    }

    void noneAndTooManyBytesAreRefused()
    {
        ArgTable table;
        QCOMPARE(table.add({}), ArgId::None);
        QCOMPARE(table.add(QByteArray(ArgTable::Longest + 1, 'a')), ArgId::None);
        const QByteArray longest(ArgTable::Longest, 'a');
        QCOMPARE(table.bytes(table.add(longest)), QByteArrayView(longest));
    }

    void itIsFullAtItsBound()
    {
        ArgTable table;
        const QByteArray longest(ArgTable::Longest, 'a');
        ArgId last = ArgId::None;
        quint64 count = 0;
        for (ArgId id = table.add(longest); id != ArgId::None; id = table.add(longest), ++count)
            last = id;
        QCOMPARE(count, quint64(ArgTable::MostChunks) * 15); // sixteen and their lengths are more than a chunk
        QCOMPARE(table.bytes(last), QByteArrayView(longest));
        QVERIFY(table.size() <= quint64(ArgTable::MostChunks) * ArgTable::ChunkSize);
        QVERIFY(!table.addChunk("a"));
    }

    void chunksMakeTheSameTableWithTheSameIds()
    {
        ArgTable table;
        std::vector<ArgId> ids;
        for (int n = 0; n < 100; ++n)
            ids.push_back(table.add(QByteArray(9000 + n, 'x')));
        ArgTable copy;
        for (quint32 n = 0; n < table.chunkCount(); ++n)
            QVERIFY(copy.addChunk(table.chunk(n)));
        for (const ArgId id : ids) {
            QVERIFY(ArgTable::chunkOf(id) < table.chunkCount());
            QCOMPARE(copy.bytes(id), table.bytes(id));
        }
        QCOMPARE(copy.size(), table.size());
        QVERIFY(!copy.addChunk(QByteArray(ArgTable::ChunkSize + 1, 'x')));
    }
};

QTEST_GUILESS_MAIN(TestArgTable)
#include "tst_argtable.moc"
