// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventfields.h"

#include "formats/argtexts.h"

#include <cstring>

namespace formats {

using trace::Event;
using trace::Trace;

namespace {

Field nullField(const char *name)
{
    return { name, Field::Type::Null, 0, {} };
}

Field numberField(const char *name, qint64 number)
{
    return { name, Field::Type::Number, number, {} };
}

Field textField(const char *name, QString text)
{
    return { name, Field::Type::Text, 0, std::move(text) };
}

Field nameField(const char *name, QByteArrayView text)
{
    return textField(name, QString::fromLatin1(text));
}

Field idField(const char *name, quint32 id)
{
    return id == 0 ? nullField(name) : numberField(name, id);
}

QString textOfQueue(const Trace &trace, quint32 id)
{
    const auto rows = trace.queues();
    const QString name = id >= 1 && id <= rows.size() ? trace.text(rows[id - 1].name) : QString();
    return name.isEmpty() ? QStringLiteral("queue %1").arg(id) : name;
}

QString textOfWorker(const Trace &trace, quint32 id)
{
    const auto rows = trace.workers();
    const QString name = id >= 1 && id <= rows.size() ? trace.text(rows[id - 1].name) : QString();
    return name.isEmpty() ? QStringLiteral("worker %1").arg(id) : name;
}

bool is(const char *a, const char *b)
{
    return std::strcmp(a, b) == 0;
}

void appendDetail(const Event &event, const char *name, Fields &fields)
{
    if (is(name, "reason"))
        fields.append(nameField(name, trace::nameOf(event.reason())));
    else if (is(name, "cause"))
        fields.append(nameField(name, trace::nameOf(event.cause())));
    else
        fields.append(nameField(name, trace::nameOf(event.outcome())));
}

bool isAboutQueue(const Event &event)
{
    if (event.kind == trace::EventKind::TaskSuspended)
        return event.reason() == trace::AwaitReason::QueueGet || event.reason() == trace::AwaitReason::QueuePut;
    return event.kind == trace::EventKind::TaskReady && event.cause() == trace::ReadyCause::Queue;
}

void appendObject(const Trace &trace, const Event &event, const char *name, Fields &fields)
{
    const bool isQueue = is(name, "queue");
    if (is(name, "entries"))
        fields.append(numberField(name, event.object)); // a count: none is 0, not unknown
    else if (is(name, "worker") && event.object != 0)
        fields.append(textField(name, textOfWorker(trace, event.object)));
    else if (event.object != 0 && (isQueue || isAboutQueue(event)))
        fields.append(textField("object", textOfQueue(trace, event.object)));
    else
        fields.append(idField(isQueue ? "object" : name, event.object));
}

void appendArgs(const Trace &trace, const Event &event, const char *name, Fields &fields)
{
    const QByteArrayView json = trace.texts()->args().bytes(event.args());
    if (!json.isEmpty())
        fields.append({ name, isStrictJson(json) ? Field::Type::Json : Field::Type::Text, 0, QString::fromUtf8(json) });
}

void appendSite(const Trace &trace, const Event &event, Fields &fields)
{
    if (event.site == trace::SiteId::None)
        return;
    const trace::Site site = trace.texts()->site(event.site);
    fields.append(textField("file", trace.text(site.file)));
    fields.append(numberField("line", site.line));
    if (site.function != trace::TextId::None)
        fields.append(textField("function", trace.text(site.function)));
}

} // namespace

Fields fieldsOf(const Trace &trace, const Event &event)
{
    const trace::EventShape &shape = trace::shapeOf(event.kind);
    Fields fields;
    if (shape.hasTask) {
        fields.append(idField("task", trace::number(event.task)));
        const auto rows = trace.tasks();
        if (event.task != trace::TaskId::None && trace::rowOf(event.task) < rows.size())
            fields.append(textField("task_name", trace.text(rows[trace::rowOf(event.task)].name)));
    }
    if (shape.text && event.text == trace::TextId::None && is(shape.text, "error"))
        fields.append(nullField(shape.text));
    else if (shape.text && (event.kind != trace::EventKind::JobStarted || event.text != trace::TextId::None)) // nearly always told by job-queued
        fields.append(textField(shape.text, trace.text(event.text)));
    if (shape.detail)
        appendDetail(event, shape.detail, fields);
    if (shape.object)
        appendObject(trace, event, shape.object, fields);
    if (shape.other && is(shape.other, "worker") && event.other != 0)
        fields.append(textField("worker", textOfWorker(trace, event.other)));
    else if (shape.other)
        fields.append(idField(shape.other, event.other));
    if (shape.value)
        fields.append(numberField(shape.value, event.value));
    if (shape.hasSite)
        appendSite(trace, event, fields);
    if (shape.args)
        appendArgs(trace, event, shape.args, fields);
    return fields;
}

const QList<QByteArray> &fieldNames()
{
    static const QList<QByteArray> names = [] {
        QList<QByteArray> all { "task", "task_name" };
        const auto add = [&all](const char *name) {
            if (name && !all.contains(name))
                all << name;
        };
        for (int kind = 0; kind < trace::EventKindCount; ++kind) {
            const trace::EventShape &shape = trace::shapeOf(static_cast<trace::EventKind>(kind));
            add(shape.text);
            add(shape.detail);
            add(shape.object && is(shape.object, "queue") ? "object" : shape.object);
            add(shape.other);
            add(shape.value);
        }
        return all << "file" << "line" << "function" << "args";
    }();
    return names;
}

void appendJsonString(QStringView text, QByteArray &out)
{
    static constexpr char Hex[] = "0123456789abcdef";
    const auto escape = [&out](char16_t c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4)
            out.append(Hex[(c >> shift) & 0xf]);
    };
    out.append('"');
    qsizetype plain = 0; // start of the run that needs no escape
    const auto flush = [&](qsizetype end) {
        if (end > plain)
            out.append(text.mid(plain, end - plain).toUtf8());
    };
    for (qsizetype n = 0; n < text.size(); ++n) {
        const char16_t c = text.at(n).unicode();
        const bool isPlain = c >= 0x20 && c != u'"' && c != u'\\' && c != 0x7f && c != 0x2028 && c != 0x2029;
        if (isPlain)
            continue;
        flush(n);
        plain = n + 1;
        if (c == u'"' || c == u'\\')
            out.append('\\').append(static_cast<char>(c));
        else if (c == u'\n')
            out.append("\\n");
        else if (c == u'\t')
            out.append("\\t");
        else
            escape(c);
    }
    flush(text.size());
    out.append('"');
}

void appendJson(const Trace &trace, const Event &event, QByteArray &out)
{
    out.append("{\"t_ns\":").append(QByteArray::number(event.time.ns));
    out.append(",\"kind\":\"").append(trace::nameOf(event.kind).toByteArray()).append('"');
    for (const Field &field : fieldsOf(trace, event)) {
        out.append(",\"").append(field.name).append("\":");
        if (field.type == Field::Type::Null)
            out.append("null");
        else if (field.type == Field::Type::Number)
            out.append(QByteArray::number(field.number));
        else if (field.type == Field::Type::Json)
            out.append(field.text.toUtf8());
        else
            appendJsonString(field.text, out);
    }
    out.append('}');
}

} // namespace formats
