// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettotracks.h"

#include <QLocale>

#include <charconv>
#include <cmath>

namespace formats {

using namespace perfetto;

namespace {

constexpr int MostDepth = 16;
constexpr char TooDeep[] = "\"\xe2\x80\xa6\"";

/// The brackets and commas of an object or a list that is appended part by part.
class Brackets
{
public:
    explicit Brackets(QByteArray &out) : m_out(out), m_before(out.size()) {}

    /// Begins a part of an object ('}') or of a list (']'); false where it is the other one or has a plain value.
    bool next(char closing)
    {
        if (m_closing != closing && m_out.size() != m_before)
            return false;
        m_out.append(m_closing != '\0' ? ',' : closing == '}' ? '{' : '[');
        m_closing = closing;
        return true;
    }
    /// Ends it; false where no part has come.
    bool close()
    {
        if (m_closing != '\0')
            m_out.append(m_closing);
        return m_closing != '\0';
    }

private:
    QByteArray &m_out;
    qsizetype m_before;
    char m_closing = '\0';
};

template<typename Number>
void appendNumber(Number value, QByteArray &out)
{
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr - digits);
}

void appendDouble(double value, QByteArray &out)
{
    if (std::isfinite(value))
        out.append(QByteArray::number(value, 'g', QLocale::FloatingPointShortest));
    else
        out.append(std::isnan(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"");
}

} // namespace

/// The value of an annotation, null where it has none. Goes on only as long as all of it can be kept.
void PerfettoTracks::appendValue(QByteArrayView bytes, const Sequence &sequence, int depth)
{
    QByteArray &out = m_json;
    Brackets brackets(out);
    const qsizetype before = out.size();
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field) && out.size() <= trace::ArgTable::Longest;) {
        if (field.number == annotation::Member && depth < MostDepth) {
            if (brackets.next('}'))
                appendMember(field.bytes, sequence, depth + 1);
        } else if (field.number == annotation::Element && depth < MostDepth) {
            if (brackets.next(']'))
                appendValue(field.bytes, sequence, depth + 1);
        } else if (out.size() != before) {
            continue; // it has one value
        } else if (field.number == annotation::Bool) {
            out.append(field.value != 0 ? "true" : "false");
        } else if (field.number == annotation::Unsigned) {
            appendNumber(field.value, out);
        } else if (field.number == annotation::Signed) {
            appendNumber(field.asSigned(), out);
        } else if (field.number == annotation::Double) {
            appendDouble(field.asDouble(), out);
        } else if (field.number == annotation::Pointer) {
            out.append("\"0x").append(QByteArray::number(field.value, 16)).append('"');
        } else if (field.number == annotation::Text) {
            appendJsonText(field.bytes, out);
        } else if (field.number == annotation::TextId) {
            appendJsonText(textOf(sequence.texts, field.value), out);
        } else if (field.number == annotation::Nested) {
            appendNested(field.bytes, depth);
        } else if (field.number == annotation::LegacyJson) {
            out.append(field.bytes);
        } else if (field.number == annotation::Member || field.number == annotation::Element) {
            out.append(TooDeep);
        }
    }
    if (!brackets.close() && out.size() == before)
        out.append("null");
}

/// A NestedValue, in which programs of before 2021 wrote what has parts.
void PerfettoTracks::appendNested(QByteArrayView bytes, int depth)
{
    QByteArray &out = m_json;
    Brackets brackets(out);
    const qsizetype before = out.size();
    quint64 type = 0;
    ProtoReader keys(bytes); // the n-th key is that of the n-th member, wherever either stands
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field) && out.size() <= trace::ArgTable::Longest;) {
        if (field.number == nested::Type) {
            type = field.value;
        } else if (field.number == nested::Member && depth < MostDepth) {
            if (!brackets.next('}'))
                continue;
            ProtoField key;
            while (keys.next(key) && key.number != nested::Key) { }
            appendJsonText(key.number == nested::Key ? key.bytes : QByteArrayView(), out);
            out.append(':');
            appendNested(field.bytes, depth + 1);
        } else if (field.number == nested::Element && depth < MostDepth) {
            if (brackets.next(']'))
                appendNested(field.bytes, depth + 1);
        } else if (out.size() != before) {
            continue; // it has one value
        } else if (field.number == nested::Signed) {
            appendNumber(field.asSigned(), out);
        } else if (field.number == nested::Double) {
            appendDouble(field.asDouble(), out);
        } else if (field.number == nested::Bool) {
            out.append(field.value != 0 ? "true" : "false");
        } else if (field.number == nested::Text) {
            appendJsonText(field.bytes, out);
        } else if (field.number == nested::Member || field.number == nested::Element) {
            out.append(TooDeep);
        }
    }
    if (!brackets.close() && out.size() == before)
        out.append(type == nested::Dict ? "{}" : type == nested::Array ? "[]" : "null");
}

void PerfettoTracks::appendMember(QByteArrayView bytes, const Sequence &sequence, int depth)
{
    QByteArrayView key;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number == annotation::Name) {
            key = field.bytes;
        } else if (field.number == annotation::NameId) {
            key = textOf(sequence.keys, field.value);
        }
    }
    appendJsonText(key, m_json);
    m_json.append(':');
    appendValue(bytes, sequence, depth);
}

trace::ArgId PerfettoTracks::argsOf(const ShortPacket &packet, const Sequence &sequence)
{
    std::array<QByteArrayView, ShortPacket::MostAnnotations> annotations;
    for (std::size_t n = 0; n < packet.annotationCount; ++n)
        annotations[n] = { packet.annotations[n].at, packet.annotations[n].size };
    return argsOf(std::span(annotations).first(packet.annotationCount), sequence);
}

trace::ArgId PerfettoTracks::argsOf(std::span<const QByteArrayView> annotations, const Sequence &sequence)
{
    if (annotations.empty())
        return trace::ArgId::None;
    m_json.resize(0);
    for (const QByteArrayView annotation : annotations) {
        if (m_json.size() > trace::ArgTable::Longest)
            break;
        m_json.append(m_json.isEmpty() ? '{' : ',');
        appendMember(annotation, sequence, 0);
    }
    m_json.append('}');
    return m_recording.args().of(m_json);
}

} // namespace formats
