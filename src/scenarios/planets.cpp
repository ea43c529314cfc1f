// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/accesspool.h"
#include "scenarios/blockingget.h"
#include "scenarios/builtins.h"
#include "scenarios/httpserver.h"
#include "scenarios/planetsupstream.h"
#include "scheduler/loop.h"
#include "scheduler/networkbridge.h"
#include "trace/timetext.h"

#include <QJsonDocument>

#include <map>

using scheduler::Loop;
using scheduler::Task;
using trace::Duration;
using trace::Result;
using trace::Timestamp;
using namespace Qt::StringLiterals;

namespace scenarios {

namespace {

struct Plan
{
    qint64 clients = 0;
    Duration upstreamLatency {};
    Duration upstreamTimeout {};
    double failureRate = 0;
    bool isBlocking = false;
    bool keepsServing = false;
    quint16 port = 0;
};

/// What the tasks of one run share; the last of them takes it down.
struct Site
{
    explicit Site(Plan what) : plan(what) {}

    Plan plan;
    PlanetsUpstream upstream;
    quint16 upstreamPort = 0;
    quint16 port = 0;
    AccessPool outgoing; ///< of the endpoint, to the upstream
    AccessPool clients;
    std::map<int, int> answers; ///< status -> how many clients got it; 0: no answer at all
    int rightAnswers = 0;
    std::unique_ptr<HttpServer> endpoint;
};

QUrl loopback(quint16 port, const QString &path)
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(port).arg(path));
}

/// The answer that the endpoint's own client gets for what the upstream said.
struct Answer
{
    int status = 502;
    QByteArray body;
};

Answer passedOn(int upstreamStatus, const QByteArray &upstreamBody)
{
    if (upstreamStatus == 404)
        return { 404, R"({"error":"no such planet"})" };
    if (upstreamStatus != 200 || !QJsonDocument::fromJson(upstreamBody).isObject())
        return { 502, R"({"error":"the upstream gave no planet"})" };
    return { 200, upstreamBody };
}

// The handler: one task a request. While it awaits the upstream, every other request can be served.
Task<> request(Loop &loop, std::shared_ptr<Site> site, std::shared_ptr<HttpExchange> exchange, quint64 number)
{
    const QString path = u"/planets/%1?request=%2"_s.arg(exchange->argument()).arg(number);
    Answer answer;
    if (site->plan.isBlocking) {
        const BlockingReply reply = blockingGet(loop, site->upstreamPort, path, site->plan.upstreamTimeout);
        answer = passedOn(reply.status, reply.body);
    } else {
        const std::unique_ptr<QNetworkReply> reply = site->outgoing.get(loopback(site->upstreamPort, path));
        try {
            co_await loop.withTimeout(site->plan.upstreamTimeout, reply.get());
            const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            answer = passedOn(status, reply->readAll());
        } catch (const scheduler::TimeoutError &) {
            answer = { 502, R"({"error":"the upstream did not answer in time"})" };
        }
    }
    if (answer.status != 200)
        loop.log(u"planet %1: %2 %3"_s.arg(exchange->argument()).arg(answer.status).arg(QString::fromUtf8(answer.body)));
    exchange->answer(answer.status, answer.body);
}

void serve(Loop &loop, const std::shared_ptr<Site> &weakly, std::shared_ptr<HttpExchange> exchange)
{
    HttpExchange *raw = exchange.get();
    const quint64 number = weakly->endpoint->requestCount();
    auto handle = loop.spawn(request(loop, weakly, std::move(exchange), number), u"request"_s);
    // Nobody is left to read the answer: the work for it ends here.
    QObject::connect(raw, &HttpExchange::abandoned, &loop, [handle]() mutable { handle.cancel(); });
}

Task<> client(Loop &loop, std::shared_ptr<Site> site, qint64 wanted)
{
    const Timestamp asked = loop.now();
    const std::unique_ptr<QNetworkReply> reply = site->clients.get(loopback(site->port, u"/planet/%1"_s.arg(wanted)));
    co_await reply.get();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString name = QJsonDocument::fromJson(reply->readAll()).object().value("name"_L1).toString();
    ++site->answers[status];
    const bool isRight = status == 200 && name == planet(wanted).value("name"_L1).toString();
    site->rightAnswers += isRight ? 1 : 0;
    const QString took = trace::formatSeconds(Timestamp { (loop.now() - asked).count() }, 3);
    loop.log(status == 200 ? u"planet %1 is %2, after %3 s"_s.arg(QString::number(wanted), name, took)
                           : u"planet %1: status %2 after %3 s"_s.arg(QString::number(wanted), QString::number(status), took));
}

