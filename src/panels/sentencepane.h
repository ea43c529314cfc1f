// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/pane.h"

class QLabel;

namespace panels {

/// One sentence about the step that led to the moment shown, one about what comes next.
class SentencePane : public Pane
{
    Q_OBJECT

public:
    explicit SentencePane(session::Session &session, QWidget *parent = nullptr);

    [[nodiscard]] QString what() const;
    [[nodiscard]] QString then() const;

protected:
    void bringUpToDate() override;
    void themeChanged() override;
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_what;
    QLabel *m_then;
};

} // namespace panels
