// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventfields.h"
#include "formats/format.h"
#include "formats/loopscopefile.h"
#include "formats/loopscopeindex.h"

#include "support/places.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace formats;

namespace {

const QString goldenFolder = support::sourcePath(QStringLiteral("tests/golden/formats/"));

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList samples()
{
    return QDir(goldenFolder).entryList({ QStringLiteral("*.json"), QStringLiteral("*.gz"), QStringLiteral("*.pftrace") }, QDir::Files, QDir::Name);
}

/// All that reading a file gives, one line each.
QByteArray told(const trace::Result<Loaded> &loaded)
{
    if (!loaded)
        return "error: " + loaded.error().message().toUtf8() + '\n';
    const trace::Trace &trace = *loaded.value().trace;
    QByteArray out = "origin: " + trace.info().origin.toUtf8() + ", first-ns " + trace.info().parameters.value(QStringLiteral("first-ns")).toUtf8() + '\n';
    if (!loaded.value().remark.isEmpty())
        out += "remark: " + loaded.value().remark.toUtf8() + '\n';
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
        appendJson(trace, event, out);
        out += '\n';
        return true;
    });
    return out + "ends at " + QByteArray::number(trace.range().end.ns) + '\n';
}

/// The args of all events, one line each, with their number.
QByteArray argsIn(const trace::Trace &trace)
{
    QByteArray out;
    trace.forEach(0, trace.eventCount(), [&](quint64 n, const trace::Event &event) {
        if (trace::shapeOf(event.kind).args && event.args() != trace::ArgId::None)
            out += QByteArray::number(n) + ' ' + trace.texts()->args().bytes(event.args()).toByteArray() + '\n';
        return true;
    });
    return out;
}

template<typename Write>
QByteArray writtenBy(Write write)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return write(buffer) ? buffer.data() : QByteArray();
}

/// Opens a .loopscope file by its index alone.
std::optional<Loaded> openedByIndex(const QByteArray &file)
{
    return openIndexed(static_cast<quint64>(file.size()), [file](quint64 offset, std::span<quint8> to) -> std::size_t {
        const QByteArrayView there = QByteArrayView(file).sliced(std::min(static_cast<qsizetype>(offset), file.size()));
        const auto size = std::min<std::size_t>(to.size(), static_cast<std::size_t>(there.size()));
        std::copy_n(there.begin(), size, to.begin());
        return size;
    });
}

} // namespace

