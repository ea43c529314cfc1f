// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/codehighlighter.h"

#include <QSet>

namespace panels {
namespace {

const QSet<QString> &cppKeywords()
{
    static const QSet<QString> words = [] {
        const QStringList list = QStringLiteral("auto bool break case catch char class const constexpr continue default delete do double else enum explicit false float for friend if inline int "
                                                "long namespace new nullptr operator private protected public return short signed sizeof static static_cast struct switch template this throw true "
                                                "try typename union unsigned using virtual void volatile while co_return co_yield")
                                     .split(QLatin1Char(' '));
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

const QSet<QString> &pythonKeywords()
{
    static const QSet<QString> words = [] {
        const QStringList list = QStringLiteral("and as assert async break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass "
                                                "raise return True try while with yield")
                                     .split(QLatin1Char(' '));
        return QSet<QString>(list.begin(), list.end());
    }();
    return words;
}

bool isWordLetter(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

} // namespace

CodeLanguage codeLanguageOf(const QString &fileName)
{
    if (fileName.endsWith(QLatin1String(".py")))
        return CodeLanguage::Python;
    if (fileName.endsWith(QLatin1String(".json")))
        return CodeLanguage::Json;
    static const QStringList cpp { QStringLiteral(".cpp"), QStringLiteral(".h"), QStringLiteral(".cc"), QStringLiteral(".hpp"), QStringLiteral(".cxx") };
    for (const QString &suffix : cpp) {
        if (fileName.endsWith(suffix))
            return CodeLanguage::Cpp;
    }
    return CodeLanguage::Plain;
}

CodeHighlighter::CodeHighlighter(QTextDocument *document)
    : QSyntaxHighlighter(document)
{
}

void CodeHighlighter::setLanguage(CodeLanguage language)
{
    if (m_language == language)
        return;
    m_language = language;
    rehighlight();
}

void CodeHighlighter::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    rehighlight();
}

bool CodeHighlighter::isAwait(QStringView word) const
{
    return word == QLatin1String("co_await") || (m_language == CodeLanguage::Python && word == QLatin1String("await"));
}

bool CodeHighlighter::isKeyword(QStringView word) const
{
    if (m_language == CodeLanguage::Cpp)
        return cppKeywords().contains(word.toString());
    if (m_language == CodeLanguage::Python)
        return pythonKeywords().contains(word.toString());
    return word == QLatin1String("true") || word == QLatin1String("false") || word == QLatin1String("null");
}

/// Paints what is left of a comment or long string that began on an earlier line (or at `from`); returns where ordinary text goes on.
qsizetype CodeHighlighter::paintSpanEnd(const QString &text, qsizetype from)
{
    const bool isComment = currentBlockState() == InComment;
    const QString closing = isComment ? QStringLiteral("*/") : QStringLiteral("\"\"\"");
    const qsizetype at = text.indexOf(closing, from);
    const qsizetype end = at < 0 ? text.size() : at + closing.size();
    setFormat(static_cast<int>(from), static_cast<int>(end - from), session::legible(isComment ? m_theme->dim : m_theme->running, m_theme->ground));
    if (at >= 0)
        setCurrentBlockState(Normal);
    return end;
}

qsizetype CodeHighlighter::paintString(const QString &text, qsizetype from)
{
    const QChar quote = text[from];
    qsizetype end = from + 1;
    while (end < text.size() && text[end] != quote)
        end += text[end] == QLatin1Char('\\') ? 2 : 1;
    end = std::min(end + 1, text.size());
    setFormat(static_cast<int>(from), static_cast<int>(end - from), session::legible(m_theme->running, m_theme->ground));
    return end;
}

qsizetype CodeHighlighter::paintWord(const QString &text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && isWordLetter(text[end]))
        ++end;
    const QStringView word = QStringView(text).mid(from, end - from);
    const int start = static_cast<int>(from), length = static_cast<int>(end - from);
    if (isAwait(word)) {
        QTextCharFormat format;
        format.setForeground(session::legible(m_theme->accent, m_theme->ground));
        format.setFontWeight(QFont::DemiBold);
        setFormat(start, length, format);
    } else if (isKeyword(word)) {
        setFormat(start, length, session::legible(m_theme->worker, m_theme->ground));
    } else if (word[0].isDigit()) {
        setFormat(start, length, session::legible(m_theme->ready, m_theme->ground));
    }
    return end;
}

void CodeHighlighter::highlightBlock(const QString &text)
{
    setCurrentBlockState(previousBlockState() > 0 ? previousBlockState() : int(Normal));
    if (m_language == CodeLanguage::Plain)
        return;
    setFormat(0, static_cast<int>(text.size()), m_theme->text);
    qsizetype at = currentBlockState() == Normal ? 0 : paintSpanEnd(text, 0);
    while (at < text.size()) {
        const QStringView rest = QStringView(text).mid(at);
        const bool isLineComment = m_language == CodeLanguage::Cpp ? rest.startsWith(QLatin1String("//")) : m_language == CodeLanguage::Python && rest.startsWith(QLatin1Char('#'));
        if (isLineComment) {
            setFormat(static_cast<int>(at), static_cast<int>(rest.size()), session::legible(m_theme->dim, m_theme->ground));
            return;
        }
        if (m_language == CodeLanguage::Cpp && rest.startsWith(QLatin1String("/*"))) {
            setCurrentBlockState(InComment);
            at = paintSpanEnd(text, at + 2);
        } else if (m_language == CodeLanguage::Python && rest.startsWith(QLatin1String("\"\"\""))) {
            setCurrentBlockState(InLongString);
            at = paintSpanEnd(text, at + 3);
        } else if (text[at] == QLatin1Char('"') || (text[at] == QLatin1Char('\'') && m_language != CodeLanguage::Json)) {
            at = paintString(text, at);
        } else if (isWordLetter(text[at])) {
            at = paintWord(text, at);
        } else {
            ++at;
        }
    }
}

} // namespace panels
