// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// What the headers and the library of the probe share; not for programs.
namespace loopscope::detail {

/// Somebody records. Whoever reads false does nothing else.
extern std::atomic<bool> recording;
[[nodiscard]] inline bool isOn() { return recording.load(std::memory_order_relaxed); }

/// A place in source code, filled in where it stands as a default argument. std::source_location names the mangled actor in coroutines of g++ and
/// is missing from clang 14; these built-ins give the written name and line in both.
struct Place
{
    const char *file = "";
    const char *function = "";
    std::uint32_t line = 0;

    static constexpr Place current(const char *file = __builtin_FILE(), const char *function = __builtin_FUNCTION(), std::uint32_t line = __builtin_LINE())
    {
        return { file, function, line };
    }
};

/// Why a task is suspended or how it ended: the flags of a slice in the stream.
enum class Reason : std::uint8_t { Sleep = 1, Join = 5, Io = 8, Foreign = 11, Unknown = 12, Returned = 32, Raised = 33, Cancelled = 34 };

/// What is awaited: for Join the frame of the awaited coroutine, for Io and Foreign a name.
struct Awaited
{
    Reason reason = Reason::Unknown;
    const void *frame = nullptr;
    std::string_view name;
};

/// One coroutine, as part of its promise. Touched only by the thread that runs the coroutine.
struct TaskState
{
    std::uint32_t id = 0; ///< 0: not met in this recording
    std::uint32_t session = 0; ///< the recording that the rest is about
    std::uint32_t generation = 0; ///< when it was told last; 0: not yet
    std::uint32_t parent = 0;
    std::uint64_t created = 0; ///< CLOCK_MONOTONIC ns
    std::uint64_t begin = 0; ///< of the slice that runs; 0 while it does not
    TaskState *outer = nullptr; ///< what ran on this thread when the slice began
    std::uint32_t outerFinisher = 0;
    bool isOfQCoro = false; ///< a coroutine of QCoro's own headers: what it waits for is its caller's wait
    bool isFinished = false;
    Place place;
    const void *frame = nullptr;
    std::string name;
};

/// A coroutine has been created, with its place and frame, and runs. Cost: about 150 ns.
void begun(TaskState &task);
/// It is about to suspend.
void suspending(TaskState &task, const Awaited &awaited, const Place &place);
/// It runs again.
void resumed(TaskState &task);
/// It has come to its end; text: what was raised.
void finished(TaskState &task, Reason outcome, std::string_view text);
/// Its frame goes away.
void destroyed(TaskState &task);
/// While it lives, what is resumed on this thread is resumed by the task with this number, which has finished.
class Finisher
{
public:
    explicit Finisher(std::uint32_t task);
    ~Finisher();
    Finisher(const Finisher &) = delete;
    Finisher &operator=(const Finisher &) = delete;

private:
    std::uint32_t m_before;
};

/// One traced co_await of a coroutine that is not known otherwise: the number of its task.
[[nodiscard]] std::uint32_t awaitBegun(const void *frame, const Awaited &awaited, const Place &place);
void awaitEnded(std::uint32_t task);

enum class LogKind : std::uint8_t { Log = 0, Mark = 3 };
void log(std::string_view text, LogKind kind);
void nameTask(std::string_view name);

struct QueueState
{
    std::uint32_t id = 0;
    std::atomic<std::uint32_t> generation { 0 };
};
void queueItem(QueueState &queue, std::string_view name, std::uint32_t maxsize, bool isPut, std::size_t depth, std::string_view item);

/// Looks at the environment once, and arranges that the event loop of the application is watched. Called by including a header of the probe.
bool start();
inline const bool isStarted = start();

/// "QTimer" of the type QTimer: how g++ and clang write it.
template<typename T>
constexpr std::string_view typeName()
{
    std::string_view name = __PRETTY_FUNCTION__;
    name.remove_prefix(name.find("T = ") + 4);
    return name.substr(0, name.find_first_of(";]"));
}

} // namespace loopscope::detail
