// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"
#include "session/theme.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLabel;
class QListView;
class QStandardItemModel;

namespace app {

class ParameterForm;
class ScenarioDelegate;

/// The left dock: the scenarios, built-in ones and opened files, and below them the parameters of the loaded one.
class ScenarioPane : public QWidget
{
    Q_OBJECT

public:
    using ScenarioPointer = std::shared_ptr<const scenarios::Scenario>;

    explicit ScenarioPane(QWidget *parent = nullptr);

    void setScenarios(const std::vector<ScenarioPointer> &scenarios);
    /// Marks a scenario as loaded and shows its parameters as they are in force; null: none is loaded.
    void showLoaded(const ScenarioPointer &scenario, const scenarios::Values &values, quint64 seed);
    [[nodiscard]] ParameterForm &form() { return *m_form; }
    void setTheme(const session::Theme &theme);

Q_SIGNALS:
    /// The user picked another scenario than the loaded one.
    void scenarioChosen(const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitList();
    void pick(const QModelIndex &index);

    std::vector<ScenarioPointer> m_scenarios;
    ScenarioPointer m_loaded;
    QStandardItemModel *m_model;
    QListView *m_list;
    ScenarioDelegate *m_delegate;
    QLabel *m_parametersHead;
    ParameterForm *m_form;
};

} // namespace app
