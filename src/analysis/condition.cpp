// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/condition.h"

#include "trace/nearest.h"
#include "trace/timetext.h"

#include <QRegularExpression>
#include <QStringList>

#include <array>
#include <optional>

namespace analysis {

namespace {

using Kind = Condition::Kind;
using trace::Error;
using trace::Result;

struct TaskVerb
{
    const char *verb;
    Kind kind;
};
constexpr std::array<TaskVerb, 5> TaskVerbs { { { "resumes", Kind::TaskResumes }, { "suspends", Kind::TaskSuspends },
    { "finishes", Kind::TaskFinishes }, { "raises", Kind::TaskRaises }, { "is cancelled", Kind::TaskIsCancelled } } };

struct Word
{
    QString text;
    qsizetype begin = 0; ///< index in the whole text; its length where the text has ended
    bool isQuoted = false;

    [[nodiscard]] bool is(const char *other) const { return !isQuoted && text.compare(QLatin1String(other), Qt::CaseInsensitive) == 0; }
};

/// Reads a condition word by word; the operators >= <= > < ~ are words of their own also without blanks around them.
class Reader
{
public:
    explicit Reader(const QString &text) : m_text(text) {}

    Result<Condition> read();
    [[nodiscard]] qsizetype errorAt() const { return m_errorAt; }

private:
    Word next();
    /// What may contain operators: a name.
    Word nextName();
    void skipBlanks()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    Word quoted();
    [[nodiscard]] Error error(qsizetype at, const QString &why) const
    {
        m_errorAt = at;
        return { QStringLiteral("\"%1\", column %2").arg(m_text).arg(at + 1), why };
    }
    /// "expected resumes, suspends or raises": with the nearest of them where a word stands there.
    [[nodiscard]] Error expected(const Word &word, const QStringList &words) const;
    Result<Condition> readTask();
    Result<Condition> readQueue();
    Result<Condition> readTime(Kind kind, const char *relation);
    Result<Condition> readLog();
    /// The condition itself where nothing more follows.
    Result<Condition> ended(Condition condition);

