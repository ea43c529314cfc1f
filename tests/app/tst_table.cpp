// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/table.h"

#include <QTest>

class TestTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsAreAsWideAsTheirWidestCell()
    {
        app::Table table({ { QStringLiteral("name"), false }, { QStringLiteral("puts"), true }, { QStringLiteral("end"), false } });
        QVERIFY(table.isEmpty());
        table.add({ QStringLiteral("a"), QStringLiteral("1"), QString() });
        table.add({ QString::fromUtf8("\xc3\xa9t\xc3\xa9-long"), QStringLiteral("12345"), QStringLiteral("x") });
        QCOMPARE(table.text(1), QString::fromUtf8(" name       puts  end\n"
                                                  " a             1\n"
                                                  " \xc3\xa9t\xc3\xa9-long  12345  x\n"));
    }

    void foreignTextIsHarmless_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QString::fromUtf8("d\xc3\xa9j\xc3\xa0 vu") << QString::fromUtf8("d\xc3\xa9j\xc3\xa0 vu");
        QTest::newRow("line feed") << QStringLiteral("a\nb\tc") << QStringLiteral("a\\nb\\tc");
        QTest::newRow("escape") << QStringLiteral("\x1b[31m") << QStringLiteral("\\x1b[31m");
        QTest::newRow("C1 control") << QString(QChar(0x9b)) << QStringLiteral("\\x9b");
        QTest::newRow("line separator") << QString(QChar(0x2028)) << QStringLiteral("\\x2028");
    }
    void foreignTextIsHarmless()
    {
        QFETCH(QString, text);
        QTEST(app::printable(text), "shown");
    }
};

QTEST_GUILESS_MAIN(TestTable)
#include "tst_table.moc"
