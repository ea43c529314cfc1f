// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventargs.h"

#include "formats/eventblock.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace formats {

using trace::Event;
using trace::EventShape;

namespace {

constexpr qint64 MostId = 0xffffffff;
constexpr qint64 MostNumber = std::numeric_limits<qint64>::max();

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

trace::Error wrong(const char *key, const QString &why)
{
    return { QString::fromLatin1(key), why };
}

trace::Error notANumber(const char *key)
{
    return wrong(key, QStringLiteral("not a whole number in range"));
}

trace::TextId textOf(const JsonToken &token, NameTable &names)
{
    if (!token.isText())
        return trace::TextId::None;
    return token.hasEscapes ? names.of(token.utf8()) : names.of(token.bytes());
}

} // namespace

QByteArrayView detailName(const char *key, const Event &event)
{
    if (std::strcmp(key, "reason") == 0)
        return trace::nameOf(event.reason());
    return std::strcmp(key, "cause") == 0 ? trace::nameOf(event.cause()) : trace::nameOf(event.outcome());
}

void visitEventArgs(const trace::Trace &trace, quint64 seq, const Event &event, EventArgSink &sink)
{
    const EventShape &shape = trace::shapeOf(event.kind);
    sink.number("seq", static_cast<qint64>(seq));
    sink.number("t_ns", event.time.ns);
    sink.text("kind", QString::fromLatin1(trace::nameOf(event.kind)));
    if (shape.hasTask)
        sink.number("task", trace::number(event.task));
    if (shape.other && event.other != 0)
        sink.number(shape.other, event.other);
    if (shape.detail)
        sink.text(shape.detail, QString::fromLatin1(detailName(shape.detail, event)));
    if (shape.object && event.object != 0)
        sink.number(shape.object, event.object);
    if (shape.value)
        sink.number(shape.value, event.value);
    if (shape.args) {
        if (const QByteArrayView args = trace.texts()->args().bytes(event.args()); !args.isEmpty())
            sink.json(shape.args, args);
    }
    if (shape.text && event.text != trace::TextId::None)
        sink.text(shape.text, trace.text(event.text));
    if (!shape.hasSite || event.site == trace::SiteId::None)
        return;
    trace::Site site = trace.texts()->site(event.site);
    sink.text("file", trace.text(site.file));
    sink.number("line", site.line);
    sink.text("function", trace.text(site.function));
    QVarLengthArray<trace::Site, 8> callers;
    while (site.caller != trace::SiteId::None && callers.size() < MostCallers) {
        site = trace.texts()->site(site.caller);
        callers.append(site);
    }
    if (!callers.isEmpty())
        sink.callers(callers);
}

void EventArgs::clear()
{
    m_values.clear();
    m_next = 0;
    m_callers.clear();
    m_chain = {};
    m_slot = nullptr;
}

bool EventArgs::takeKnownCallers(QByteArrayView bytes)
{
    if (bytes.isEmpty() || bytes.size() > LongestKnown)
        return false;
    m_chains.resize(KnownChains);
    m_chain = bytes;
    m_slot = &m_chains[hashOf(bytes) % KnownChains];
    return m_slot->bytes == bytes;
}

const EventArgs::Value *EventArgs::find(QByteArrayView key) const
{
    const qsizetype count = m_values.size();
    for (qsizetype n = 0; n < count; ++n) {
        const qsizetype at = m_next + n < count ? m_next + n : m_next + n - count;
        const Value &value = m_values[at];
        if (value.key.size() == key.size() && std::memcmp(value.key.data(), key.data(), static_cast<std::size_t>(key.size())) == 0) {
            m_next = at + 1 < count ? at + 1 : 0;
            return &value;
        }
    }
    return nullptr;
}

std::optional<qint64> EventArgs::number(const char *key, qint64 least, qint64 most) const
{
    const Value *value = key ? find(key) : nullptr;
    if (!value)
        return 0;
    if (!value->isNumber || value->number < least || value->number > most)
        return std::nullopt;
    return value->number;
}

QByteArray EventArgs::text(const char *key) const
{
    const Value *value = find(key);
    return value && value->text.isText() ? value->text.utf8() : QByteArray();
}

QByteArrayView EventArgs::text(const char *key, QByteArray &decoded) const
{
    const Value *value = find(key);
    if (!value || !value->text.isText())
        return {};
    if (!value->text.hasEscapes)
        return value->text.bytes();
    decoded = value->text.utf8();
    return decoded;
}

