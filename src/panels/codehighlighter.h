// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QSyntaxHighlighter>

namespace panels {

enum class CodeLanguage { Cpp, Python, Json, Plain };

/// The language that a file's suffix means.
[[nodiscard]] CodeLanguage codeLanguageOf(const QString &fileName);

/// Keywords, texts, numbers and comments, and above all the awaits, in the theme's colours. A line at a time; of constructs that span lines it knows
/// C++ block comments and Python's long strings.
class CodeHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    explicit CodeHighlighter(QTextDocument *document);

    void setLanguage(CodeLanguage language);
    void setTheme(const session::Theme &theme);

protected:
    void highlightBlock(const QString &text) override;

private:
    enum BlockState { Normal = 0, InComment = 1, InLongString = 2 };
    [[nodiscard]] bool isKeyword(QStringView word) const;
    [[nodiscard]] bool isAwait(QStringView word) const;
    qsizetype paintSpanEnd(const QString &text, qsizetype from);
    qsizetype paintWord(const QString &text, qsizetype from);
    qsizetype paintString(const QString &text, qsizetype from);

    const session::Theme *m_theme = &session::Theme::light();
    CodeLanguage m_language = CodeLanguage::Plain;
};

} // namespace panels