    const QString &m_text;
    qsizetype m_at = 0;
    mutable qsizetype m_errorAt = 0;
};

QString orList(const QStringList &words)
{
    QStringList quoted;
    for (const QString &word : words)
        quoted << u'"' + word + u'"';
    if (quoted.size() < 2)
        return quoted.join(QString());
    const QString last = quoted.takeLast();
    return quoted.join(QStringLiteral(", ")) + QStringLiteral(" or ") + last;
}

bool isOperator(QChar c)
{
    return c == u'>' || c == u'<' || c == u'~' || c == u'=';
}

Word Reader::quoted()
{
    Word word { {}, m_at++, true };
    while (m_at < m_text.size() && m_text[m_at] != u'"') {
        if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size())
            ++m_at;
        word.text += m_text[m_at++];
    }
    if (m_at < m_text.size())
        ++m_at;
    return word;
}

Word Reader::next()
{
    skipBlanks();
    Word word { {}, m_at, false };
    const bool takesOperators = m_at < m_text.size() && isOperator(m_text[m_at]);
    while (m_at < m_text.size() && !m_text[m_at].isSpace() && isOperator(m_text[m_at]) == takesOperators)
        word.text += m_text[m_at++];
    return word;
}

Word Reader::nextName()
{
    skipBlanks();
    if (m_at < m_text.size() && m_text[m_at] == u'"')
        return quoted();
    Word word { {}, m_at, false };
    while (m_at < m_text.size() && !m_text[m_at].isSpace())
        word.text += m_text[m_at++];
    return word;
}

Error Reader::expected(const Word &word, const QStringList &words) const
{
    if (word.text.isEmpty())
        return error(word.begin, QStringLiteral("%1 is missing").arg(orList(words)));
    const QString only = words.size() == 1 ? QString() : QStringLiteral("; the nearest is \"%1\"").arg(trace::nearest(word.text, words));
    return error(word.begin, QStringLiteral("\"%1\" stands where %2 is expected").arg(word.text, orList(words)) + only);
}

Result<Condition> Reader::ended(Condition condition)
{
    skipBlanks();
    if (m_at < m_text.size())
        return error(m_at, QStringLiteral("nothing may follow here, but there is \"%1\"").arg(m_text.mid(m_at)));
    return condition;
}

Result<Condition> Reader::readTask()
{
    const Word name = nextName();
    if (name.text.isEmpty())
        return error(name.begin, QStringLiteral("the name of the task, or a pattern like producer-*, is missing"));
    QStringList verbs;
    for (const TaskVerb &verb : TaskVerbs)
        verbs << QLatin1String(verb.verb);
    Word word = next();
    if (word.is("is")) {
        const Word second = next();
        word.text += u' ' + second.text;
    }
    for (const TaskVerb &verb : TaskVerbs) {
        if (word.is(verb.verb))
            return ended({ verb.kind, name.text, 0 });
    }
    return expected(word, verbs);
}

Result<Condition> Reader::readQueue()
{
    const Word name = nextName();
    if (name.text.isEmpty())
        return error(name.begin, QStringLiteral("the name of the queue is missing"));
    Word word = next();
    bool hasDepth = word.is("depth");
    if (hasDepth || word.is("is"))
        word = next();
    if (word.is("full"))
        return ended({ Kind::QueueFull, name.text, 0 });
    if (word.is("empty"))
        return ended({ Kind::QueueEmpty, name.text, 0 });
    if (!hasDepth)
        return expected(word, { QStringLiteral("depth"), QStringLiteral("full"), QStringLiteral("empty") });
    if (!word.is(">=") && !word.is("<="))
        return expected(word, { QStringLiteral(">="), QStringLiteral("<="), QStringLiteral("full"), QStringLiteral("empty") });
    const Word number = next();
    bool isNumber = false;
    const qlonglong depth = number.text.toLongLong(&isNumber);
    if (!isNumber || depth < 0)
        return error(number.begin, number.text.isEmpty() ? QStringLiteral("the number of items is missing")
                                                         : QStringLiteral("\"%1\" is not a number of items").arg(number.text));
    return ended({ word.is(">=") ? Kind::QueueDepthAtLeast : Kind::QueueDepthAtMost, name.text, depth });
}

Result<Condition> Reader::readTime(Kind kind, const char *relation)
{
    const Word word = next();
    if (!word.is(relation))
        return expected(word, { QLatin1String(relation) });
    skipBlanks();
    const qsizetype begin = m_at;
    m_at = m_text.size();
    const QString time = m_text.mid(begin).trimmed();
    const std::optional<trace::Duration> duration = trace::parseDuration(time);
    if (!duration)
        return error(begin, time.isEmpty() ? QStringLiteral("a time is missing, as 1.25, 980ms or 12us")
                                           : QStringLiteral("\"%1\" is not a time; write it as 1.25, 980ms or 12us").arg(time));
    return Condition { kind, {}, duration->count() };
}

Result<Condition> Reader::readLog()
{
    const Word word = next();
    if (!word.is("~"))
        return expected(word, { QStringLiteral("~") });
    skipBlanks();
    const qsizetype begin = m_at;
    const QString pattern = m_text.mid(begin).trimmed();
    if (pattern.isEmpty())
        return error(begin, QStringLiteral("the regular expression is missing"));
    const QRegularExpression expression(pattern);
    if (!expression.isValid())
        return error(begin + expression.patternErrorOffset(),
                     QStringLiteral("\"%1\" is not a regular expression: %2").arg(pattern, expression.errorString()));
    return Condition { Kind::LogMatches, pattern, 0 };
}

Result<Condition> Reader::read()
{
    const Word word = next();
    if (word.is("task"))
        return readTask();
    if (word.is("queue"))
        return readQueue();
    if (word.is("ready"))
        return readTime(Kind::ReadyLonger, ">");
    if (word.is("held"))
        return readTime(Kind::HeldLonger, ">");
    if (word.is("time"))
        return readTime(Kind::TimeReached, ">=");
    if (word.is("log"))
        return readLog();
    if (word.is("deadlock"))
        return ended({ Kind::Deadlock, {}, 0 });
    return expected(word, { QStringLiteral("task"), QStringLiteral("queue"), QStringLiteral("ready"), QStringLiteral("held"),
                            QStringLiteral("deadlock"), QStringLiteral("log"), QStringLiteral("time") });
}

/// The name as parse() reads it back.
QString nameText(const QString &name)
{
    bool isPlain = !name.isEmpty() && !name.startsWith(u'"');
    for (const QChar c : name)
        isPlain = isPlain && !c.isSpace();
    if (isPlain)
        return name;
    QString text(u'"');
    for (const QChar c : name) {
        if (c == u'"' || c == u'\\')
            text += u'\\';
        text += c;
    }
    return text + u'"';
}

QString timeText(qint64 ns)
{
    return trace::formatDuration(trace::Duration(ns));
}

} // namespace

Result<Condition> Condition::parse(const QString &text, qsizetype *errorAt)
{
    Reader reader(text);
    Result<Condition> read = reader.read();
    if (errorAt)
        *errorAt = reader.errorAt();
    return read;
}

QString Condition::text() const
{
    switch (kind) {
    case Kind::QueueDepthAtLeast:
        return QStringLiteral("queue %1 depth >= %2").arg(nameText(name)).arg(number);
    case Kind::QueueDepthAtMost:
        return QStringLiteral("queue %1 depth <= %2").arg(nameText(name)).arg(number);
    case Kind::QueueFull:
        return QStringLiteral("queue %1 full").arg(nameText(name));
    case Kind::QueueEmpty:
        return QStringLiteral("queue %1 empty").arg(nameText(name));
    case Kind::ReadyLonger:
        return QStringLiteral("ready > %1").arg(timeText(number));
    case Kind::HeldLonger:
        return QStringLiteral("held > %1").arg(timeText(number));
    case Kind::Deadlock:
        return QStringLiteral("deadlock");
    case Kind::LogMatches:
        return QStringLiteral("log ~ %1").arg(name);
    case Kind::TimeReached:
        return QStringLiteral("time >= %1").arg(timeText(number));
    default:
        break;
    }
    for (const TaskVerb &verb : TaskVerbs) {
        if (verb.kind == kind)
            return QStringLiteral("task %1 %2").arg(nameText(name), QLatin1String(verb.verb));
    }
    return {};
}

} // namespace analysis
