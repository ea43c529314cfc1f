// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenariopane.h"

#include "app/window/parameterform.h"
#include "app/window/scenariodelegate.h"

#include <QItemSelectionModel>
#include <QLabel>
#include <QListView>
#include <QRegularExpression>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace app {
namespace {

/// The first clause of a summary: as much as fits on the line under a title.
QString gistOf(const QString &summary)
{
    static const QRegularExpression clauseEnd(QStringLiteral("[:;.,](\\s|$)"));
    const qsizetype end = summary.indexOf(clauseEnd);
    return end > 0 ? summary.left(end) : summary;
}

} // namespace

ScenarioPane::ScenarioPane(QWidget *parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView)
    , m_delegate(new ScenarioDelegate(this))
    , m_parametersHead(new QLabel(tr("Parameters").toUpper()))
    , m_form(new ParameterForm)
{
    m_list->setObjectName(QStringLiteral("scenarioList"));
    m_list->setAccessibleName(tr("Scenarios"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(m_delegate);
    m_list->setFocusPolicy(Qt::TabFocus);
    m_list->setMouseTracking(true);
    m_list->viewport()->installEventFilter(this);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_parametersHead->setProperty("role", QStringLiteral("head"));
    m_parametersHead->setContentsMargins(16, 12, 16, 4);

    // One scroll area for both: a list that scrolls inside of a form that scrolls is hard to use.
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_list);
    column->addWidget(m_parametersHead);
    column->addWidget(m_form);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);

    connect(m_list, &QListView::clicked, this, &ScenarioPane::pick);
    connect(m_list, &QListView::activated, this, &ScenarioPane::pick);
    // Narrower, the fields would be cut: the scroll area scrolls downwards only.
    setMinimumWidth(224);
    showLoaded(nullptr, {}, 1);
}

void ScenarioPane::setScenarios(const std::vector<ScenarioPointer> &scenarios)
{
    m_scenarios = scenarios;
    m_model->clear();
    for (const ScenarioPointer &scenario : scenarios) {
        const scenarios::Scenario::Description &about = scenario->description();
        auto *item = new QStandardItem(about.title);
        item->setData(gistOf(about.summary), ScenarioDelegate::SummaryRole);
        item->setToolTip(about.summary);
        item->setData(QString(about.title + QStringLiteral(": ") + about.summary), Qt::AccessibleTextRole);
        m_model->appendRow(item);
    }
    fitList();
}

// As high as its rows: what is below it scrolls with it. A summary that is too long for one line takes two.
void ScenarioPane::fitList()
{
    int height = 2;
    for (int row = 0; row < m_model->rowCount(); ++row)
        height += m_list->sizeHintForIndex(m_model->index(row, 0)).height();
    m_list->setFixedHeight(height);
    m_list->doItemsLayout();
}

bool ScenarioPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list->viewport() && event->type() == QEvent::Resize && static_cast<QResizeEvent *>(event)->oldSize().width() != m_list->viewport()->width())
        fitList();
    return QWidget::eventFilter(watched, event);
}

void ScenarioPane::showLoaded(const ScenarioPointer &scenario, const scenarios::Values &values, quint64 seed)
{
    const bool isOther = scenario != m_loaded;
    m_loaded = scenario;
    m_parametersHead->setVisible(scenario != nullptr);
    m_form->setVisible(scenario != nullptr);
    const auto at = std::find(m_scenarios.begin(), m_scenarios.end(), scenario);
    if (!scenario || at == m_scenarios.end()) {
        m_list->clearSelection();
        return;
    }
    const QModelIndex index = m_model->index(static_cast<int>(at - m_scenarios.begin()), 0);
    m_list->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    if (isOther)
        m_form->setParameters(scenario->parameters(), values, seed);
    else
        m_form->setApplied(values, seed);
}

void ScenarioPane::setTheme(const session::Theme &theme)
{
    m_delegate->setTheme(theme);
    m_list->viewport()->update();
}

void ScenarioPane::pick(const QModelIndex &index)
{
    const ScenarioPointer &scenario = m_scenarios[static_cast<std::size_t>(index.row())];
    if (scenario != m_loaded)
        Q_EMIT scenarioChosen(scenario->name());
}

} // namespace app
