// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromeargs.h"

#include "formats/eventblock.h"
#include "formats/eventfields.h"

#include <algorithm>
#include <utility>

namespace formats {

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

class JsonArgs : public EventArgSink
{
public:
    JsonArgs(const trace::Trace &trace, QByteArray &out) : m_trace(trace), m_out(out) {}

    void number(const char *key, qint64 value) override { member(key).append(QByteArray::number(value)); }
    void text(const char *key, const QString &value) override { appendJsonString(value, member(key)); }
    void json(const char *key, QByteArrayView value) override
    {
        if (isStrictJson(value))
            member(key).append(value);
        else
            appendJsonText(value, member(key));
    }
    void callers(std::span<const trace::Site> sites) override
    {
        member("callers");
        char bracket = '[';
        int level = 0;
        for (const trace::Site &site : sites) {
            m_out.append(bracket).append("{\"level\":").append(QByteArray::number(++level));
            appendText("file", m_trace.text(site.file), m_out);
            appendNumber("line", site.line, m_out);
            appendText("function", m_trace.text(site.function), m_out);
            m_out.append('}');
            bracket = ',';
        }
        m_out.append(']');
    }

private:
    QByteArray &member(const char *key)
    {
        m_out.append(std::exchange(m_separator, ',')).append('"').append(key).append("\":");
        return m_out;
    }

    const trace::Trace &m_trace;
    QByteArray &m_out;
    char m_separator = '{';
};

/// A list of places, or nothing where it is none.
bool readCallers(const JsonToken &list, EventArgs &args)
{
    JsonCursor cursor(list.begin + 1, list.end);
    while (list.kind == JsonToken::Kind::Array && !cursor.take(']')) {
        JsonToken token;
        if (cursor.value(token) != Scan::Done || token.kind != JsonToken::Kind::Object)
            return false;
        const std::optional<qint64> line = scaledNumber(memberOf(token, "line"), 0);
        args.addCaller({ memberOf(token, "file"), memberOf(token, "function"), line.value_or(-1) });
        if (!cursor.take(',') && cursor.peek() != ']')
            return false;
    }
    return list.kind == JsonToken::Kind::Array;
}

bool isWhole(QByteArrayView number)
{
    return std::all_of(number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
}

/// A whole number as nearly all are written: up to 18 digits. Nothing for any other.
std::optional<qint64> digitsOf(QByteArrayView number)
{
    if (number.isEmpty() || number.size() > 18)
        return std::nullopt;
    qint64 value = 0;
    for (const char c : number) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

} // namespace

void appendChromeArgs(const trace::Trace &trace, quint64 seq, const trace::Event &event, QByteArray &out)
{
    JsonArgs args(trace, out);
    visitEventArgs(trace, seq, event, args);
    out.append('}');
}

bool readChromeArgs(const JsonToken &object, EventArgs &args)
{
    args.clear();
    bool isWellFormed = true;
    const bool isObject = forEachMember(object, [&](const JsonToken &key, const JsonToken &value) {
        const std::optional<qint64> digits = value.kind == JsonToken::Kind::Number ? digitsOf(value.bytes()) : std::nullopt;
        if (digits) {
            args.add(key.bytes(), *digits);
        } else if (value.kind == JsonToken::Kind::Number && isWhole(value.bytes())) {
            if (const std::optional<qint64> number = scaledNumber(value, 0))
                args.add(key.bytes(), *number);
            else
                args.add(key.bytes(), value); // too large: whoever asks for a number is told so
        } else if (key.bytes() == "callers") {
            isWellFormed = args.takeKnownCallers(value.bytes()) || readCallers(value, args);
        } else {
            args.add(key.bytes(), value);
        }
        return isWellFormed;
    });
    return isObject && isWellFormed;
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
    endNs = std::clamp<qint64>(text("end_ns").toLongLong(), 0, MostEventTime);
    return true;
}

} // namespace formats
