// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/planetsupstream.h"

#include "scenarios/httpserver.h"
#include "scheduler/random.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

static void initialisePlanetsResource()
{
    // The room is a static library: without this call the linker drops its resource. The macro must stand outside any namespace.
    Q_INIT_RESOURCE(planets);
}

namespace scenarios {

namespace {

QJsonArray readPlanets()
{
    initialisePlanetsResource();
    QFile file(QStringLiteral(":/planets/planets.json"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).array();
}

const QJsonArray &planets()
{
    static const QJsonArray all = readPlanets();
    return all;
}

void answer(HttpExchange &exchange, UpstreamFate fate)
{
    switch (fate) {
    case UpstreamFate::Answers: {
        bool isNumber = false;
        const QJsonObject found = planet(exchange.argument().toLongLong(&isNumber));
        if (isNumber && !found.isEmpty())
            exchange.answer(200, QJsonDocument(found).toJson(QJsonDocument::Compact));
        else
            exchange.answer(404, QByteArrayLiteral("{\"error\":\"no such planet\"}"));
        break;
    }
    case UpstreamFate::Refuses:
        exchange.refuse();
        break;
    case UpstreamFate::AnswersGarbage:
        exchange.answer(200, QByteArrayLiteral("{\"name\": \"Plu"));
        break;
    case UpstreamFate::Fails:
        exchange.answer(500, QByteArrayLiteral("{\"error\":\"out of order\"}"));
        break;
    case UpstreamFate::StaysSilent:
        break;
    }
}

// Lives on the upstream's thread. A silent one keeps the request and its connection until the client gives up.
class Service : public QObject
{
public:
    explicit Service(PlanetsUpstream::Options options)
        : m_options(options)
        , m_server(QStringLiteral("/planets/<arg>"), [this](std::shared_ptr<HttpExchange> exchange) { take(std::move(exchange)); })
    {
    }

    [[nodiscard]] trace::Result<quint16> listen() { return m_server.listen(0); }

private:
    void take(std::shared_ptr<HttpExchange> exchange)
    {
        const UpstreamFate fate = upstreamFate(m_options.seed, exchange->query().queryItemValue(QStringLiteral("request")).toULongLong(), m_options.failureRate);
        const auto latency = std::chrono::duration_cast<std::chrono::milliseconds>(m_options.latency);
        auto *timer = new QTimer(this);
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, this, [timer, exchange, fate] {
            answer(*exchange, fate);
            if (fate != UpstreamFate::StaysSilent)
                timer->deleteLater();
        });
        connect(exchange.get(), &HttpExchange::abandoned, timer, &QObject::deleteLater);
        timer->start(latency);
    }

    PlanetsUpstream::Options m_options;
    HttpServer m_server;
};

} // namespace

QJsonObject planet(qint64 number)
{
    return number >= 1 && number <= planets().size() ? planets().at(qsizetype(number - 1)).toObject() : QJsonObject();
}

UpstreamFate upstreamFate(quint64 seed, quint64 request, double failureRate)
{
    scheduler::Random random = scheduler::Random::forTask(seed ^ 0x706c616e657473, trace::TaskId(quint32(request)));
    // 53 bits are all that a double holds: a uniform number of [0, 1).
    const double draw = double(random.next() >> 11) * 0x1p-53;
    if (draw >= failureRate)
        return UpstreamFate::Answers;
    return UpstreamFate(1 + random.integer(0, 3));
}

PlanetsUpstream::~PlanetsUpstream()
{
    m_thread.quit();
    m_thread.wait();
}

trace::Result<quint16> PlanetsUpstream::start(Options options)
{
    auto *home = new QObject;
    home->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, home, &QObject::deleteLater);
    m_thread.start();
    trace::Result<quint16> port = trace::Error {};
    // Sockets belong to the thread that makes them, so the service is made over there.
    const auto serve = [&] {
        auto *service = new Service(options);
        service->setParent(home);
        port = service->listen();
    };
    QMetaObject::invokeMethod(home, serve, Qt::BlockingQueuedConnection);
    return port;
}

} // namespace scenarios
