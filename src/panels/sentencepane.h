// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/linkedlabel.h"
#include "panels/pane.h"

namespace panels {

/// What the last step did and why that task was next, what comes next, and, where another task is selected, how that one stands.
class SentencePane : public Pane
{
    Q_OBJECT

public:
    explicit SentencePane(session::Session &session, QWidget *parent = nullptr);

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
    void giveRoom();

    int m_detailLines = 1;
    LinkedLabel *m_sentence;
    LinkedLabel *m_detail;
    LinkedLabel *m_selected;
};

} // namespace panels
