// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"

#include "support/syntheticload.h"
#include "support/tracebuilder.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace formats;

namespace {

/// A disk that is full after some bytes.
class FullDevice : public QIODevice
{
public:
    explicit FullDevice(qint64 room) : m_room(room) { open(WriteOnly); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        if (size > m_room) {
            setErrorString(QStringLiteral("No space left on device"));
            return -1;
        }
        m_room -= size;
        return size;
    }

private:
    qint64 m_room;
};

/// A pipe: gives a few bytes at a time and does not know whether it has ended before it is asked for more.
class Trickle : public QIODevice
{
public:
    explicit Trickle(QByteArray bytes) : m_bytes(std::move(bytes)) { open(ReadOnly | Unbuffered); }
    bool isSequential() const override { return true; }
    bool atEnd() const override { return false; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 some = std::min<qint64>({ size, 7, m_bytes.size() - m_at });
        std::copy_n(m_bytes.constData() + m_at, some, data);
        m_at += some;
        return some;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsAreChosenBySuffixAndRecognisedByContent()
    {
        QCOMPARE(formatOfSuffix(u"a/b.loopscope"), Format::Loopscope);
        QCOMPARE(formatOfSuffix(u"A.JSON"), Format::ChromeJson);
        QCOMPARE(formatOfSuffix(u"a.csv"), Format::Csv);
        QCOMPARE(formatOfSuffix(u"a.json.gz"), Format::ChromeJsonGzip);
        QCOMPARE(formatOfSuffix(u"a.pftrace"), Format::Perfetto);
        QVERIFY(!formatOfSuffix(u"a.gz"));
        for (const QString &suffix : writtenSuffixes())
            QVERIFY(formatOfSuffix(suffix));
        QVERIFY(!formatOfSuffix(u"a.txt"));
        QVERIFY(!formatOfSuffix(u"json"));
        QVERIFY(!recognise("hello"));
        QVERIFY(!recognise(""));
        const auto trace = support::randomTrace(3);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::ChromeJsonGzip, Format::Perfetto, Format::Csv }) {
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            QVERIFY(write(*trace, format, buffer));
            QCOMPARE(recognise(buffer.data()), format);
        }
    }

    void theBeginningOfALargeFileOfOursCanBeShown_data()
    {
        QTest::addColumn<Format>("format");
        QTest::newRow("Chrome") << Format::ChromeJson;
        QTest::newRow("Perfetto") << Format::Perfetto;
    }
    void theBeginningOfALargeFileOfOursCanBeShown()
    {
        QFETCH(Format, format);
        auto texts = std::make_shared<trace::TextTable>();
        support::SyntheticLoad load(*texts, 20);
        std::vector<trace::Event> events;
        load.fill(events, 60'000);
        trace::Trace trace({ .name = QStringLiteral("large"), .clock = trace::ClockKind::Real, .seed = 7, .parameters = {}, .origin = {} }, texts);
        for (const trace::Event &event : events)
            trace.append(event);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("large"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && write(trace, format, file));
        file.close();
        std::vector<std::unique_ptr<trace::Trace>> shown;
        bool isMade = false;
        bool isCancelled = false;
        const Preview preview { [&](quint64 done, quint64 total) { return isMade = done < total; }, [&](std::unique_ptr<trace::Trace> part) { shown.push_back(std::move(part)); } };
        const auto progress = [&](quint64, quint64) { return !(isCancelled && isMade); };
        const trace::Result<Loaded> loaded = readFile(path, progress, preview);
        QVERIFY(loaded);
        QCOMPARE(support::firstDifference(trace, *loaded.value().trace), QString()); // having shown something changes nothing
        QVERIFY(shown.size() >= 2);
        quint64 before = 0;
        for (const auto &part : shown) {
            QVERIFY(part->info() == trace.info());
            QVERIFY(part->eventCount() > before && part->eventCount() < trace.eventCount());
            before = part->eventCount();
            QCOMPARE(part->tasks().size(), std::size_t(20));
            QVERIFY(part->event(before - 1).time == trace.event(before - 1).time);
        }
        shown.clear();
        isCancelled = true;
        const trace::Result<Loaded> stopped = readFile(path, progress, preview);
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().message(), cancelled().message());
        QVERIFY(shown.empty());
    }

    void aFileOfAnyNameIsReadByItsContent()
    {
        const QTemporaryDir folder;
        const auto trace = support::randomTrace(4);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::ChromeJsonGzip, Format::Perfetto }) {
            QFile file(folder.filePath(QStringLiteral("trace.csv")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QVERIFY(write(*trace, format, file));
            file.close();
            const trace::Result<Loaded> loaded = readFile(file.fileName());
            QVERIFY(loaded);
            QCOMPARE(support::firstDifference(*trace, *loaded.value().trace), QString());
        }
    }

    void aStreamThatTricklesIsReadToItsEnd()
    {
        const auto trace = support::randomTrace(6);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::ChromeJsonGzip, Format::Perfetto }) {
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            QVERIFY(write(*trace, format, buffer));
            Trickle stream(buffer.data());
            const trace::Result<Loaded> loaded = readStream(stream, QStringLiteral("pipe"));
            QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message()));
            QCOMPARE(support::firstDifference(*trace, *loaded.value().trace), QString());
        }
    }

    void packedFilesHaveTheSameBytesEachTime()
    {
        const auto trace = support::randomTrace(8);
        QByteArray first;
        for (int n = 0; n < 2; ++n) {
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            QVERIFY(write(*trace, Format::ChromeJsonGzip, buffer));
            QVERIFY(buffer.data().startsWith(QByteArray("\x1f\x8b\x08\0\0\0\0\0", 8))); // no name, no date
            QVERIFY(first.isEmpty() || first == buffer.data());
            first = buffer.data();
        }
    }

    void whatIsNoTraceIsNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("why");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("the file is empty");
        QTest::newRow("text") << QByteArray("hello") << QStringLiteral("not a trace: neither a .loopscope file, Chrome trace events nor a Perfetto trace");
        QTest::newRow("binary") << QByteArray("\0\1\2", 3) << QStringLiteral("not a trace: neither a .loopscope file, Chrome trace events nor a Perfetto trace");
        QTest::newRow("png") << QByteArray("\x89PNG\r\n\x1a\n") << QStringLiteral("not a trace: neither a .loopscope file, Chrome trace events nor a Perfetto trace");
        QTest::newRow("table") << QByteArray("event,t_ns,kind,task\n") << QStringLiteral("a table of events, which is written only; the .loopscope or .json file it was made from can be read");
    }
    void whatIsNoTraceIsNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, why);
        const trace::Result<Loaded> loaded = read(bytes, QStringLiteral("f"));
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().why, why);
    }

    void filesThatCannotBeOpenedAreNamed()
    {
        const trace::Result<Loaded> missing = readFile(QStringLiteral("/nowhere/a.loopscope"));
        QVERIFY(!missing);
        QCOMPARE(missing.error().message(), QStringLiteral("/nowhere/a.loopscope: No such file or directory"));
        const trace::Result<Loaded> folder = readFile(QStringLiteral("/"));
        QVERIFY(!folder);
        QCOMPARE(folder.error().message(), QStringLiteral("/: is a folder"));
    }

    void aFullDiskIsAnErrorInEveryFormat()
    {
        const auto trace = support::randomTrace(5, 3000);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::ChromeJsonGzip, Format::Perfetto, Format::Csv }) {
            FullDevice device(10);
            const trace::Result<> result = write(*trace, format, device);
            QVERIFY(!result);
            QCOMPARE(result.error().why, QStringLiteral("No space left on device"));
        }
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
