// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/argtexts.h"
#include "formats/jsontokens.h"
#include "formats/nametable.h"
#include "trace/result.h"
#include "trace/trace.h"

#include <QVarLengthArray>

#include <span>
#include <vector>

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

/// The values of one event as a reader finds them, in any order. They point into the reader's bytes. One object serves all events of a file.
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
    /// A file says the same few call chains over and over. True where the chain that stands in the file as these bytes is known from an earlier event:
    /// it is taken as it was then. Else the chain has to be told by addCaller(), and is known from then on.
    [[nodiscard]] bool takeKnownCallers(QByteArrayView bytes);

    /// Whether they hold an event.
    [[nodiscard]] bool isEvent() const { return find("seq") && find("kind"); }
    /// The text of a key, "" where there is none.
    [[nodiscard]] QByteArray text(const char *key) const;
    /// The event, its texts interned; the error's `what` is the key it is about. Always with the same names.
    [[nodiscard]] trace::Result<NumberedEvent> event(NameTable &names);

private:
    struct Value
    {
        QByteArrayView key;
        JsonToken text;
        qint64 number = 0;
        bool isNumber = false;
    };

    /// A call chain that stood in the file as these bytes.
    struct KnownChain
    {
        QByteArray bytes;
        trace::SiteId innermost = trace::SiteId::None;
    };
    static constexpr std::size_t KnownChains = 256;
    static constexpr qsizetype LongestKnown = 4096; ///< bytes

    [[nodiscard]] const Value *find(QByteArrayView key) const;
    /// The text of a key without its escapes, "" where there is none; `decoded` is where it may have to be put.
    [[nodiscard]] QByteArrayView text(const char *key, QByteArray &decoded) const;
    /// A whole number in [least, most]; nothing for all else. An absent key, and a null one, is 0.
    [[nodiscard]] std::optional<qint64> number(const char *key, qint64 least, qint64 most) const;
    [[nodiscard]] trace::TextId textId(const char *key, NameTable &names) const;
    [[nodiscard]] trace::ArgId argId(const char *key, NameTable &names);
    /// The site that calls the one of the event.
    [[nodiscard]] std::optional<trace::SiteId> caller(NameTable &names);
    [[nodiscard]] std::optional<trace::SiteId> site(NameTable &names);
    [[nodiscard]] trace::Result<> fill(trace::Event &event, const trace::EventShape &shape, NameTable &names);

    QVarLengthArray<Value, 16> m_values;
    mutable qsizetype m_next = 0; ///< where the next key is looked for first: they are asked for in about the order in which they are written
    QVarLengthArray<Place, 8> m_callers;
    QByteArrayView m_chain; ///< as the callers stand in the file; empty where that is not known
    KnownChain *m_slot = nullptr; ///< where that chain is kept, or will be
    std::vector<KnownChain> m_chains; ///< by their hash
    std::optional<ArgTexts> m_argTexts;
};

/// Is told the values of an event one by one, as EventArgs takes them.
class EventArgSink
{
public:
    virtual ~EventArgSink() = default;
    virtual void number(const char *key, qint64 value) = 0;
    virtual void text(const char *key, const QString &value) = 0;
    /// JSON, or what is left of it: args of another program's slice.
    virtual void json(const char *key, QByteArrayView value) = 0;
    /// The call chain of its site, innermost first, at most MostCallers of them; not called where there is none.
    virtual void callers(std::span<const trace::Site> sites) = 0;
};
void visitEventArgs(const trace::Trace &trace, quint64 seq, const trace::Event &event, EventArgSink &sink);

/// The name of an event's detail by the key that its kind has for it.
[[nodiscard]] QByteArrayView detailName(const char *key, const trace::Event &event);

} // namespace formats