/// Recordings of other programs, each dialect and each mistake in a small file of its own (tests/golden/formats).
class TestForeign : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBeginningCanBeShownWhileTheRestIsRead_data()
    {
        QTest::addColumn<bool>("isPreviewCancelled");
        QTest::newRow("read to its end") << false;
        QTest::newRow("cancelled while the beginning is made") << true;
    }
    void theBeginningCanBeShownWhileTheRestIsRead()
    {
        QFETCH(bool, isPreviewCancelled);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[");
        for (int n = 0; n < 60'000; ++n) // out of order, and the names of the threads come last
            file.write(R"({"ph":"X","name":"f","pid":1,"tid":)" + QByteArray::number(n % 3) + R"(,"ts":)" + QByteArray::number(10 * (n ^ 1)) + R"(,"dur":4},)" + '\n');
        file.write(R"({"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"late"}}])");
        file.close();
        std::vector<std::unique_ptr<trace::Trace>> shown;
        bool isMade = false;
        const Preview preview { [&](quint64 done, quint64 total) { return isMade = done < total && total == quint64(QFileInfo(path).size()); },
            [&](std::unique_ptr<trace::Trace> trace) { shown.push_back(std::move(trace)); } };
        const trace::Result<Loaded> loaded = readFile(path, [&](quint64, quint64) { return !(isPreviewCancelled && isMade); }, preview);
        QCOMPARE(loaded.isOk(), !isPreviewCancelled);
        if (isPreviewCancelled) {
            QCOMPARE(loaded.error().message(), cancelled().message());
            QVERIFY(shown.empty());
            return;
        }
        QVERIFY(told(loaded) == told(readFile(path))); // having shown something changes nothing
        QVERIFY(shown.size() >= 2);
        quint64 before = 0;
        for (const auto &trace : shown) {
            QVERIFY(trace->eventCount() > before && trace->eventCount() < 120'003);
            before = trace->eventCount();
            QCOMPARE(trace->workers().size(), std::size_t(3));
            QCOMPARE(trace->text(trace->workers()[2].name), QStringLiteral("thread 2"));
            QCOMPARE(trace->info().name, QStringLiteral("a"));
        }
        QCOMPARE(loaded.value().trace->text(loaded.value().trace->workers()[2].name), QStringLiteral("late"));
    }

    void everySampleIsReadAsItsGoldenSays_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : samples())
            QTest::newRow(qPrintable(name)) << name;
    }
    void everySampleIsReadAsItsGoldenSays()
    {
        QFETCH(QString, name);
        const QByteArray now = told(read(contentOf(goldenFolder + name), name));
        const QString golden = goldenFolder + name + QStringLiteral(".txt");
        if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
            QFile file(golden);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(now) == now.size());
        }
        QCOMPARE(QString::fromUtf8(now), QString::fromUtf8(contentOf(golden)));
    }

    void thereAreEnoughSamples() { QVERIFY2(samples().size() >= 60, qPrintable(QString::number(samples().size()))); }

    void nothingIsClaimedThatWasNotObserved()
    {
        for (const QString &name : samples()) {
            const trace::Result<Loaded> loaded = read(contentOf(goldenFolder + name), name);
            if (!loaded)
                continue;
            const trace::Trace &trace = *loaded.value().trace;
            QVERIFY2(trace.tasks().empty(), qPrintable(name));
            for (const trace::WorkerRow &worker : trace.workers()) {
                const trace::Lane &lane = trace.workerLane(worker.id);
                for (quint64 n = 0; n < lane.count(); ++n) {
                    const trace::SliceState state = lane.slice(n, trace.range().end).state;
                    QVERIFY(state == trace::SliceState::Running || state == trace::SliceState::Idle);
                }
            }
            QCOMPARE(trace.latest().ignored, quint64(0));
            QCOMPARE(trace.clampedCount(), quint64(0));
        }
    }

    void aSampleCutOffAnywhereIsAnswered()
    {
        for (const QString &name : samples()) {
            const QByteArray whole = contentOf(goldenFolder + name);
            for (qsizetype size = 0; size < whole.size(); ++size) {
                const trace::Result<Loaded> loaded = read(whole.first(size), QStringLiteral("cut"));
                QVERIFY(loaded || loaded.error().message().startsWith(QLatin1String("cut")));
            }
        }
    }

    void argsSurviveEveryFormatThatIsReadBack()
    {
        int withArgs = 0;
        for (const QString &name : samples()) {
            const trace::Result<Loaded> loaded = read(contentOf(goldenFolder + name), name);
            const QByteArray args = loaded ? argsIn(*loaded.value().trace) : QByteArray();
            if (args.isEmpty())
                continue;
            ++withArgs;
            const trace::Trace &trace = *loaded.value().trace;
            for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::ChromeJsonGzip, Format::Perfetto }) {
                const QByteArray file = writtenBy([&](QIODevice &device) { return formats::write(trace, format, device).isOk(); });
                const trace::Result<Loaded> again = read(file, name);
                QVERIFY2(again, qPrintable(name));
                QCOMPARE(argsIn(*again.value().trace), args);
                QCOMPARE(again.value().trace->eventCount(), trace.eventCount());
                QCOMPARE(writtenBy([&](QIODevice &device) { return formats::write(*again.value().trace, format, device).isOk(); }), file);
            }
            const QByteArray indexed = writtenBy([&](QIODevice &device) { return writeLoopscope(trace, device, {}, 0).isOk(); });
            const std::optional<Loaded> opened = openedByIndex(indexed);
            QVERIFY2(opened, qPrintable(name));
            QCOMPARE(argsIn(*opened->trace), args);
        }
        QVERIFY(withArgs >= 10);
    }

    void argsOfAnIndexedFileAreReadWhenTheyAreAskedFor()
    {
        QByteArray json = "[";
        for (int n = 0; n < 30'000; ++n)
            json += "{\"ph\":\"i\",\"name\":\"i\",\"pid\":1,\"tid\":1,\"ts\":" + QByteArray::number(n) + ",\"args\":{\"n\":\"" + QByteArray::number(n).rightJustified(40, '.') + "\"}},";
        const trace::Result<Loaded> loaded = read(json, QStringLiteral("a"));
        QVERIFY(loaded);
        const trace::Trace &trace = *loaded.value().trace;
        const QByteArray file = writtenBy([&](QIODevice &device) { return writeLoopscope(trace, device, {}, 0).isOk(); });
        const qsizetype first = file.indexOf("ARGS");
        QVERIFY(file.indexOf("ARGS", file.indexOf("ARGS", file.indexOf("ARGS", first + 4) + 4) + 4) > 0); // four at least
        for (const bool isDamaged : { false, true }) {
            QByteArray read = file;
            if (isDamaged)
                read[read.indexOf(".100\"}")] = 'x'; // in the first section
            std::vector<quint64> offsets;
            const std::optional<Loaded> opened = openIndexed(static_cast<quint64>(file.size()), [&](quint64 offset, std::span<quint8> to) -> std::size_t {
                offsets.push_back(offset);
                const QByteArrayView there = QByteArrayView(read).sliced(std::min(static_cast<qsizetype>(offset), read.size()));
                const auto size = std::min<std::size_t>(to.size(), static_cast<std::size_t>(there.size()));
                std::copy_n(there.begin(), size, to.begin());
                return size;
            });
            QVERIFY(opened && opened->trace->eventCount() == trace.eventCount());
            QVERIFY(std::find(offsets.begin(), offsets.end(), quint64(first)) == offsets.end());
            QVERIFY(!opened->trace->isDamaged() && damageRemark(*opened->trace).isEmpty());
            const QByteArray all = argsIn(trace);
            const QByteArray known = argsIn(*opened->trace);
            QCOMPARE(std::count(offsets.begin(), offsets.end(), quint64(first)), qsizetype(1));
            QCOMPARE(opened->trace->isDamaged(), isDamaged);
            if (!isDamaged) {
                QVERIFY(known == all);
                continue;
            }
            QCOMPARE(damageRemark(*opened->trace), QStringLiteral("section 1 of its args is damaged or cannot be read any more: what stood there is missing from what is shown"));
            QVERIFY(!known.contains(".99\"}") && known.endsWith(all.last(100'000))); // the other sections are whole
        }
    }

    void damagedArgsTakeNothingElseWithThem()
    {
        const trace::Result<Loaded> loaded = read(contentOf(goldenFolder + QStringLiteral("args-nested.json")), QStringLiteral("a"));
        QVERIFY(loaded);
        QByteArray file = writtenBy([&](QIODevice &device) { return writeLoopscope(*loaded.value().trace, device, {}, 0).isOk(); });
        file[file.indexOf("http://localhost/")] = 'x';
        const std::optional<Loaded> opened = openedByIndex(file);
        QVERIFY(opened);
        QCOMPARE(opened->trace->eventCount(), loaded.value().trace->eventCount());
        QVERIFY(!argsIn(*opened->trace).contains("localhost") && opened->trace->isDamaged());
        // Read by its sections the file ends there.
        const trace::Result<Loaded> again = read(file, QStringLiteral("a"));
        QVERIFY(again);
        QVERIFY2(again.value().isCutOff && again.value().remark.contains(QLatin1String("is damaged at byte")), qPrintable(again.value().remark));
    }

    void aFileWithArgsCutOffAnywhereIsAnswered()
    {
        const trace::Result<Loaded> loaded = read(contentOf(goldenFolder + QStringLiteral("args-nested.json")), QStringLiteral("a"));
        QVERIFY(loaded);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::Perfetto }) {
            const QByteArray whole = writtenBy([&](QIODevice &device) { return formats::write(*loaded.value().trace, format, device).isOk(); });
            for (qsizetype size = 0; size < whole.size(); ++size) {
                const trace::Result<Loaded> cut = read(whole.first(size), QStringLiteral("cut"));
                QVERIFY(cut || cut.error().message().startsWith(QLatin1String("cut")));
            }
        }
    }

    void argsOfARecordingThatIsStillReadAreShown()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[");
        for (int n = 0; n < 40'000; ++n)
            file.write(R"({"ph":"B","name":"f","pid":1,"tid":1,"ts":)" + QByteArray::number(10 * n) + R"(,"args":{"n":)" + QByteArray::number(n) + R"(}},{"ph":"E","pid":1,"tid":1,"ts":)"
                       + QByteArray::number(10 * n + 5) + R"(,"args":{"end":1}},)" + '\n');
        file.close();
        std::vector<std::unique_ptr<trace::Trace>> shown;
        const Preview preview { [](quint64 done, quint64 total) { return done < total; }, [&](std::unique_ptr<trace::Trace> trace) { shown.push_back(std::move(trace)); } };
        const trace::Result<Loaded> loaded = readFile(path, {}, preview);
        QVERIFY(loaded && shown.size() >= 2);
        QVERIFY(argsIn(*shown[0]).startsWith("1 {\"n\":0}\n3 {\"n\":1}\n")); // without those of the ends, which may still come
        QVERIFY(argsIn(*loaded.value().trace).startsWith("1 {\"n\":0,\"end\":1}\n"));
    }

    void theOrderOfRecordsDoesNotMatter()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        QList<QByteArray> records;
        for (int n = 0; n < 2000; ++n) {
            const QByteArray tid = QByteArray::number(n % 7);
            // Times of their own for all, so that their order says all.
            const QByteArray ts = QByteArray::number(n * 10) + '.' + QByteArray::number(100 + n % 7);
            records << "{\"ph\":\"X\",\"name\":\"s" + QByteArray::number(n % 13) + "\",\"pid\":1,\"tid\":" + tid + ",\"ts\":" + ts + ",\"dur\":" + QByteArray::number(1 + n % 90) + ",\"args\":{\"n\":" + QByteArray::number(n) + "}}";
        }
        // The tracks are numbered by their first mention; naming them first keeps that the same.
        QByteArray names = "[";
        for (int tid = 0; tid < 7; ++tid)
            names += "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":" + QByteArray::number(tid) + ",\"args\":{\"name\":\"t\"}},";
        const QByteArray ordered = told(read(names + records.join(",\n") + ']', QStringLiteral("a")));
        std::shuffle(records.begin(), records.end(), random);
        const QByteArray shuffled = told(read(names + records.join(",\n") + ']', QStringLiteral("a")));
        QVERIFY2(ordered == shuffled && ordered.count('\n') > 4000, qPrintable(QString::number(seed)));
    }

    void aLongTextIsReadInWindows()
    {
        // Three windows, with all that could be mistaken for an end of a record in texts at whatever place the windows end.
        QByteArray text = "{\"file_info\":\"";
        text += QByteArray(1500000, '}') + "\\\"\", \"traceEvents\":[";
        int count = 0;
        for (; text.size() < 4000000; ++count)
            text += "{\"ph\":\"X\",\"name\":\"a } ] \\\" b\",\"pid\":1,\"tid\":1,\"args\":{\"k\":[\"]}\",{\"\\\\\":\"{\"}]},\"ts\":" + QByteArray::number(count * 3) + ",\"dur\":2}," + '\n';
        text += "{}],\"stackFrames\":{}}";
        quint64 told = 0;
        const trace::Result<Loaded> loaded = read(text, QStringLiteral("long"), [&told](quint64 done, quint64 total) {
            told += total > 0 && done <= total ? 1 : 0;
            return true;
        });
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message()));
        QCOMPARE(loaded.value().remark, QString());
        QCOMPARE(loaded.value().trace->workers()[0].jobs, quint64(count));
        QVERIFY(told > 10);
    }

    void readingIsEndedByItsProgress()
    {
        QByteArray text = "[";
        while (text.size() < 3000000)
            text += "{\"ph\":\"B\",\"name\":\"a\",\"pid\":1,\"tid\":1,\"ts\":1},{\"ph\":\"E\",\"pid\":1,\"tid\":1,\"ts\":2},";
        // At every place where it is asked: while reading, sorting, placing and making the trace.
        int asked = 0;
        const auto countUp = [&asked](quint64, quint64) { return ++asked > 0; };
        QVERIFY(read(text, QStringLiteral("f"), countUp));
        const int all = asked;
        QVERIFY(all > 20);
        for (int last = 1; last < all; last += all / 10) {
            asked = 0;
            const trace::Result<Loaded> loaded = read(text, QStringLiteral("f"), [&](quint64, quint64) { return ++asked < last; });
            QVERIFY(!loaded);
            QCOMPARE(loaded.error().why, cancelled().why);
            QCOMPARE(asked, last);
        }
    }

    void deepNestingAndWideOverlapAreBounded()
    {
        QByteArray deep = "[";
        for (int n = 0; n < 20000; ++n)
            deep += "{\"ph\":\"B\",\"name\":\"f\",\"pid\":1,\"tid\":1,\"ts\":" + QByteArray::number(n) + "},";
        const trace::Result<Loaded> loaded = read(deep, QStringLiteral("deep"));
        QVERIFY(loaded);
        QVERIFY2(loaded.value().remark.contains(QLatin1String("too many lanes")), qPrintable(loaded.value().remark));
        QVERIFY(loaded.value().trace->workers().size() <= 60000);
        QByteArray brackets = "[{\"args\":" + QByteArray(1000000, '[');
        QVERIFY(!read(brackets, QStringLiteral("brackets")));
    }
};

QTEST_GUILESS_MAIN(TestForeign)
#include "tst_foreign.moc"
