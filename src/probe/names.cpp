// SPDX-License-Identifier: MIT
#include "probe/names.h"

#include <functional>

namespace loopscope::detail {

std::size_t Names::PlaceHash::operator()(const Place &place) const
{
    return std::hash<const void *>()(place.file) * 31 + std::hash<const void *>()(place.function) * 7 + place.line;
}

void Names::begin(std::uint32_t session)
{
    const std::lock_guard lock(m_mutex);
    m_session = session;
    m_strings.clear();
    m_sites.clear();
    m_frames.clear();
    m_strangers.clear();
}

std::uint32_t Names::stringLocked(std::string_view text)
{
    const auto known = m_strings.find(std::string(text));
    if (known != m_strings.end())
        return known->second;
    if (m_strings.size() >= MaxNames)
        return 0;
    const auto number = static_cast<std::uint32_t>(m_strings.size() + 1);
    m_strings.emplace(text, number);
    m_buffer->define(RecordBytes(Kind::String, 0).u32(number).text(text).bytes(), m_session);
    return number;
}

std::uint32_t Names::string(std::string_view text)
{
    const std::lock_guard lock(m_mutex);
    return stringLocked(text);
}

std::uint32_t Names::site(const Place &place)
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_sites.find(place);
    if (known != m_sites.end())
        return known->second;
    if (m_sites.size() >= MaxNames)
        return 0;
    const auto number = static_cast<std::uint32_t>(m_sites.size() + 1);
    m_sites.emplace(place, number);
    const std::uint32_t file = stringLocked(place.file);
    const std::uint32_t function = stringLocked(place.function);
    m_buffer->define(RecordBytes(Kind::Site, 0).u32(number).u32(0).u32(file).u32(function).u32(place.line).bytes(), m_session);
    return number;
}

std::string Names::nameOf(std::string_view function)
{
    std::string name(function);
    const std::lock_guard lock(m_mutex);
    std::uint32_t count = 1;
    if (m_counts.size() < MaxNames || m_counts.count(name) > 0)
        count = ++m_counts[name];
    return name + '-' + std::to_string(count);
}

std::uint32_t Names::nextTask()
{
    const std::lock_guard lock(m_mutex);
    return ++m_tasks;
}

std::uint32_t Names::nextQueue()
{
    const std::lock_guard lock(m_mutex);
    return ++m_queues;
}

void Names::addFrame(const void *frame, const Coroutine &coroutine)
{
    const std::lock_guard lock(m_mutex);
    m_frames[frame] = coroutine;
}

void Names::removeFrame(const void *frame)
{
    const std::lock_guard lock(m_mutex);
    m_frames.erase(frame);
}

Names::Coroutine Names::coroutineAt(const void *frame)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_frames.find(frame);
    return found == m_frames.end() ? Coroutine() : found->second;
}

std::uint32_t Names::stranger(const void *frame, const Place &place, bool &isNew)
{
    const std::lock_guard lock(m_mutex);
    if (m_strangers.size() >= MaxStrangers)
        m_strangers.clear();
    Stranger &stranger = m_strangers[frame];
    isNew = stranger.function != place.function;
    if (isNew)
        stranger = { ++m_tasks, place.function };
    return stranger.task;
}

} // namespace loopscope::detail
