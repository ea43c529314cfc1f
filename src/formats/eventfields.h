// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QVarLengthArray>

namespace formats {

/// One named value of an event as `events --json` and the CSV table write it.
struct Field
{
    enum class Type {
        Null,
        Number,
        Text,
        Json, ///< `text` is JSON that everybody accepts
    };

    const char *name = ""; ///< of interface.md: "task", "reason", "depth", ...
    Type type = Type::Null;
    qint64 number = 0;
    QString text;
};
using Fields = QVarLengthArray<Field, 16>;

/// The values of an event in the order in which they are written, after its time and kind. Tasks, timers, jobs and I/O are given by number, the
/// task also by name ("task_name"); queues and workers by name; an id of None is Null. Fields that the event's kind does not use are absent.
[[nodiscard]] Fields fieldsOf(const trace::Trace &trace, const trace::Event &event);

/// All names that fieldsOf can give, in the order of table columns.
[[nodiscard]] const QList<QByteArray> &fieldNames();

/// {"t_ns":0,"kind":"task-created","task":1,...}: one event as compact JSON without a line break, appended.
void appendJson(const trace::Trace &trace, const trace::Event &event, QByteArray &out);

/// Appends text as a JSON string with its quotes (RFC 8259; U+2028 and U+2029 escaped too, unpaired surrogates become U+FFFD).
void appendJsonString(QStringView text, QByteArray &out);

} // namespace formats
