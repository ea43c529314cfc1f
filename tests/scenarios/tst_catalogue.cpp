// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"
#include "support/places.h"

#include <QFile>
#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scenariosAreFoundByName();
    void anUnknownScenarioIsAnsweredWithTheNearest();
    void everyScenarioIsWellDescribed_data();
    void everyScenarioIsWellDescribed();
    void theSourceIsTheFileThatIsCompiled_data() { everyScenarioIsWellDescribed_data(); }
    void theSourceIsTheFileThatIsCompiled();
    void wrongParametersAreRefused();
    void equalSeedsGiveEqualEventsAndOthersDiffer_data() { everyScenarioIsWellDescribed_data(); }
    void equalSeedsGiveEqualEventsAndOthersDiffer();
};

void TestCatalogue::scenariosAreFoundByName()
{
    for (const QString &name : { u"hello"_s, u"two-hellos"_s, u"producer-consumer"_s, u"producer-consumer-sync"_s }) {
        QVERIFY(Catalogue::find(name));
        QCOMPARE(Catalogue::find(name)->name(), name);
        QVERIFY(Catalogue::named(name));
    }
    QVERIFY(!Catalogue::find(u"goodbye"));
}

void TestCatalogue::anUnknownScenarioIsAnsweredWithTheNearest()
{
    const auto found = Catalogue::named(u"producer-consumr");
    QVERIFY(!found);
    QCOMPARE(
        found.error().message(), u"producer-consumr: there is no such scenario; did you mean producer-consumer?"_s);
}

void TestCatalogue::everyScenarioIsWellDescribed_data()
{
    QTest::addColumn<const Scenario *>("scenario");
    for (const auto &scenario : Catalogue::scenarios())
        QTest::newRow(qPrintable(scenario->name())) << static_cast<const Scenario *>(scenario.get());
}

void TestCatalogue::everyScenarioIsWellDescribed()
{
    QFETCH(const Scenario *, scenario);
    const Scenario::Description &d = scenario->description();
    QVERIFY(!d.name.isEmpty() && !d.title.isEmpty() && d.summary.endsWith(u'.'));
    QSet<QString> names;
    for (const Parameter &p : d.parameters) {
        QVERIFY2(p.check(p.defaultText), qPrintable(p.name));
        QVERIFY2(p.summary.endsWith(u'.'), qPrintable(p.name));
        QVERIFY2(!names.contains(p.name), qPrintable(p.name));
        names += p.name;
    }
    const QJsonObject json = scenario->toJson();
    QCOMPARE(json[u"name"_s].toString(), d.name);
    QCOMPARE(json[u"needs_real_clock"_s].toBool(), d.needsRealClock);
    QCOMPARE(json[u"parameters"_s].toArray().size(), d.parameters.size());
}

void TestCatalogue::theSourceIsTheFileThatIsCompiled()
{
    QFETCH(const Scenario *, scenario);
    QFile file(support::sourcePath(QStringLiteral("src/")) + scenario->description().sourceFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(scenario->sourceText(), file.readAll());
}

void TestCatalogue::wrongParametersAreRefused()
{
    const Scenario &scenario = *Catalogue::find(u"producer-consumer");
    const auto message = [&](const QString &name, const QString &value) {
        const auto checked = scenario.check({ { name, value } });
        return checked ? QString() : checked.error().message();
    };
    QCOMPARE(message(u"producers"_s, u"65"_s), u"producers: 65 is not in 1..64"_s);
    QCOMPARE(message(u"producer"_s, u"2"_s),
        u"producer: producer-consumer has no such parameter; did you mean producers?"_s);
    QCOMPARE(message(u"consume"_s, u"all"_s), QString());
    const auto checked = scenario.check({ { u"items"_s, u" 7 "_s } });
    QVERIFY(checked);
    QCOMPARE(checked.value().value(u"items"_s), u"7"_s);
    QCOMPARE(checked.value().value(u"maxsize"_s), u"0"_s);
    QCOMPARE(checked.value().size(), scenario.parameters().size());
}

void TestCatalogue::equalSeedsGiveEqualEventsAndOthersDiffer()
{
    QFETCH(const Scenario *, scenario);
    if (scenario->description().needsRealClock)
        return; // what comes from outside has no seed
    const auto runWith = [&](quint64 seed) {
        scheduler::LoopOptions options;
        options.seed = seed;
        const bool isLarge = scenario->name() == u"parallel-sum"_s;
        return ScenarioRun(*scenario, isLarge ? Values { { u"rows"_s, u"1000"_s } } : Values(), options);
    };
    const ScenarioRun first = runWith(42), again = runWith(42), other = runWith(43);
    QVERIFY(first.end == scheduler::Loop::End::Finished);
    QVERIFY(!first.events().empty());
    QVERIFY(first.events() == again.events());
    QCOMPARE(first.trace->texts()->textCount(), again.trace->texts()->textCount());
    for (quint32 id = 1; id <= first.trace->texts()->textCount(); ++id)
        QCOMPARE(first.trace->text(trace::TextId(id)), again.trace->text(trace::TextId(id)));
    const bool drawsAtRandom = scenario->name().startsWith(u"producer-consumer"_s);
    QCOMPARE(first.events() != other.events(), drawsAtRandom);
}

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
