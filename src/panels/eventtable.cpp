// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventtable.h"

#include "session/fonts.h"

#include <QHeaderView>

namespace panels {

EventTable::EventTable(const QString &name, QAbstractItemModel &model, int isLaterRole, QWidget *parent)
    : QTableView(parent)
    , m_delegate(new DimmingDelegate(isLaterRole, this))
{
    setObjectName(name);
    setModel(&model);
    setItemDelegate(m_delegate);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setShowGrid(false);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(22);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setStretchLastSection(true);
    connect(this, &QTableView::clicked, this, &EventTable::picked);
    connect(this, &QTableView::activated, this, &EventTable::picked);
}

void EventTable::setTheme(const session::Theme &theme)
{
    m_delegate->setTheme(theme);
    setFont(session::font(session::FontRole::Body));
    viewport()->update();
}

} // namespace panels
