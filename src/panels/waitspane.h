// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/linkedlabel.h"
#include "panels/pane.h"
#include "panels/waitscene.h"

#include <vector>

class QVBoxLayout;

namespace panels {

class WaitPicture;

/// Who waits for whom at the playhead: of the selected task the chain that begins with it, where nothing is selected and nothing can go on all that
/// are left. A picture, and under it the same in words.
class WaitsPane : public Pane
{
    Q_OBJECT

public:
    static constexpr std::size_t MaxLines = 64;

    explicit WaitsPane(session::Session &session, QWidget *parent = nullptr);

    [[nodiscard]] const WaitScene &scene() const;
    /// The chain in words, a line a task, indented by two blanks for each wait.
    [[nodiscard]] QString text() const;

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    struct Line
    {
        LinkedLabel *label;
        int depth = 0;
    };
    void showLine(std::size_t n, int depth, const analysis::LinkedText &text);
    void showLines(const analysis::Instant &instant, const analysis::WaitGraph &graph);

    WaitPicture *m_picture;
    LinkedLabel *m_head;
    QVBoxLayout *m_column;
    QWidget *m_content;
    std::vector<Line> m_lines;
    std::size_t m_shown = 0;
};

} // namespace panels
