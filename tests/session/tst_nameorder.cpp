// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "session/nameorder.h"
#include "support/tracebuilder.h"
#include "trace/glob.h"

#include <QTest>

#include <numeric>
#include <random>

using session::NameOrder;
using support::TraceBuilder;

namespace {

/// Names that are alike: parts of a few letters and numbers, with leading zeros, of other alphabets, beyond the basic plane, and none at all.
QString wildName(std::mt19937 &random)
{
    static const QStringList parts { QStringLiteral("task-"), QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("/"), QStringLiteral(":"), QStringLiteral("0"), QStringLiteral("00"),
                                     QStringLiteral("7"), QStringLiteral("10"), QStringLiteral("\u00e9"), QStringLiteral("\u20ac"), QStringLiteral("\U0001f600"), QStringLiteral("\uff5e") };
    QString name = random() % 3 == 0 ? QString() : QStringLiteral("request-");
    for (auto n = random() % 4; n > 0; --n)
        name += random() % 3 == 0 ? QString::number(random() % 10'000) : parts[qsizetype(random() % std::size_t(parts.size()))];
    return name;
}

std::vector<quint32> sorted(const trace::Trace &trace)
{
    std::vector<quint32> tasks(trace.tasks().size());
    std::iota(tasks.begin(), tasks.end(), 1u);
    const auto nameOf = [&](quint32 task) { return session::laneName(trace, session::LaneId::of(trace::TaskId(task))); };
    std::stable_sort(tasks.begin(), tasks.end(), [&](quint32 a, quint32 b) { return trace::isNaturallyLess(nameOf(a), nameOf(b)); });
    return tasks;
}

} // namespace

class TestNameOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tasksStandInTheNaturalOrderOfTheirNamesAsTheTraceGrows()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 20; ++round) {
            TraceBuilder builder;
            NameOrder order(session::LaneKind::Task);
            for (int step = 0; step < 12; ++step) {
                for (auto n = random() % 30; n > 0; --n)
                    builder.create(wildName(random));
                order.update(builder.trace());
                const std::vector<quint32> found(order.numbers().begin(), order.numbers().end());
                QCOMPARE(found, sorted(builder.trace()));
            }
        }
    }

    void aTaskThatIsNamedLaterMovesToWhereItBelongs()
    {
        trace::Trace trace({});
        NameOrder order(session::LaneKind::Task);
        const auto create = [&](quint32 task, const QString &name) {
            trace.append({ .time = { 1 }, .task = trace::TaskId(task), .text = trace.texts()->intern(name), .kind = trace::EventKind::TaskCreated });
        };
        create(1, QStringLiteral("b"));
        trace.append({ .time = { 1 }, .task = trace::TaskId(2), .kind = trace::EventKind::TaskReady });
        order.update(trace);
        QCOMPARE(std::vector<quint32>(order.numbers().begin(), order.numbers().end()), (std::vector<quint32> { 1, 2 })); // "b", "task 2"
        create(2, QStringLiteral("a"));
        order.update(trace);
        QCOMPARE(std::vector<quint32>(order.numbers().begin(), order.numbers().end()), (std::vector<quint32> { 2, 1 }));
    }
};

QTEST_GUILESS_MAIN(TestNameOrder)
#include "tst_nameorder.moc"
