// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromeargs.h"

#include "formats/eventfields.h"

#include <QJsonArray>

#include <cstring>
#include <limits>

namespace formats {

using trace::Event;
using trace::EventShape;

namespace {

constexpr char Generator[] = "loopscope ";

void appendKey(const char *key, QByteArray &out)
{
    out.append(",\"").append(key).append("\":");
}

void appendNumber(const char *key, qint64 number, QByteArray &out)
{
    appendKey(key, out);
    out.append(QByteArray::number(number));
}

void appendText(const char *key, const QString &text, QByteArray &out)
{
    appendKey(key, out);
    appendJsonString(text, out);
}

void appendPlace(const trace::Trace &trace, const trace::Site &site, QByteArray &out)
{
    appendText("file", trace.text(site.file), out);
    appendNumber("line", site.line, out);
    appendText("function", trace.text(site.function), out);
}

void appendSite(const trace::Trace &trace, trace::SiteId id, QByteArray &out)
{
    if (id == trace::SiteId::None)
        return;
    trace::Site site = trace.texts()->site(id);
    appendPlace(trace, site, out);
    if (site.caller == trace::SiteId::None)
        return;
    appendKey("callers", out);
    char bracket = '[';
    for (int level = 0; level < MostCallers && site.caller != trace::SiteId::None; ++level) {
        site = trace.texts()->site(site.caller);
        out.append(bracket).append("{\"level\":").append(QByteArray::number(level + 1));
        appendPlace(trace, site, out);
        out.append('}');
        bracket = ',';
    }
    out.append(']');
}

QByteArrayView detailName(const char *key, const Event &event)
{
    if (std::strcmp(key, "reason") == 0)
        return trace::nameOf(event.reason());
    return std::strcmp(key, "cause") == 0 ? trace::nameOf(event.cause()) : trace::nameOf(event.outcome());
}

template<typename Enum>
std::optional<quint8> numberOf(std::optional<Enum> value)
{
    return value ? std::optional<quint8>(static_cast<quint8>(*value)) : std::nullopt;
}

std::optional<quint8> detailNamed(const char *key, QByteArrayView name)
{
    if (std::strcmp(key, "reason") == 0)
        return numberOf(trace::awaitReasonNamed(name));
    return std::strcmp(key, "cause") == 0 ? numberOf(trace::readyCauseNamed(name)) : numberOf(trace::outcomeNamed(name));
}

/// A whole number in [least, most]; nothing for all else. An absent key is 0.
std::optional<qint64> wholeNumber(const QJsonObject &object, const char *key, qint64 least, qint64 most)
{
    const QJsonValue value = object.value(QLatin1String(key));
    if (value.isUndefined())
        return 0;
    const qint64 number = value.toInteger(0);
    if (number != value.toInteger(1)) // the default of what is no whole number
        return std::nullopt;
    return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

constexpr qint64 MostId = 0xffffffff;
constexpr qint64 MostNumber = std::numeric_limits<qint64>::max();

std::optional<trace::Site> readPlace(const QJsonObject &object, trace::TextTable &texts)
{
    const std::optional<qint64> line = wholeNumber(object, "line", 0, MostId);
    if (!line)
        return std::nullopt;
    return trace::Site { texts.intern(object.value(QLatin1String("file")).toString()),
        texts.intern(object.value(QLatin1String("function")).toString()), static_cast<quint32>(*line), trace::SiteId::None };
}

std::optional<trace::SiteId> readSite(const QJsonObject &args, trace::TextTable &texts)
{
    trace::SiteId caller = trace::SiteId::None;
    const QJsonArray callers = args.value(QLatin1String("callers")).toArray();
    if (callers.size() > MostCallers)
        return std::nullopt;
    for (auto level = callers.size(); level-- > 0;) {
        std::optional<trace::Site> site = readPlace(callers.at(level).toObject(), texts);
        if (!site)
            return std::nullopt;
        site->caller = caller;
        caller = texts.intern(*site);
    }
    std::optional<trace::Site> site = readPlace(args, texts);
    if (!site)
        return std::nullopt;
    site->caller = caller;
    return texts.intern(*site);
}

trace::Error wrong(const char *key, const QString &why)
{
    return { QString::fromLatin1(key), why };
}

trace::Error notANumber(const char *key)
{
    return wrong(key, QStringLiteral("not a whole number in range"));
}

} // namespace

void appendChromeArgs(const trace::Trace &trace, quint64 seq, const Event &event, QByteArray &out)
{
    const EventShape &shape = trace::shapeOf(event.kind);
    out.append("{\"seq\":").append(QByteArray::number(seq)).append(",\"kind\":\"").append(trace::nameOf(event.kind).toByteArray()).append('"');
    if (shape.hasTask)
        appendNumber("task", trace::number(event.task), out);
    if (shape.other && event.other != 0)
        appendNumber(shape.other, event.other, out);
    if (shape.detail)
        appendText(shape.detail, QString::fromLatin1(detailName(shape.detail, event)), out);
    if (shape.object && event.object != 0)
        appendNumber(shape.object, event.object, out);
    if (shape.value)
        appendNumber(shape.value, event.value, out);
    if (shape.text && event.text != trace::TextId::None)
        appendText(shape.text, trace.text(event.text), out);
    if (shape.hasSite)
        appendSite(trace, event.site, out);
    out.append('}');
}

trace::Result<NumberedEvent> readChromeArgs(const QJsonObject &args, trace::TextTable &texts)
{
    NumberedEvent numbered;
    Event &event = numbered.event;
    const std::optional<qint64> seq = wholeNumber(args, "seq", 0, MostNumber);
    if (!seq)
        return notANumber("seq");
    numbered.seq = static_cast<quint64>(*seq);
    const QString kindName = args.value(QLatin1String("kind")).toString();
    const std::optional<trace::EventKind> kind = trace::eventKindNamed(kindName.toUtf8());
    if (!kind)
        return wrong("kind", QStringLiteral("no event is called \"%1\"").arg(kindName.left(40)));
    event.kind = *kind;
    const EventShape &shape = trace::shapeOf(event.kind);
    const auto id = [&args](const char *key) { return key ? wholeNumber(args, key, 0, MostId) : std::optional<qint64>(0); };
    const auto task = id(shape.hasTask ? "task" : nullptr);
    const auto other = id(shape.other);
    const auto object = id(shape.object);
    const auto value = shape.value ? wholeNumber(args, shape.value, -MostNumber, MostNumber) : std::optional<qint64>(0);
    if (!task || !other || !object || !value)
        return notANumber(!task ? "task" : !other ? shape.other : !object ? shape.object : shape.value);
    event.task = static_cast<trace::TaskId>(*task);
    event.other = static_cast<quint32>(*other);
    event.object = static_cast<quint32>(*object);
    event.value = *value;
    if (shape.detail) {
        const QString name = args.value(QLatin1String(shape.detail)).toString();
        const std::optional<quint8> detail = detailNamed(shape.detail, name.toUtf8());
        if (!detail)
            return wrong(shape.detail, QStringLiteral("\"%1\" is none").arg(name.left(40)));
        event.detail = *detail;
    }
    if (shape.text)
        event.text = texts.intern(args.value(QLatin1String(shape.text)).toString());
    if (shape.hasSite) {
        const std::optional<trace::SiteId> site = readSite(args, texts);
        if (!site)
            return wrong("line", QStringLiteral("not a place in a source"));
        event.site = *site;
    }
    return numbered;
}

void appendChromeHeader(const trace::Trace &trace, QByteArray &out)
{
    const trace::TraceInfo &info = trace.info();
    out.append("{\"generator\":\"").append(Generator).append(LOOPSCOPE_VERSION).append('"');
    appendText("name", info.name, out);
    appendText("clock", QString::fromLatin1(trace::nameOf(info.clock)), out);
    if (info.seed)
        appendText("seed", QString::number(*info.seed), out); // as text: not every JSON reader keeps 64 bits
    appendText("origin", info.origin, out);
    appendKey("parameters", out);
    char brace = '{';
    for (auto at = info.parameters.begin(); at != info.parameters.end(); ++at) {
        out.append(brace);
        appendJsonString(at.key(), out);
        out.append(':');
        appendJsonString(at.value(), out);
        brace = ',';
    }
    out.append(brace == '{' ? "{}" : "}");
    appendText("events", QString::number(trace.eventCount()), out);
    appendText("end_ns", QString::number(trace.range().end.ns), out);
    out.append('}');
}

bool readChromeHeader(const QJsonObject &otherData, trace::TraceInfo &info, qint64 &endNs)
{
    const auto text = [&otherData](const char *key) { return otherData.value(QLatin1String(key)).toString(); };
    if (!text("generator").startsWith(QLatin1String(Generator)))
        return false;
    info.name = text("name");
    info.clock = trace::clockKindNamed(text("clock").toUtf8()).value_or(trace::ClockKind::Unknown);
    bool isNumber = false;
    if (const quint64 seed = text("seed").toULongLong(&isNumber); isNumber)
        info.seed = seed;
    info.origin = text("origin");
    const QJsonObject parameters = otherData.value(QLatin1String("parameters")).toObject();
    for (auto at = parameters.begin(); at != parameters.end(); ++at)
        info.parameters.insert(at.key(), at.value().toString());
    endNs = text("end_ns").toLongLong();
    return true;
}

} // namespace formats