trace::TextId EventArgs::textId(const char *key, NameTable &names) const
{
    const Value *value = find(key);
    return value ? textOf(value->text, names) : trace::TextId::None;
}

trace::ArgId EventArgs::argId(const char *key, NameTable &names)
{
    const Value *value = find(key);
    if (!value || !value->text)
        return trace::ArgId::None;
    if (!m_argTexts)
        m_argTexts.emplace(names.texts());
    return value->text.hasEscapes ? m_argTexts->of(value->text.utf8()) : m_argTexts->of(value->text.bytes());
}

std::optional<trace::SiteId> EventArgs::caller(NameTable &names)
{
    if (m_slot && m_slot->bytes == m_chain)
        return m_slot->innermost;
    trace::SiteId caller = trace::SiteId::None;
    if (m_callers.size() > MostCallers)
        return std::nullopt;
    for (auto level = m_callers.size(); level-- > 0;) {
        const Place &place = m_callers[level];
        if (place.line < 0 || place.line > MostId)
            return std::nullopt;
        caller = names.texts().intern({ textOf(place.file, names), textOf(place.function, names), static_cast<quint32>(place.line), caller });
    }
    if (m_slot)
        *m_slot = { m_chain.toByteArray(), caller };
    return caller;
}

std::optional<trace::SiteId> EventArgs::site(NameTable &names)
{
    const std::optional<trace::SiteId> called = caller(names);
    if (!called)
        return std::nullopt;
    const std::optional<qint64> line = number("line", 0, MostId);
    if (!line)
        return std::nullopt;
    return names.texts().intern({ textId("file", names), textId("function", names), static_cast<quint32>(*line), *called });
}

trace::Result<> EventArgs::fill(Event &event, const EventShape &shape, NameTable &names)
{
    const auto task = number(shape.hasTask ? "task" : nullptr, 0, MostId);
    const auto other = number(shape.other, 0, MostId);
    const auto object = number(shape.object, 0, MostId);
    const auto value = number(shape.value, -MostNumber, MostNumber);
    if (!task || !other || !object || !value)
        return notANumber(!task ? "task" : !other ? shape.other : !object ? shape.object : shape.value);
    event.task = static_cast<trace::TaskId>(*task);
    event.other = static_cast<quint32>(*other);
    event.object = static_cast<quint32>(*object);
    event.value = *value;
    if (shape.detail) {
        QByteArray decoded;
        const QByteArrayView name = text(shape.detail, decoded);
        const std::optional<quint8> detail = detailNamed(shape.detail, name);
        if (!detail)
            return wrong(shape.detail, QStringLiteral("\"%1\" is none").arg(QString::fromUtf8(name.first(std::min<qsizetype>(name.size(), 40)))));
        event.detail = *detail;
    }
    if (shape.args)
        event.value = trace::number(argId(shape.args, names));
    if (shape.text)
        event.text = textId(shape.text, names);
    if (shape.hasSite) {
        const std::optional<trace::SiteId> place = site(names);
        if (!place)
            return wrong("line", QStringLiteral("not a place in a source"));
        event.site = *place;
    }
    return {};
}

trace::Result<NumberedEvent> EventArgs::event(NameTable &names)
{
    NumberedEvent numbered;
    const std::optional<qint64> seq = number("seq", 0, MostNumber);
    if (!seq)
        return notANumber("seq");
    numbered.seq = static_cast<quint64>(*seq);
    QByteArray decoded;
    const QByteArrayView kindName = text("kind", decoded);
    const std::optional<trace::EventKind> kind = trace::eventKindNamed(kindName);
    if (!kind)
        return wrong("kind", QStringLiteral("no event is called \"%1\"").arg(QString::fromUtf8(kindName.first(std::min<qsizetype>(kindName.size(), 40)))));
    numbered.event.kind = *kind;
    numbered.hasTime = find("t_ns") != nullptr;
    const std::optional<qint64> time = number("t_ns", 0, MostEventTime);
    if (!time)
        return notANumber("t_ns");
    numbered.event.time = { *time };
    if (const trace::Result<> filled = fill(numbered.event, trace::shapeOf(*kind), names); !filled)
        return filled.error();
    return numbered;
}

} // namespace formats
