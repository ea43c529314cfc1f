// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "session/theme.h"

#include <QTextLayout>
#include <QWidget>

#include <vector>

namespace session {
class Session;
}

namespace panels {

/// A label whose words lead somewhere: tasks, queues, moments and lines of source are links, by mouse and by Tab and Return. Its text can be
/// selected and copied. What does not fit is cut: by an ellipsis where the label has one line, by its edge where it wraps.
///
/// It lays out one QTextLayout itself: a QLabel makes a document of HTML anew for each text, which after a step cost more than all else in its
/// pane, and paints it twice. Cost of another text: it is shaped once, twice where it is cut.
class LinkedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit LinkedLabel(QWidget *parent = nullptr);
    ~LinkedLabel() override;

    void setLinkedText(const analysis::LinkedText &text);
    [[nodiscard]] const analysis::LinkedText &linkedText() const { return m_text; }
    void setTheme(const session::Theme &theme);
    /// Whether the text goes on in a next line where it is wider than the label, or stays in one, vertically centred; that it does at first.
    void setWordWrap(bool wraps);
    [[nodiscard]] bool wordWrap() const { return m_wraps; }

    /// How many lines the whole text takes in a label so many px wide; 0 for no text, 1 without word wrap.
    [[nodiscard]] int linesAt(int width) const;
    /// The words that are selected, as shown; "" where none are.
    [[nodiscard]] QString selectedText() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return m_wraps; }
    [[nodiscard]] int heightForWidth(int width) const override;

Q_SIGNALS:
    void followed(const analysis::Target &target);

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool focusNextPrevChild(bool isNext) override;

private:
    static constexpr int None = -1;

    /// A piece of the text as shown, in letters.
    struct Link
    {
        int begin;
        int end;
        std::size_t piece;
    };

    /// The text has to be shaped again.
    void forgetLayout();
    /// Lays the text for a label of this width, where that is not done already. Const, as the layout is found again at any time.
    void layFor(int width) const;
    void shape(const QString &shown) const;
    [[nodiscard]] int textHeight() const;
    /// Where the layout's corner lies.
    [[nodiscard]] QPointF textCorner() const;
    /// The letter border nearest to a point, and the link under it, None where it is none.
    [[nodiscard]] int letterAt(QPointF point) const;
    [[nodiscard]] int linkAt(QPointF point) const;
    void follow(int link);
    void focusLink(int link);
    void select(int anchor, int cursor);
    void selectAll();
    void copy(const QString &text) const;

    analysis::LinkedText m_text;
    QString m_plain; ///< of it, in one line
    const session::Theme *m_theme = &session::Theme::light();
    mutable QTextLayout m_layout;
    mutable std::vector<Link> m_links; ///< of the text as shown
    mutable int m_laidFor = None; ///< the label's width, px
    mutable bool m_isCut = false; ///< shown with an ellipsis
    bool m_wraps = false;
    int m_focused = None; ///< number of a link
    int m_pressed = None; ///< the link that the button went down on
    int m_anchor = 0; ///< of the selection, in letters, as is the cursor
    int m_cursor = 0;
};

/// Goes where a target leads: selects a task, queue or worker, moves the playhead to a moment. A line of source is not of the session;
/// then the site is returned, else None.
trace::SiteId follow(session::Session &session, const analysis::Target &target);

} // namespace panels
