// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/texttable.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace trace;

class TestTextTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roomForMoreChangesNothing()
    {
        TextTable table;
        QVERIFY(table.intern(u"before") == TextId(1));
        const SiteId site = table.intern(Site { TextId(1), TextId(1), 3, SiteId::None });
        table.reserve(5000, 700);
        table.reserve(10, 0);
        for (int n = 2; n <= 6000; ++n)
            QVERIFY(table.intern(QString::number(n)) == TextId(n));
        QVERIFY(table.intern(u"before") == TextId(1) && table.intern(u"77") == TextId(77));
        QVERIFY(table.intern(Site { TextId(1), TextId(1), 3, SiteId::None }) == site);
    }

    void equalTextsShareAnId()
    {
        TextTable table;
        const TextId a = table.intern(u"producer-1");
        QVERIFY(a == TextId(1));
        QVERIFY(table.intern(u"consumer-1") == TextId(2));
        QVERIFY(table.internUtf8("producer-1", 10) == a);
        QCOMPARE(table.text(a), QStringLiteral("producer-1"));
        QCOMPARE(table.textCount(), 2u);
    }

    void theEmptyTextAndUnknownIdsAreEmpty()
    {
        TextTable table;
        QVERIFY(table.intern(u"") == TextId::None);
        QCOMPARE(table.text(TextId::None), QString());
        QCOMPARE(table.text(TextId(1)), QString());
        QCOMPARE(table.text(TextId(0xffffffffu)), QString());
        QVERIFY(table.site(SiteId(9)) == Site());
    }

    void sitesAreKeptOnceWithTheirCallers()
    {
        TextTable table;
        const Site outer { table.intern(u"a.cpp"), table.intern(u"main"), 10, SiteId::None };
        const SiteId outerId = table.intern(outer);
        const Site inner { table.intern(u"a.cpp"), table.intern(u"get"), 20, outerId };
        const SiteId innerId = table.intern(inner);
        QVERIFY(innerId != outerId);
        QVERIFY(table.intern(inner) == innerId);
        QVERIFY(table.site(table.site(innerId).caller) == outer);
        QVERIFY(table.intern(Site()) == SiteId::None);
        QCOMPARE(table.siteCount(), 2u);
    }

    void manyTextsKeepTheirIds()
    {
        TextTable table;
        for (quint32 n = 1; n <= 100000; ++n)
            QVERIFY(table.intern(QString::number(n)) == TextId(n));
        for (quint32 n = 1; n <= 100000; n += 37) {
            QCOMPARE(table.text(TextId(n)), QString::number(n));
            QVERIFY(table.intern(QString::number(n)) == TextId(n));
        }
    }

    void threadsAgreeOnIdsWhileOthersRead()
    {
        constexpr quint32 Count = 20000;
        TextTable table;
        std::atomic<bool> isDone { false };
        std::atomic<quint32> wrong { 0 };
        std::vector<std::thread> writers;
        std::vector<std::vector<TextId>> ids(2, std::vector<TextId>(Count));
        for (auto &mine : ids) {
            writers.emplace_back([&] {
                for (quint32 n = 0; n < Count; ++n)
                    mine[n] = table.intern(QString::number(n));
            });
        }
        std::thread reader([&] {
            while (!isDone) {
                const quint32 count = table.textCount();
                if (count != 0 && table.text(TextId(count)).isEmpty())
                    ++wrong;
            }
        });
        for (std::thread &writer : writers)
            writer.join();
        isDone = true;
        reader.join();
        QCOMPARE(wrong.load(), 0u);
        QVERIFY(ids[0] == ids[1]);
        QCOMPARE(table.textCount(), Count);
        for (quint32 n = 0; n < Count; ++n)
            QCOMPARE(table.text(ids[0][n]), QString::number(n));
    }
};

QTEST_GUILESS_MAIN(TestTextTable)
#include "tst_texttable.moc"
