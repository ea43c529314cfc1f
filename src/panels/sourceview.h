// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QPlainTextEdit>

namespace panels {

class CodeHighlighter;

/// Read-only source text with line numbers; one line is marked as where a task stands.
class SourceView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit SourceView(QWidget *parent = nullptr);

    void setTheme(const session::Theme &theme);
    void setSource(const QString &fileName, const QString &text);
    /// Marks a line, counted from 1, and scrolls so that it is well in view; 0: none.
    void markLine(int line);
    [[nodiscard]] int markedLine() const { return m_marked; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] int gutterWidth() const;
    void paintGutter();
    void paintMark();

    QWidget *m_gutter;
    CodeHighlighter *m_highlighter;
    const session::Theme *m_theme = &session::Theme::light();
    int m_marked = 0;
};

} // namespace panels
