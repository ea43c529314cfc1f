// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/parameter.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace app {

class ParameterField;

/// The parameters of a scenario and its seed, with a button that runs it again with them.
class ParameterForm : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterForm(QWidget *parent = nullptr);

    /// Shows fields for these parameters, at the values given (a checked set) and the seed.
    void setParameters(const QList<scenarios::Parameter> &parameters, const scenarios::Values &values, quint64 seed);
    /// What is in force now: the button is the primary action while the fields say something else.
    void setApplied(const scenarios::Values &values, quint64 seed);

    /// Whether every field holds a value in range.
    [[nodiscard]] bool isValid() const;
    /// The values in their plain form; only when isValid().
    [[nodiscard]] scenarios::Values values() const;
    [[nodiscard]] quint64 seed() const;

Q_SIGNALS:
    /// The user asks for a run with these values.
    void rerunRequested(const scenarios::Values &values, quint64 seed);

private:
    void addField(const scenarios::Parameter &parameter, const QString &text);
    void refresh();
    void requestRerun();

    QVBoxLayout *m_rows;
    QLabel *m_none;
    QPushButton *m_rerun;
    QPushButton *m_defaults;
    std::vector<ParameterField *> m_fields; ///< the last one is the seed
    scenarios::Values m_applied;
    quint64 m_appliedSeed = 1;
};

} // namespace app
