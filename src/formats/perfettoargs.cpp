// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettotracks.h"

#include <QLocale>

#include <cmath>

namespace formats {

using namespace perfetto;

namespace {

constexpr int MostDepth = 16;

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
    char close = '\0';
    const auto open = [&](char opening, char closing) {
        out.append(close == '\0' ? opening : ',');
        close = closing;
    };
    const qsizetype before = out.size();
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field) && out.size() <= trace::ArgTable::Longest;) {
        if (field.number == annotation::Member && close != ']' && depth < MostDepth) {
            open('{', '}');
            appendMember(field.bytes, sequence, depth + 1);
        } else if (field.number == annotation::Element && close != '}' && depth < MostDepth) {
            open('[', ']');
            appendValue(field.bytes, sequence, depth + 1);
        } else if (out.size() != before) {
            continue; // it has one value
        } else if (field.number == annotation::Bool) {
            out.append(field.value != 0 ? "true" : "false");
        } else if (field.number == annotation::Unsigned) {
            out.append(QByteArray::number(field.value));
        } else if (field.number == annotation::Signed) {
            out.append(QByteArray::number(field.asSigned()));
        } else if (field.number == annotation::Double) {
            appendDouble(field.asDouble(), out);
        } else if (field.number == annotation::Pointer) {
            out.append("\"0x").append(QByteArray::number(field.value, 16)).append('"');
        } else if (field.number == annotation::Text) {
            appendJsonText(field.bytes, out);
        } else if (field.number == annotation::TextId) {
            appendJsonText(textOf(sequence.texts, field.value), out);
        } else if (field.number == annotation::LegacyJson) {
            out.append(field.bytes);
        } else if (field.number == annotation::Member || field.number == annotation::Element) {
            out.append("\"\xe2\x80\xa6\""); // too deep
        }
    }
    if (close != '\0')
        out.append(close);
    else if (out.size() == before)
        out.append("null");
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

trace::ArgId PerfettoTracks::argsOf(const Event &event, const Sequence &sequence)
{
    if (event.annotations.isEmpty())
        return trace::ArgId::None;
    m_json.resize(0);
    for (const QByteArrayView annotation : event.annotations) {
        if (m_json.size() > trace::ArgTable::Longest)
            break;
        m_json.append(m_json.isEmpty() ? '{' : ',');
        appendMember(annotation, sequence, 0);
    }
    m_json.append('}');
    return m_recording.args().of(m_json);
}

} // namespace formats
