// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/explain.h"
#include "panels/linkedlabel.h"
#include "panels/pane.h"

namespace panels {

/// What the last step did and why that task was next, or between two steps how the loop stands; what comes next, and, where another task is
/// selected, how that one stands. Above it, where there
/// is something to tell: the breakpoint at which the run stands; in predict mode the question, and after the step the answer.
/// The pane is as high as its texts and places them itself: a label in a layout that gets another text, as at every step, has the whole
/// window laid out anew.
class SentencePane : public Pane
{
    Q_OBJECT

public:
    explicit SentencePane(session::Session &session, QWidget *parent = nullptr);

    /// The line above: a breakpoint that was met, or predict mode; empty for nothing.
    [[nodiscard]] QString notice() const { return m_notice->isVisibleTo(this) ? m_notice->linkedText().plain() : QString(); }
    [[nodiscard]] QString sentence() const { return m_sentence->linkedText().plain(); }
    [[nodiscard]] QString detail() const { return m_detail->linkedText().plain(); }
    /// About the selected task; "" where none is selected or the step was its own.
    [[nodiscard]] QString aboutSelected() const { return m_selected->linkedText().plain(); }

Q_SIGNALS:
    void siteFollowed(trace::SiteId site);

protected:
    void bringUpToDate() override;
    void themeChanged() override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeLabels();
    /// How many lines a label gets that is so many px wide.
    [[nodiscard]] int linesOf(const LinkedLabel *label, int room) const;
    void showNotice();
    [[nodiscard]] analysis::LinkedText predictionText() const;
    [[nodiscard]] analysis::Explanation explanationOf(const analysis::Instant &instant) const;

    int m_detailLines = 1;
    LinkedLabel *m_notice;
    LinkedLabel *m_sentence;
    LinkedLabel *m_detail;
    LinkedLabel *m_selected;
};

} // namespace panels
