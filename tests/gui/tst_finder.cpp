// SPDX-License-Identifier: GPL-3.0-or-later
// Ctrl+F, Ctrl+P and /: lanes and lines of the log are found, also in a long log and in one that grows.
#include "gui/windowfixture.h"

#include "app/window/finder.h"
#include "app/window/speedcontrol.h"
#include "session/laneslices.h"

#include <QLineEdit>
#include <QListWidget>

using session::RunState;
using trace::EventKind;

namespace {

struct FindingFixture : WindowFixture
{
    [[nodiscard]] session::Session &session() { return window->workspace().session(); }
    [[nodiscard]] QLineEdit *field() { return child<QLineEdit>("finderField"); }
    [[nodiscard]] QListWidget *list() { return child<QListWidget>("finderList"); }
    [[nodiscard]] QString note() { return window->findChild<app::Finder *>()->note(); }
    /// Opens the finder and types.
    void find(const QString &words)
    {
        press(Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(field()->isVisible());
        QTest::keyClicks(field(), words);
    }
};

/// A million events; a line of the log "step 0" to "step 9" after each 100 000, and "needle" near the end.
std::shared_ptr<trace::Trace> longLog()
{
    auto trace = std::make_shared<trace::Trace>(trace::TraceInfo { .name = QStringLiteral("long"), .clock = trace::ClockKind::Virtual, .seed = 1, .parameters = {}, .origin = {} });
    const auto log = [&](qint64 n, const QString &text) { trace->append({ .time = { n }, .text = trace->texts()->intern(text), .kind = EventKind::Log }); };
    for (int n = 0; n < 1'000'000; ++n) {
        trace->append({ .time = { n }, .kind = EventKind::IterationBegun });
        if (n % 100'000 == 99'999)
            log(n, QStringLiteral("step %1").arg(n / 100'000));
        if (n == 950'000)
            log(n, QStringLiteral("A Needle"));
    }
    return trace;
}

} // namespace

class tst_Finder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void lanesAndLogLinesAreFound();
    void aLongLogIsSearchedWhileTheWindowLives();
    void enterBeforeAnythingIsFoundGoesToTheFirst();
    void anotherLetterAndEscapeGiveTheSearchUp();
    void theLogOfARunThatGoesOnIsSearched();
};

void tst_Finder::lanesAndLogLinesAreFound()
{
    FindingFixture w;
    QVERIFY(w.isReady());
    w.window->workspace().load(QStringLiteral("two-hellos"));
    w.live().setSpeed(app::UnlimitedSpeed);
    w.press(Qt::Key_F5);
    QTRY_COMPARE(w.live().state(), RunState::Finished);
    w.press(Qt::Key_P, Qt::ControlModifier);
    auto *field = w.child<QLineEdit>("finderField");
    auto *list = w.child<QListWidget>("finderList");
    QTRY_VERIFY(field->isVisible());
    QCOMPARE(list->count(), int(w.session().lanes().count()));
    QTest::keyClicks(field, QStringLiteral("SAY-2"));
    QTRY_COMPARE(list->count(), 1);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!field->isVisible());
    QVERIFY(w.session().selection().lane);
    QCOMPARE(session::laneName(w.trace(), *w.session().selection().lane), QStringLiteral("say-2"));

    // A line of the log, from the playhead on; Escape changes nothing.
    w.session().setPlayheadEvents(0);
    w.press(Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(field->isVisible());
    QTest::keyClick(field, Qt::Key_Escape);
    QTRY_VERIFY(!field->isVisible());
    QCOMPARE(w.session().playhead().events, quint64(0));
    w.press(Qt::Key_Slash);
    QTRY_VERIFY(field->isVisible());
    const QString line = w.trace().text([&] {
        trace::TextId text = trace::TextId::None;
        w.trace().forEach(0, w.trace().eventCount(), [&](quint64, const trace::Event &event) {
            text = event.kind == EventKind::Log ? event.text : text;
            return true;
        });
        return text;
    }());
    QTest::keyClicks(field, line);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(w.session().playhead().events > 0);
    const trace::Event found = w.trace().event(w.session().playhead().events - 1);
    QCOMPARE(found.kind, EventKind::Log);
    QCOMPARE(w.trace().text(found.text), line);
}

void tst_Finder::aLongLogIsSearchedWhileTheWindowLives()
{
    FindingFixture w;
    QVERIFY(w.isReady());
    w.live().unload();
    w.session().open(longLog(), { session::SourceKind::File, QStringLiteral("long") });
    w.session().setPlayheadEvents(450'000);
    w.find(QStringLiteral("step"));
    QTRY_COMPARE(w.list()->count(), 10);
    QCOMPARE(w.note(), QString());
    // From the playhead on, and then from the beginning.
    QVERIFY2(w.list()->item(0)->text().endsWith(QStringLiteral("step 4")), qPrintable(w.list()->item(0)->text()));
    QVERIFY2(w.list()->item(9)->text().endsWith(QStringLiteral("step 3")), qPrintable(w.list()->item(9)->text()));
    QCOMPARE(w.list()->currentRow(), 0);
    QTest::keyClick(w.field(), Qt::Key_Down);
    QTest::keyClick(w.field(), Qt::Key_Return);
    QVERIFY(!w.field()->isVisible());
    QCOMPARE(w.trace().text(w.trace().event(w.session().playhead().events - 1).text), QStringLiteral("step 5"));
    // What is nowhere is said to be nowhere, once all has been looked at.
    w.find(QStringLiteral("nowhere"));
    QTRY_COMPARE(w.note(), QStringLiteral("Nothing of that name"));
    QCOMPARE(w.list()->count(), 0);
}

void tst_Finder::enterBeforeAnythingIsFoundGoesToTheFirst()
{
    FindingFixture w;
    QVERIFY(w.isReady());
    w.live().unload();
    w.session().open(longLog(), { session::SourceKind::File, QStringLiteral("long") });
    w.session().setPlayheadEvents(0);
    w.find(QStringLiteral("needle"));
    QTest::keyClick(w.field(), Qt::Key_Return);
    QTRY_VERIFY(!w.field()->isVisible());
    QCOMPARE(w.trace().text(w.trace().event(w.session().playhead().events - 1).text), QStringLiteral("A Needle"));
}

void tst_Finder::anotherLetterAndEscapeGiveTheSearchUp()
{
    FindingFixture w;
    QVERIFY(w.isReady());
    w.live().unload();
    w.session().open(longLog(), { session::SourceKind::File, QStringLiteral("long") });
    w.session().setPlayheadEvents(0);
    w.find(QStringLiteral("step"));
    QTRY_VERIFY(!w.note().isEmpty() || w.list()->count() > 0);
    QTest::keyClicks(w.field(), QStringLiteral(" 7"));
    const auto hasFoundIt = [&w] { return w.list()->count() == 1 && w.list()->item(0)->text().contains(QStringLiteral("step 7")); };
    QTRY_VERIFY_WITH_TIMEOUT(hasFoundIt(), 30'000);
    QTest::qWait(150); // nothing of the first search comes late
    QVERIFY(hasFoundIt());
    QTest::keyClicks(w.field(), QStringLiteral("x"));
    QTest::keyClick(w.field(), Qt::Key_Escape);
    QTRY_VERIFY(!w.field()->isVisible());
    QTest::qWait(150);
    QCOMPARE(w.session().playhead().events, quint64(0));
}

void tst_Finder::theLogOfARunThatGoesOnIsSearched()
{
    FindingFixture w;
    QVERIFY(w.isReady());
    QTemporaryDir folder;
    w.window->openFile(writeScenario(folder, QStringLiteral("chatty"), R"({ "scenario": 1, "name": "chatty",
        "tasks": { "main": { "steps": [ { "log": "begun" }, { "repeat": 100000, "steps": [ { "sleep": "1ms" } ] } ] } }, "start": "main" })"));
    QTRY_COMPARE(w.session().source().name, QStringLiteral("chatty"));
    w.live().setSpeed(app::UnlimitedSpeed);
    w.press(Qt::Key_Space);
    QTRY_VERIFY(w.trace().eventCount() > 50'000);
    w.press(Qt::Key_Space);
    QTRY_COMPARE(w.live().state(), RunState::Paused);
    QVERIFY(w.session().isLive());
    w.find(QStringLiteral("BEGUN"));
    QTRY_COMPARE(w.list()->count(), 1);
    QTRY_COMPARE(w.note(), QString());
    QTest::keyClick(w.field(), Qt::Key_Return);
    QCOMPARE(w.trace().event(w.session().playhead().events - 1).kind, EventKind::Log);
}

QTEST_MAIN(tst_Finder)
#include "tst_finder.moc"
