// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/loopscopeindex.h"

#include "formats/loopscopefile.h"
#include "support/indexedfiles.h"
#include "support/syntheticload.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace formats;
using namespace trace;

namespace {

QByteArray written(const Trace &trace, quint64 indexedFrom = 0)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return writeLoopscope(trace, buffer, {}, indexedFrom) ? buffer.data() : QByteArray();
}

TraceInfo described(const QString &name, quint64 seed)
{
    TraceInfo info;
    info.name = name;
    info.seed = seed;
    return info;
}

/// A busy loop, with tasks that end, others that are new, and events lost.
std::unique_ptr<Trace> busyTrace(quint32 tasks, std::size_t count, quint32 seed = 1)
{
    auto texts = std::make_shared<TextTable>();
    texts->intern(u"a text that no event uses");
    support::SyntheticLoad load(*texts, tasks, seed);
    std::vector<Event> events;
    load.fill(events, count);
    auto trace = std::make_unique<Trace>(described(QStringLiteral("busy"), seed), texts);
    quint32 next = tasks;
    for (std::size_t n = 0; n < events.size(); ++n) {
        trace->append(events[n]);
        if (n % 7 == 0)
            trace->append({ .time = events[n].time, .text = texts->intern(u"said"), .kind = EventKind::Log });
        if (n % 1000 == 999 && trace->latest().running != TaskId::None) {
            trace->append({ .time = events[n].time, .task = trace->latest().running, .text = texts->intern(u"ValueError"), .kind = EventKind::TaskFinished, .detail = quint8(Outcome::Raised) });
            trace->append({ .time = events[n].time, .task = TaskId(++next), .other = 1, .text = texts->intern(u"late"), .kind = EventKind::TaskCreated });
            trace->append({ .time = events[n].time, .value = 3, .kind = EventKind::Lost });
        }
    }
    trace->advanceTo({ trace->range().end.ns + 1000 });
    return trace;
}

std::optional<Loaded> opened(const QByteArray &file)
{
    return openIndexed(static_cast<quint64>(file.size()), [file](quint64 offset, std::span<quint8> to) -> std::size_t {
        if (offset >= static_cast<quint64>(file.size()))
            return 0;
        const auto size = std::min<std::size_t>(to.size(), static_cast<std::size_t>(file.size()) - offset);
        std::memcpy(to.data(), file.constData() + offset, size);
        return size;
    });
}

QStringList sameTexts(const State &state, const Trace &trace)
{
    QStringList texts;
    for (const TaskStatus &task : state.tasks)
        texts << trace.text(task.name) << QString::number(trace.texts()->site(task.site).line) << QString::number(int(task.state)) << QString::number(task.since.ns)
              << QString::number(task.resumes) << QString::number(number(task.waker)) << QString::number(int(task.outcome));
    for (const QueueStatus &queue : state.queues) {
        texts << trace.text(queue.name);
        for (const TextId item : queue.items)
            texts << trace.text(item);
    }
    for (const JobStatus &job : state.jobs)
        texts << trace.text(job.name) << QString::number(number(job.worker));
    for (const IoStatus &io : state.ios)
        texts << trace.text(io.text);
    for (const TimerStatus &timer : state.timers)
        texts << QString::number(timer.due.ns) << QString::number(number(timer.id));
    for (const TaskId id : state.ready)
        texts << QString::number(number(id));
    return texts << QString::number(state.iteration) << QString::number(state.lost) << QString::number(number(state.running));
}

