// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventfields.h"

#include "support/tracebuilder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace std::chrono_literals;

class TestEventFields : public QObject
{
    Q_OBJECT

    static QByteArray jsonOf(const trace::Trace &trace, quint64 n)
    {
        QByteArray json;
        formats::appendJson(trace, trace.event(n), json);
        return json;
    }

private Q_SLOTS:
    void anEventIsOneObjectWithTheFieldsOfItsKind()
    {
        support::TraceBuilder b;
        const trace::QueueId data = b.queue(QStringLiteral("data"), 5);
        const trace::TaskId main = b.create(QStringLiteral("main-1"));
        const trace::TaskId child = b.at(2s).create(QStringLiteral("child-1"), main);
        const trace::SiteId site = b.trace().texts()->intern({ b.text(QStringLiteral("pc.cpp")), {}, 41, {} });
        b.suspend(child, trace::AwaitReason::QueueGet, trace::number(data), site);
        b.put(main, data, QStringLiteral("25"), 1).ready(child, trace::ReadyCause::Queue, main).resume(child, 7);
        const char *expected[] = {
            R"({"t_ns":0,"kind":"queue-created","name":"data","object":"data","maxsize":5})",
            R"({"t_ns":0,"kind":"task-created","task":1,"task_name":"main-1","name":"main-1","parent":null})",
            R"({"t_ns":2000000000,"kind":"task-created","task":2,"task_name":"child-1","name":"child-1","parent":1})",
            R"({"t_ns":2000000000,"kind":"task-suspended","task":2,"task_name":"child-1","reason":"queue-get","object":"data","file":"pc.cpp","line":41})",
            R"({"t_ns":2000000000,"kind":"queue-put","task":1,"task_name":"main-1","item":"25","object":"data","depth":1})",
            R"({"t_ns":2000000000,"kind":"task-ready","task":2,"task_name":"child-1","cause":"queue","object":null,"waker":1})",
            R"({"t_ns":2000000000,"kind":"task-resumed","task":2,"task_name":"child-1","iteration":7})",
        };
        for (quint64 n = 0; n < std::size(expected); ++n)
            QCOMPARE(jsonOf(b.trace(), n), QByteArray(expected[n]));
    }

    void everyFieldHasAColumn()
    {
        const auto trace = support::randomTrace(11, 2000);
        trace->forEach(0, trace->eventCount(), [&](quint64, const trace::Event &event) {
            for (const formats::Field &field : formats::fieldsOf(*trace, event)) {
                if (!formats::fieldNames().contains(field.name))
                    qFatal("%s", field.name);
            }
            return true;
        });
        QCOMPARE(formats::fieldNames().count("task"), 1);
    }

    void randomEventsAreValidJson()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        const auto trace = support::randomTrace(seed, 2000);
        for (quint64 n = 0; n < trace->eventCount(); ++n) {
            const QByteArray json = jsonOf(*trace, n);
            const QJsonObject object = QJsonDocument::fromJson(json).object();
            QVERIFY2(!object.isEmpty() && !json.contains('\n'), qPrintable(QStringLiteral("seed %1, event %2").arg(seed).arg(n)));
            if (trace->event(n).kind == trace::EventKind::Log)
                QCOMPARE(object.value(QLatin1String("text")).toString(), trace->text(trace->event(n).text));
        }
    }

    void stringsSurviveEscaping_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("quotes") << QStringLiteral("\"\\/");
        QTest::newRow("controls") << QString::fromLatin1("\x01\n\r\t\x7f");
        QTest::newRow("line separators") << QStringLiteral("\u2028\u2029");
        QTest::newRow("beyond the basic plane") << QString::fromUtf8("a\xf0\x9f\x90\x8d");
    }
    void stringsSurviveEscaping()
    {
        QFETCH(QString, text);
        QByteArray json("[");
        formats::appendJsonString(text, json);
        const QJsonArray array = QJsonDocument::fromJson(json + ']').array();
        QCOMPARE(array.at(0).toString(), text);
    }
};

QTEST_GUILESS_MAIN(TestEventFields)
#include "tst_eventfields.moc"