Task<> main(Loop &loop, std::shared_ptr<Site> site)
{
    const Timestamp begun = loop.now();
    std::vector<Task<>> clients;
    for (qint64 n = 0; n < site->plan.clients; ++n) {
        const qint64 wanted = loop.random().integer(1, PlanetCount);
        clients.push_back(client(loop, site, wanted));
    }
    co_await loop.gather(std::move(clients));

    const Duration took = loop.now() - begun;
    loop.log(u"%1 of %2 right answers in %3 s"_s.arg(QString::number(site->rightAnswers), QString::number(site->plan.clients),
        trace::formatSeconds(Timestamp { took.count() }, 3)));
    for (const auto &[status, count] : site->answers) {
        if (status != 200)
            loop.log(u"status %1: %2"_s.arg(status).arg(count));
    }
    if (site->plan.keepsServing) {
        loop.log(u"still serving http://127.0.0.1:%1/planet/3 until stopped"_s.arg(site->port));
        Endless forever(loop.engine(), u"listen 127.0.0.1:%1"_s.arg(site->port));
        co_await forever;
    }
    site->endpoint.reset();
}

Result<> begin(Loop &loop, const Values &values)
{
    Plan plan;
    plan.clients = integerOf(values, u"clients"_s);
    plan.upstreamLatency = durationOf(values, u"upstream-latency"_s);
    plan.upstreamTimeout = durationOf(values, u"upstream-timeout"_s);
    plan.failureRate = numberOf(values, u"failure-rate"_s);
    plan.isBlocking = booleanOf(values, u"blocking"_s);
    plan.keepsServing = booleanOf(values, u"serve"_s);
    plan.port = quint16(integerOf(values, u"port"_s));
    auto site = std::make_shared<Site>(plan);
    const Result<quint16> upstreamPort = site->upstream.start({ plan.upstreamLatency, plan.failureRate, loop.random().next() });
    if (!upstreamPort)
        return upstreamPort.error();
    site->upstreamPort = upstreamPort.value();
    // The server must not keep alive the site that owns it.
    const std::weak_ptr<Site> weak = site;
    site->endpoint = std::make_unique<HttpServer>(u"/planet/<arg>"_s, [&loop, weak](std::shared_ptr<HttpExchange> exchange) {
        if (const std::shared_ptr<Site> alive = weak.lock())
            serve(loop, alive, std::move(exchange));
    });
    const Result<quint16> port = site->endpoint->listen(plan.port);
    if (!port)
        return port.error();
    site->port = port.value();
    // Ending a connection pool waits for its threads; a task that did it would be seen holding the loop.
    QObject::connect(&loop, &QObject::destroyed, &loop, [site] {});
    loop.spawn(main(loop, site), u"main"_s);
    return {};
}

QList<Parameter> parameters()
{
    using namespace std::chrono_literals;
    return {
        Parameter::integer(u"clients"_s, u"How many clients ask for a planet at the same time."_s, 0, 256, u"20"_s),
        Parameter::duration(u"upstream-latency"_s, u"How long the upstream service takes to answer."_s, 0s, 1min, u"0.2s"_s),
        Parameter::duration(u"upstream-timeout"_s, u"How long a request waits for the upstream before it answers 502."_s, 1ms, 1h, u"2s"_s),
        Parameter::number(u"failure-rate"_s, u"Share of requests to which the upstream gives no good answer."_s, 0, 1, u"0"_s),
        Parameter::boolean(u"blocking"_s, u"The handler waits for the upstream without await, and holds the loop."_s, false),
        Parameter::boolean(u"serve"_s, u"Keeps the endpoint up after the clients are done, for curl or a browser."_s, false),
        Parameter::integer(u"port"_s, u"Port of the endpoint on 127.0.0.1; 0: any free one."_s, 0, 65'535, u"0"_s),
    };
}

} // namespace

std::unique_ptr<Scenario> makePlanets()
{
    Scenario::Description description;
    description.name = u"planets"_s;
    description.title = u"A web endpoint"_s;
    description.summary = u"An HTTP endpoint that awaits another service for each request: requests in flight overlap, and all of them "
                          "take about as long as one. Real sockets, so the real clock."_s;
    description.sourceFile = u"scenarios/planets.cpp"_s;
    description.needsRealClock = true;
    description.parameters = parameters();
    return std::make_unique<BuiltIn>(description, &begin);
}

} // namespace scenarios