void verifySame(const Trace &a, const Trace &b)
{
    QCOMPARE(a.eventCount(), b.eventCount());
    QVERIFY(a.range() == b.range() && a.info() == b.info());
    QCOMPARE(a.clampedCount(), b.clampedCount());
    QCOMPARE(a.lostCount(), b.lostCount());
    QCOMPARE(a.logs().count(), b.logs().count());
    for (quint64 n = 0; n < a.logs().count(); ++n)
        QCOMPARE(a.logs().at(n), b.logs().at(n));
    QVERIFY(std::equal(a.losses().begin(), a.losses().end(), b.losses().begin(), b.losses().end()));
    b.forEach(0, b.eventCount(), [&, n = quint64(0)](quint64 index, const Event &event) mutable {
        const Event other = a.event(index);
        Event same = event;
        same.text = other.text;
        same.site = other.site;
        if (same == other && a.text(other.text) == b.text(event.text) && a.texts()->site(other.site).line == b.texts()->site(event.site).line)
            return true;
        qWarning("event %llu differs", static_cast<unsigned long long>(index));
        return ++n < 3;
    });
    QCOMPARE(a.tasks().size(), b.tasks().size());
    for (std::size_t row = 0; row < a.tasks().size(); ++row) {
        TaskRow same = a.tasks()[row];
        const TaskRow &other = b.tasks()[row];
        QCOMPARE(a.text(same.name), b.text(other.name));
        QVERIFY(same.id == other.id && same.parent == other.parent && same.created == other.created && same.finished == other.finished
                && same.outcome == other.outcome && same.resumes == other.resumes);
    }
    QCOMPARE(support::lookAtAll(a), support::lookAtAll(b));
    for (quint64 part = 0; part <= 40; ++part) {
        const quint64 n = a.eventCount() * part / 40;
        QCOMPARE(sameTexts(a.stateAfter(n), a), sameTexts(b.stateAfter(n), b));
    }
}

} // namespace

class TestLoopscopeIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileOpensAsTheTraceThatWasWritten_data()
    {
        QTest::addColumn<quint32>("tasks");
        QTest::addColumn<int>("events");
        QTest::newRow("nothing") << 1u << 0;
        QTest::newRow("few events") << 3u << 40;
        QTest::newRow("few tasks") << 5u << 60'000;
        QTest::newRow("many tasks") << 700u << 60'000;
    }
    void aFileOpensAsTheTraceThatWasWritten()
    {
        QFETCH(quint32, tasks);
        QFETCH(int, events);
        const auto trace = events == 0 ? std::make_unique<Trace>(described(QStringLiteral("empty"), 0)) : busyTrace(tasks, std::size_t(events));
        const QByteArray file = written(*trace);
        const std::optional<Loaded> loaded = opened(file);
        QVERIFY(loaded);
        verifySame(*trace, *loaded->trace);
        QVERIFY(!loaded->trace->isDamaged());
        const Result<Loaded> read = formats::read(file, QStringLiteral("sections")); // who does not know the index reads the same
        QVERIFY(read && !read.value().isCutOff);
        verifySame(*trace, *read.value().trace);
    }

    void theBytesAreAFunctionOfTheTrace()
    {
        const QByteArray file = written(*busyTrace(50, 30'000));
        QVERIFY(file == written(*busyTrace(50, 30'000)));
        const std::optional<Loaded> loaded = opened(file);
        QVERIFY(loaded);
        QVERIFY(written(*loaded->trace) == file);
        const Result<Loaded> read = formats::read(file, QStringLiteral("sections"));
        QVERIFY(written(*read.value().trace) == file);
    }

    void whatIsAppendedToAnOpenedTraceFollowsWhatWasThere()
    {
        auto whole = busyTrace(20, 20'000);
        auto half = busyTrace(20, 20'000);
        const QByteArray file = written(*half);
        std::optional<Loaded> loaded = opened(file);
        QVERIFY(loaded);
        // The texts of the file have other numbers: events without any do for both.
        for (int n = 0; n < 5000; ++n) {
            const Event event { .time = { whole->latest().time.ns + 7 }, .value = n, .task = TaskId(n % 10 + 1), .kind = n % 2 == 0 ? EventKind::TaskResumed : EventKind::TaskSuspended };
            whole->append(event);
            loaded->trace->append(event);
        }
        verifySame(*whole, *loaded->trace);
    }

    void aSmallFileHasNoIndex()
    {
        const auto trace = busyTrace(5, 2000);
        const QByteArray file = written(*trace, IndexedFrom);
        QVERIFY(!opened(file));
        QVERIFY(written(*trace).startsWith(file)); // the index only follows
    }

    void aCutFileIsReadByItsSections()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("cut.loopscope"));
        const auto trace = busyTrace(3, 300);
        const QByteArray whole = written(*trace);
        const qsizetype sections = written(*trace, ~quint64(0)).size();
        for (qsizetype size = sections; size < whole.size(); size += size % 4096 < 64 || size > whole.size() - 2000 ? 1 : 61) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(whole.first(size)) == size);
            file.close();
            QVERIFY(!openIndexed(path));
            const Result<Loaded> loaded = readFile(path);
            QVERIFY(loaded && !loaded.value().isCutOff);
            QCOMPARE(loaded.value().trace->eventCount(), trace->eventCount());
        }
    }

    void aByteThatIsWrongIsNoticedOrDoesNotMatter()
    {
        const auto trace = busyTrace(4, 6000);
        const QByteArray whole = written(*trace);
        const quint64 expected = support::lookAtAll(*trace);
        const auto begin = static_cast<qsizetype>(written(*trace, ~quint64(0)).size());
        QRandomGenerator random(7);
        int noticed = 0;
        for (int n = 0; n < 1500; ++n) {
            QByteArray damaged = whole;
            const auto at = begin + random.bounded(whole.size() - begin);
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.bounded(8)));
            const std::optional<Loaded> loaded = opened(damaged);
            const bool isSame = loaded && support::lookAtAll(*loaded->trace) == expected;
            noticed += !loaded || loaded->trace->isDamaged() ? 1 : 0;
            QVERIFY2(!loaded || isSame || loaded->trace->isDamaged(), qPrintable(QString::number(at)));
        }
        QVERIFY(noticed > 500);
    }

    void aFileThatIsCutWhileItIsOpenIsNoticedAndNotFatal()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("cut.loopscope"));
        const auto trace = busyTrace(30, 60'000);
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(writeLoopscope(*trace, file, {}, 0));
        }
        const Result<Loaded> loaded = readFile(path);
        QVERIFY(loaded);
        QCOMPARE(support::lookAtAll(*readFile(path).value().trace), support::lookAtAll(*trace));
        QVERIFY(QFile::resize(path, 10'000));
        support::lookAtAll(*loaded.value().trace);
        QVERIFY(loaded.value().trace->isDamaged());
        QVERIFY(damageRemark(*loaded.value().trace).contains(QStringLiteral("page %1 ").arg(*loaded.value().trace->damagedPage())));
        QCOMPARE(damageRemark(*trace), QString());
        QCOMPARE(loaded.value().trace->eventCount(), trace->eventCount());
    }

    void whateverAnIndexSaysNothingIsReadOutsideOfIt()
    {
        const auto trace = busyTrace(4, 6000);
        const QByteArray whole = written(*trace);
        const auto begin = static_cast<qsizetype>(written(*trace, ~quint64(0)).size());
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        int opens = 0;
        for (int n = 0; n < 1500; ++n) {
            QByteArray changed = whole;
            const qsizetype last = whole.size() - (n % 50 == 0 ? 0 : support::IndexTrailerSize);
            for (int changes = 1 + random.bounded(6); changes > 0; --changes) {
                const auto [pagesAt, pages] = support::pagesOf(whole);
                const auto headAt = static_cast<qsizetype>(pagesAt + pages * PageSize);
                const qsizetype from = random.bounded(2) == 0 ? headAt : begin;
                changed[from + random.bounded(last - from)] = static_cast<char>(random.bounded(4) == 0 ? 0xff : random.bounded(256));
            }
            support::mendIndex(changed);
            const std::optional<Loaded> loaded = opened(changed);
            if (!loaded)
                continue;
            ++opens;
            support::lookAtAll(*loaded->trace);
        }
        QVERIFY(opens > 100);
    }
};

QTEST_GUILESS_MAIN(TestLoopscopeIndex)
#include "tst_loopscopeindex.moc"
