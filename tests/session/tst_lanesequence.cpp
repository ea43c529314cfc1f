// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lanesequence.h"

#include <QTest>

#include <algorithm>
#include <random>

using session::LaneSequence;
using Entry = LaneSequence::Entry;

namespace {

/// The same in the plainest way.
class Plain
{
public:
    void insert(quint32 under, const std::vector<Entry> &entries)
    {
        auto at = m_entries.end();
        if (under != 0) {
            const auto above = find(under);
            at = std::find_if(above + 1, m_entries.end(), [&](const Entry &entry) { return entry.depth <= above->depth; });
        }
        m_entries.insert(at, entries.begin(), entries.end());
    }
    [[nodiscard]] std::vector<Entry>::iterator find(quint32 number)
    {
        return std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.number == number; });
    }
    [[nodiscard]] std::vector<Entry> shown() const
    {
        std::vector<Entry> shown;
        std::copy_if(m_entries.begin(), m_entries.end(), std::back_inserter(shown), [](const Entry &entry) { return entry.isShown; });
        return shown;
    }
    [[nodiscard]] const std::vector<Entry> &all() const { return m_entries; }

private:
    std::vector<Entry> m_entries;
};

void compare(const LaneSequence &lanes, const Plain &plain)
{
    const std::vector<Entry> shown = plain.shown();
    QCOMPARE(lanes.count(), qsizetype(shown.size()));
    QCOMPARE(lanes.totalCount(), qsizetype(plain.all().size()));
    std::vector<Entry> walked;
    lanes.forEachShown([&](const Entry &entry) { walked.push_back(entry); });
    QCOMPARE(walked, shown);
    for (std::size_t n = 0; n < shown.size(); ++n) {
        QCOMPARE(lanes.shown(qsizetype(n)), shown[n]);
        QCOMPARE(lanes.indexOf(shown[n].number), qsizetype(n));
    }
    for (const Entry &entry : plain.all()) {
        QCOMPARE(lanes.lane(entry.number), entry);
        QVERIFY(entry.isShown || !lanes.indexOf(entry.number));
    }
}

} // namespace

class TestLaneSequence : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEmptyOneHoldsNothing()
    {
        LaneSequence lanes;
        lanes.insert({});
        QCOMPARE(lanes.count(), qsizetype(0));
        QVERIFY(!lanes.indexOf(0));
        QVERIFY(!lanes.indexOf(7));
    }

    void whatIsPutInStandsWhereAPlainListHasIt_data()
    {
        QTest::addColumn<int>("mostAtOnce");
        QTest::addColumn<int>("percentShown");
        QTest::newRow("one by one") << 1 << 100;
        QTest::newRow("some") << 40 << 100;
        QTest::newRow("some, few of them shown") << 40 << 10;
        QTest::newRow("more than a block") << 1500 << 100;
        QTest::newRow("more than a block, half of them shown") << 1500 << 50;
    }
    void whatIsPutInStandsWhereAPlainListHasIt()
    {
        QFETCH(int, mostAtOnce);
        QFETCH(int, percentShown);
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 6; ++round) {
            LaneSequence lanes;
            Plain plain;
            quint32 count = 0;
            for (int step = 0; count < 4000 && step < 1500; ++step) {
                const auto groupCount = std::size_t(1 + random() % 3);
                std::vector<std::vector<Entry>> entries(groupCount);
                std::vector<LaneSequence::Group> groups;
                const quint32 known = count;
                for (std::vector<Entry> &made : entries) {
                    const quint32 under = known == 0 || random() % 4 == 0 ? 0 : random() % 3 == 0 ? known : 1 + quint32(random()) % known;
                    quint32 depth = under == 0 ? 0 : lanes.lane(under).depth + 1;
                    const quint32 least = depth;
                    for (int n = int(random() % unsigned(mostAtOnce)); n >= 0; --n) {
                        made.push_back({ .number = ++count, .depth = depth, .isShown = int(random() % 100) < percentShown });
                        depth = least + quint32(random()) % (depth - least + 2);
                    }
                    plain.insert(under, made);
                    groups.push_back({ under, made });
                }
                lanes.insert(groups);
                if (known > 0 && random() % 8 == 0) {
                    const quint32 parent = 1 + quint32(random()) % known;
                    const bool isCollapsed = random() % 2 == 0;
                    lanes.setParent(parent, isCollapsed);
                    const auto entry = plain.find(parent);
                    entry->hasChildren = true;
                    entry->isCollapsed = isCollapsed;
                }
                if (step % 100 == 0)
                    compare(lanes, plain);
            }
            compare(lanes, plain);
            lanes.clear();
            compare(lanes, {});
        }
    }
};

QTEST_GUILESS_MAIN(TestLaneSequence)
#include "tst_lanesequence.moc"
