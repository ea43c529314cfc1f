// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/docktitle.h"

#include "app/window/icons.h"
#include "panels/unlaid.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QMainWindow>
#include <QTimer>
#include <QToolButton>

namespace app {
namespace {

constexpr int Height = 32;

QToolButton *makeButton(const QString &name, DockTitle *parent)
{
    auto *button = new QToolButton(parent);
    button->setAccessibleName(name);
    button->setToolTip(name);
    button->setIconSize({ 14, 14 });
    button->setFocusPolicy(Qt::NoFocus);
    QSizePolicy policy = button->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    button->setSizePolicy(policy);
    button->hide();
    return button;
}

} // namespace

DockTitle::DockTitle(QDockWidget *dock)
    : QWidget(dock)
    , m_dock(dock)
    , m_title(new QLabel(this))
    , m_row(new QHBoxLayout(this))
    , m_float(makeButton(tr("Float"), this))
    , m_close(makeButton(tr("Close"), this))
{
    setObjectName(QStringLiteral("dockTitle"));
    setAttribute(Qt::WA_StyledBackground);
    m_row->setContentsMargins(16, 0, 8, 0);
    m_row->setSpacing(2);
    m_row->addWidget(new panels::Unlaid(m_title, this), 1);
    m_row->addWidget(m_float);
    m_row->addWidget(m_close);
    setTitle(dock->windowTitle().toUpper());
    connect(m_float, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    connect(m_close, &QToolButton::clicked, dock, &QDockWidget::close);
    connect(dock, &QDockWidget::topLevelChanged, this, &DockTitle::settle);
    connect(dock, &QDockWidget::dockLocationChanged, this, &DockTitle::settle);
    connect(dock, &QDockWidget::visibilityChanged, this, &DockTitle::settle);
    if (auto *window = qobject_cast<QMainWindow *>(dock->parentWidget()))
        connect(window, &QMainWindow::tabifiedDockWidgetActivated, this, &DockTitle::settle);
}

void DockTitle::setTitle(const QString &title)
{
    m_title->setText(title);
}

void DockTitle::addWidget(QWidget *widget)
{
    m_row->insertWidget(m_row->count() - 2, widget);
}

void DockTitle::setTheme(const session::Theme &theme)
{
    m_float->setIcon(icon(QStringLiteral("float"), theme));
    m_close->setIcon(icon(QStringLiteral("close"), theme));
}

QSize DockTitle::sizeHint() const
{
    return { 80, m_isTabbed ? 0 : Height };
}

QSize DockTitle::minimumSizeHint() const
{
    return sizeHint();
}

void DockTitle::enterEvent(QEnterEvent *event)
{
    QWidget::enterEvent(event);
    m_float->setVisible(m_dock->features() & QDockWidget::DockWidgetFloatable);
    m_close->setVisible(m_dock->features() & QDockWidget::DockWidgetClosable);
}

void DockTitle::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_float->hide();
    m_close->hide();
}

void DockTitle::settle()
{
    // The main window tells of a change before its tabs have changed.
    QTimer::singleShot(0, this, [this] {
        const auto *window = qobject_cast<const QMainWindow *>(m_dock->parentWidget());
        const bool isTabbed = window && !m_dock->isFloating() && !window->tabifiedDockWidgets(m_dock).isEmpty();
        if (isTabbed == m_isTabbed)
            return;
        m_isTabbed = isTabbed;
        updateGeometry();
        // The dock's own layout asks for the size of its title only when told so.
        m_dock->setTitleBarWidget(nullptr);
        m_dock->setTitleBarWidget(this);
        show();
    });
}

} // namespace app
