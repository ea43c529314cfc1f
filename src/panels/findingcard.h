// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/finding.h"
#include "session/theme.h"

#include <QAbstractButton>
#include <QHash>

namespace panels {

/// One finding as a card with a bar in the hue of its severity; pressing it goes to its moment.
class FindingCard : public QAbstractButton
{
    Q_OBJECT

public:
    FindingCard(const analysis::Finding &finding, const session::Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] const analysis::Finding &finding() const { return m_finding; }
    void setTheme(const session::Theme &theme);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    analysis::Finding m_finding;
    const session::Theme *m_theme;
    mutable QHash<int, int> m_heights; ///< by width: a layout asks several times over
};

} // namespace panels
