// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/arguments.h"

#include <QTest>

using app::Arguments;

namespace {

constexpr app::OptionSpec Options[] {
    { "json", nullptr, "as JSON" },
    { "at", "T", "the moment" },
    { "set", "K=V", "sets\na parameter", true },
    { "o", "FILE", "where to", true },
};
constexpr app::Command Probe { "probe", "TRACE", 1, 1, "summary", "Details.", Options, nullptr, nullptr };

trace::Result<Arguments> parsed(const char *line)
{
    return Arguments::parse(Probe, QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts));
}

} // namespace

class TestArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void optionsAndOperandsMayStandInAnyOrder()
    {
        const auto result = parsed("--json a.json --at=4s -o x.png --set a=1 -oy.png --set b=2=3");
        QVERIFY(result);
        const Arguments &arguments = result.value();
        QCOMPARE(arguments.operands(), QStringList { QStringLiteral("a.json") });
        QVERIFY(arguments.has("json") && !arguments.wantsHelp());
        QCOMPARE(arguments.value("at"), QStringLiteral("4s"));
        QCOMPARE(arguments.values("o"), (QStringList { QStringLiteral("x.png"), QStringLiteral("y.png") }));
        QCOMPARE(arguments.values("set"), (QStringList { QStringLiteral("a=1"), QStringLiteral("b=2=3") }));
    }

    void whatFollowsTwoDashesIsAnOperand()
    {
        const auto result = parsed("-- --json");
        QVERIFY(result);
        QCOMPARE(result.value().operands(), QStringList { QStringLiteral("--json") });
        QVERIFY(!result.value().has("json"));
    }

    void aDashAloneIsAnOperand()
    {
        const auto result = parsed("-");
        QVERIFY(result);
        QCOMPARE(result.value().operands(), QStringList { QStringLiteral("-") });
    }

    void helpStopsAllOtherChecks()
    {
        for (const char *line : { "--help", "-h", "--help a b c", "--at 1 --at 2 -h" }) {
            const auto result = parsed(line);
            QVERIFY2(result && result.value().wantsHelp(), line);
        }
    }

    void mistakesAreNamed_data()
    {
        QTest::addColumn<QString>("message");
        QTest::newRow("") << QStringLiteral("probe: TRACE is missing; see loopscope probe --help");
        QTest::newRow("a b") << QStringLiteral("probe: \"b\" is one word too many after TRACE");
        QTest::newRow("a --jsn") << QStringLiteral("--jsn: \"probe\" has no such option; the nearest is --json");
        QTest::newRow("a -x") << QStringLiteral("-x: \"probe\" has no such option; the nearest is -o");
        QTest::newRow("a --at") << QStringLiteral("probe: missing value after '--at'");
        QTest::newRow("a --json=1") << QStringLiteral("probe: unexpected value after '--json'");
        QTest::newRow("a --at 1 --at 2") << QStringLiteral("--at: is given twice, as \"1\" and as \"2\"");
    }
    void mistakesAreNamed()
    {
        QFETCH(QString, message);
        const auto result = parsed(QTest::currentDataTag());
        QVERIFY(!result);
        QCOMPARE(result.error().message(), message);
    }

    void theHelpListsEveryOption()
    {
        const QString expected = QStringLiteral("Usage: loopscope probe TRACE [OPTION]...\n\nDetails.\n\nOptions:\n"
                                                "  --json                as JSON\n"
                                                "  --at T                the moment\n"
                                                "  --set K=V             sets\n"
                                                "                        a parameter\n"
                                                "  -o FILE               where to\n"
                                                "  -h, --help            this text\n");
        QCOMPARE(app::helpText(Probe), expected);
    }
};

QTEST_GUILESS_MAIN(TestArguments)
#include "tst_arguments.moc"
