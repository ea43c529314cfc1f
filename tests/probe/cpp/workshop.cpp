// SPDX-License-Identifier: GPL-3.0-or-later
#include <loopscope/qcoro.h>

#include <QCoroSignal>
#include <QCoroTimer>

#include <QCoreApplication>
#include <QObject>
#include <QQueue>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std::chrono_literals;

/// A queue of jobs that tells by a signal when there is one; an emission resumes who waits, within the emission.
class Bench : public QObject
{
    Q_OBJECT
public:
    void put(int job)
    {
        m_jobs.enqueue(job);
        m_told.put(static_cast<std::size_t>(m_jobs.size()), std::to_string(job));
        Q_EMIT arrived();
    }
    QCoro::Task<int> take()
    {
        while (m_jobs.isEmpty())
            co_await qCoro(this, &Bench::arrived);
        const int job = m_jobs.dequeue();
        m_told.get(static_cast<std::size_t>(m_jobs.size()), std::to_string(job));
        co_return job;
    }

Q_SIGNALS:
    void arrived();

private:
    QQueue<int> m_jobs;
    loopscope::Queue m_told { "jobs", 5 };
};

QCoro::Task<> produce(Bench &bench, int count)
{
    for (int n = 0; n < count; ++n) {
        co_await QCoro::sleepFor(5ms);
        bench.put(n);
    }
}

QCoro::Task<int> consume(Bench &bench, int count)
{
    loopscope::nameTask("the consumer");
    int sum = 0;
    for (int n = 0; n < count; ++n) {
        const int job = co_await bench.take();
        sum += job;
    }
    co_return sum;
}

QCoro::Task<int> fail()
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(1ms);
    co_await timer;
    throw std::runtime_error("no such job");
}

QCoro::Task<int> atOnce()
{
    co_return 1;
}

QCoro::Task<> work(int count)
{
    Bench bench;
    loopscope::mark("begins");
    auto consumer = consume(bench, count);
    co_await produce(bench, count);
    const int sum = co_await consumer;
    const int one = co_await atOnce();
    try {
        co_await fail();
    } catch (const std::runtime_error &error) {
        loopscope::log(std::string("caught ") + error.what());
    }
    const int last = co_await loopscope::traced(atOnce());
    std::printf("%d\n", sum + one + last);
    QCoreApplication::exit(7);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = argc > 1 ? std::atoi(argv[1]) : 4;
    QTimer::singleShot(0, &application, [count] { work(count); });
    return QCoreApplication::exec();
}

#include "workshop.moc"
