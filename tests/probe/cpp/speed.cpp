// SPDX-License-Identifier: GPL-3.0-or-later
// What a record costs: processor time of so many awaits of finished tasks (two records each: a task's creation and end) and of queue records.
#include <loopscope/qcoro.h>

#include <QCoreApplication>

#include <cstdio>
#include <ctime>

namespace {

double processorNs()
{
    timespec now {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

QCoro::Task<int> quick()
{
    co_return 1;
}

QCoro::Task<> storm(int count)
{
    for (int n = 0; n < count; ++n)
        co_await quick();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const int count = argc > 1 ? std::atoi(argv[1]) : 200'000;
    loopscope::Queue queue("queue");
    double begin = processorNs();
    for (int n = 0; n < count; ++n)
        queue.put(static_cast<std::size_t>(n));
    std::printf("record %.1f ns\n", (processorNs() - begin) / count);
    begin = processorNs();
    const auto task = storm(count);
    std::printf("await of a finished task %.1f ns\n", (processorNs() - begin) / count);
    return 0;
}
