// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"
#include "trace/time.h"

#include <QJsonObject>
#include <QThread>

namespace scenarios {

/// The planets by number from 1 (the nearest to the sun), from the resource planets.json; empty for any other number.
[[nodiscard]] QJsonObject planet(qint64 number);
inline constexpr qint64 PlanetCount = 8;

/// What the upstream does with one request.
enum class UpstreamFate : quint8 { Answers, Refuses, StaysSilent, AnswersGarbage, Fails };

/// The fate of request number `request` of a run: a function of the seed, so that a request that is sent again after a refusal is refused again.
/// A share of `failureRate` (0..1) of all requests fails, the four ways to fail being equally likely.
[[nodiscard]] UpstreamFate upstreamFate(quint64 seed, quint64 request, double failureRate);

/// The web service that the planets endpoint asks: answers GET /planets/<n>?request=<number> on loopback after a latency, with 404 for
/// a planet that is not there. It is the outside world, so it lives on a thread of its own and goes on while the loop is held or paused.
class PlanetsUpstream
{
public:
    struct Options
    {
        trace::Duration latency {};
        double failureRate = 0; ///< 0..1
        quint64 seed = 0;
    };

    PlanetsUpstream() = default;
    /// Stops the service; requests that wait get no answer.
    ~PlanetsUpstream();
    PlanetsUpstream(const PlanetsUpstream &) = delete;
    PlanetsUpstream &operator=(const PlanetsUpstream &) = delete;

    /// Starts it and gives its port.
    [[nodiscard]] trace::Result<quint16> start(Options options);

private:
    QThread m_thread;
};

} // namespace scenarios
