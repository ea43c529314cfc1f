// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/linkedlabel.h"
#include "panels/pane.h"

#include <vector>

class QGridLayout;
class QLabel;

namespace panels {

/// All that is known about the selected slice; of a selected lane, about its slice at the playhead. Tasks, moments and lines of source are links.
class InspectorPane : public Pane
{
    Q_OBJECT

public:
    explicit InspectorPane(session::Session &session, QWidget *parent = nullptr);

    /// What is shown, one line a row: "LABEL: VALUE"; for tests and for a screen reader.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    /// The user followed the link to a line of source.
    void siteFollowed(trace::SiteId site);

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    /// A label and its value; made once and used again.
    struct Row
    {
        QLabel *label;
        LinkedLabel *value;
    };
    void showRow(std::size_t n, const QString &label, const analysis::LinkedText &value);
    LinkedLabel *makeLabel(QWidget *parent);

    LinkedLabel *m_title;
    QWidget *m_content;
    QGridLayout *m_grid;
    QLabel *m_note; ///< what to do where nothing is selected
    std::vector<Row> m_rows;
    std::size_t m_shown = 0;
};

} // namespace panels
