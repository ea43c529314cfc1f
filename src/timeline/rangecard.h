// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rangesurvey.h"
#include "session/theme.h"
#include "timeline/textimages.h"
#include "trace/axis.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <memory>

class QToolButton;

namespace timeline {

/// What happened in the measured stretch of a trace: how busy the loop was, how long tasks waited to run, ran and waited for what, and which tasks did
/// most of it. Computed a few milliseconds at a time, between frames; a new stretch gives up the one before. Stands beside the stretch, over the lanes.
class RangeCard : public QWidget
{
    Q_OBJECT
public:
    /// Hidden until it is asked for something.
    explicit RangeCard(QWidget *parent);

    /// Borrowed, as TimelineWidget::setTheme() says.
    void setTheme(const session::Theme &theme);
    /// Shows what happened in this stretch of the trace, which is kept alive as long as it is asked.
    void survey(std::shared_ptr<const trace::Trace> trace, const trace::Axis &axis, trace::Span span);
    /// Hides it and gives up what is being computed.
    void dismiss();
    /// Puts it beside `stretch` and inside of `room`, both in the parent's pixels.
    void standBeside(const QRect &stretch, const QRect &room);

    /// Whether all is known that it shows.
    [[nodiscard]] bool isComplete() const { return m_survey && m_survey->isDone(); }
    [[nodiscard]] const analysis::RangeStatistics *statistics() const { return isComplete() ? &m_survey->statistics() : nullptr; }
    /// The same as a table, cells parted by tabs; also what the copy button puts on the clipboard.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void closed();
    /// The pointer has come over it, and is no longer over what it covers.
    void entered();
    /// It has another size.
    void resized();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    static constexpr size_t CellCount = 6;
    struct Line
    {
        QColor swatch; ///< invalid: none
        std::array<QString, CellCount> cells; ///< the first to the left, the others to the right
        bool isHead = false;
    };
    void turn();
    void makeLines();
    void addState(const QString &name, const QColor &swatch, trace::Duration total, const analysis::Percentiles &lengths);
    void addTasks(const analysis::RangeStatistics &statistics);
    void makeIcons();
    [[nodiscard]] QString titleOf(const analysis::RangeStatistics &statistics) const;

    const session::Theme *m_theme = &session::Theme::light();
    std::shared_ptr<const trace::Trace> m_trace;
    std::optional<analysis::RangeSurvey> m_survey;
    QTimer m_turn;
    QString m_title;
    std::vector<Line> m_lines;
    TextImages m_texts;
    QToolButton *m_copy;
    QToolButton *m_close;
};

} // namespace timeline
