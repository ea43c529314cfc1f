// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontokens.h"
#include "formats/nametable.h"
#include "trace/result.h"
#include "trace/trace.h"

#include <QVarLengthArray>

#include <span>

namespace formats {

// An event of ours within a file of another format: all its fields as named values ("args" of Chrome's records, "debug annotations" of Perfetto's).
// The keys are seq (its number in the trace), t_ns, kind, and those of trace::EventShape with plain numbers as ids; a site is file, line, function
// and `callers`, innermost first.

inline constexpr int MostCallers = 256; ///< levels of an async call stack that are kept

/// An event with its place in the order of the trace.
struct NumberedEvent
{
    quint64 seq = 0;
    trace::Event event;
    bool hasTime = false; ///< the values said when it was
};

/// The values of one event as a reader finds them, in any order. They point into the reader's bytes.
class EventArgs
{
public:
    struct Place
    {
        JsonToken file;
        JsonToken function;
        qint64 line = 0;
    };

    void clear();
    void add(QByteArrayView key, qint64 number) { m_values.append({ key, {}, number, true }); }
    void add(QByteArrayView key, const JsonToken &text) { m_values.append({ key, text, 0, false }); }
    void addCaller(const Place &place) { m_callers.append(place); }

    /// Whether they hold an event.
    [[nodiscard]] bool isEvent() const { return find("seq") && find("kind"); }
    /// The text of a key, "" where there is none.
    [[nodiscard]] QByteArray text(const char *key) const;
    /// The event, its texts interned; the error's `what` is the key it is about.
    [[nodiscard]] trace::Result<NumberedEvent> event(NameTable &names) const;

private:
    struct Value
    {
        QByteArrayView key;
        JsonToken text;
        qint64 number = 0;
        bool isNumber = false;
    };

    [[nodiscard]] const Value *find(QByteArrayView key) const;
    /// A whole number in [least, most]; nothing for all else. An absent key, and a null one, is 0.
    [[nodiscard]] std::optional<qint64> number(const char *key, qint64 least, qint64 most) const;
    [[nodiscard]] trace::TextId textId(const char *key, NameTable &names) const;
    [[nodiscard]] std::optional<trace::SiteId> site(NameTable &names) const;
    [[nodiscard]] trace::Result<> fill(trace::Event &event, const trace::EventShape &shape, NameTable &names) const;

    QVarLengthArray<Value, 16> m_values;
    QVarLengthArray<Place, 8> m_callers;
};

/// Is told the values of an event one by one, as EventArgs takes them.
class EventArgSink
{
public:
    virtual ~EventArgSink() = default;
    virtual void number(const char *key, qint64 value) = 0;
    virtual void text(const char *key, const QString &value) = 0;
    /// The call chain of its site, innermost first, at most MostCallers of them; not called where there is none.
    virtual void callers(std::span<const trace::Site> sites) = 0;
};
void visitEventArgs(const trace::Trace &trace, quint64 seq, const trace::Event &event, EventArgSink &sink);

/// The name of an event's detail by the key that its kind has for it.
[[nodiscard]] QByteArrayView detailName(const char *key, const trace::Event &event);

} // namespace formats
