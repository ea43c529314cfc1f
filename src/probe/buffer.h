// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace loopscope::detail {

/// The kinds of records that this probe writes. The stream is described in src/attach/streamformat.h of Loopscope, beside its reader.
enum class Kind : std::uint8_t { String = 1, Site = 2, Task = 3, Ready = 4, Slice = 5, Iteration = 6, Queue = 10, Put = 11, Get = 12, Held = 18, Log = 20, Lost = 21, Water = 22, Await = 23, Loop = 24, End = 26 };

/// One record as it is written: little-endian fields in their order, then text.
class RecordBytes
{
public:
    static constexpr std::size_t MaxText = 400;

    RecordBytes(Kind kind, unsigned flags);
    RecordBytes &u32(std::uint32_t value);
    RecordBytes &u64(std::uint64_t value);
    /// UTF-8, cut at MaxText bytes between characters.
    RecordBytes &text(std::string_view text);
    [[nodiscard]] std::string_view bytes();

private:
    char m_bytes[48 + MaxText];
    std::size_t m_size = 4;
};

/// What waits to be sent. Bounded; what finds no room is counted exactly.
class Buffer
{
public:
    static constexpr std::size_t Capacity = std::size_t(8) << 20;

    struct Taken
    {
        std::vector<char> bytes;
        std::uint64_t lost = 0;
        std::uint64_t firstLost = 0; ///< ns
        std::uint64_t lastLost = 0;
    };

    /// Begins anew; what hooks of another recording bring from now on is dropped, since its numbers mean nothing here.
    void begin(std::uint32_t session, std::size_t capacity);
    /// now: ns, what is told of the loss. False where there was no room.
    bool put(std::string_view record, std::uint32_t session, std::uint64_t now);
    /// A definition that other records rest on: never dropped; their number is bounded by the program's code.
    void define(std::string_view record, std::uint32_t session);
    [[nodiscard]] Taken take();
    [[nodiscard]] std::uint64_t lostInAll();

private:
    std::mutex m_mutex;
    std::vector<char> m_bytes;
    std::size_t m_capacity = Capacity;
    std::uint32_t m_session = 0;
    Taken m_loss; ///< its bytes are not used
    std::uint64_t m_lostInAll = 0;
};

} // namespace loopscope::detail
