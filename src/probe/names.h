// SPDX-License-Identifier: MIT
#pragma once

#include "probe/buffer.h"

#include <loopscope/detail/recorder.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace loopscope::detail {

/// The numbers of strings, places and tasks, and which coroutine has which frame. All calls lock.
class Names
{
public:
    static constexpr std::size_t MaxNames = 50'000; ///< of each kind; beyond, number 0: not known
    static constexpr std::size_t MaxStrangers = 65'536;

    struct Coroutine
    {
        std::uint32_t task = 0; ///< 0 for one of QCoro's own
        const char *function = "";
    };

    explicit Names(Buffer &buffer) : m_buffer(&buffer) {}

    void begin(std::uint32_t session);
    /// The number of a text; told where it is new.
    [[nodiscard]] std::uint32_t string(std::string_view text);
    [[nodiscard]] std::uint32_t site(const Place &place);
    /// "producer-3"
    [[nodiscard]] std::string nameOf(std::string_view function);
    [[nodiscard]] std::uint32_t nextTask();
    [[nodiscard]] std::uint32_t nextQueue();

    void addFrame(const void *frame, const Coroutine &coroutine);
    void removeFrame(const void *frame);
    [[nodiscard]] Coroutine coroutineAt(const void *frame);
    /// The task of a coroutine that is only known by its traced waits: by its frame and function, since frames are used again.
    [[nodiscard]] std::uint32_t stranger(const void *frame, const Place &place, bool &isNew);

private:
    [[nodiscard]] std::uint32_t stringLocked(std::string_view text);

    struct PlaceHash
    {
        std::size_t operator()(const Place &place) const;
    };
    struct PlaceEqual
    {
        bool operator()(const Place &a, const Place &b) const { return a.file == b.file && a.function == b.function && a.line == b.line; }
    };
    struct Stranger
    {
        std::uint32_t task = 0;
        const char *function = nullptr;
    };

    Buffer *m_buffer;
    std::mutex m_mutex;
    std::uint32_t m_session = 0;
    std::uint32_t m_tasks = 0; ///< go on over recordings
    std::uint32_t m_queues = 0;
    std::unordered_map<std::string, std::uint32_t> m_strings;
    std::unordered_map<Place, std::uint32_t, PlaceHash, PlaceEqual> m_sites;
    std::unordered_map<std::string, std::uint32_t> m_counts;
    std::unordered_map<const void *, Coroutine> m_frames;
    std::unordered_map<const void *, Stranger> m_strangers;
};

} // namespace loopscope::detail
