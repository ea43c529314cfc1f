// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/waitscene.h"
#include "session/session.h"
#include "session/theme.h"

#include <QWidget>

namespace panels {

/// The picture of who waits for whom; a click on a task selects it.
class WaitPicture : public QWidget
{
    Q_OBJECT

public:
    /// The session is borrowed and outlives the picture.
    explicit WaitPicture(session::Session &session, QWidget *parent = nullptr);

    void setTheme(const session::Theme &theme);
    void setScene(WaitScene scene);
    [[nodiscard]] const WaitScene &scene() const { return m_scene; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    void paintNode(QPainter &painter, const WaitNode &node) const;
    void paintArrow(QPainter &painter, const WaitArrow &arrow) const;

    session::Session &m_session;
    const session::Theme *m_theme = &session::Theme::light();
    WaitScene m_scene;
};

} // namespace panels
