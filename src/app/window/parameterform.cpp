// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameterform.h"

#include "app/window/parameterfield.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace app {
namespace {

scenarios::Parameter seedParameter()
{
    return scenarios::Parameter::integer(QStringLiteral("seed"), ParameterForm::tr("All random draws of the run follow from it: the same seed gives the same run."), 0,
        std::numeric_limits<qint64>::max(), QStringLiteral("1"));
}

} // namespace

ParameterForm::ParameterForm(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout)
    , m_none(new QLabel(tr("This scenario has no parameters."), this))
    , m_rerun(new QPushButton(tr("Rerun"), this))
    , m_defaults(new QPushButton(tr("Defaults"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 4, 16, 16);
    column->setSpacing(12);
    m_rows->setSpacing(6);
    m_none->setProperty("role", QStringLiteral("dim"));
    m_none->setWordWrap(true);
    m_none->hide();
    column->addWidget(m_none);
    column->addLayout(m_rows);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_rerun, 1);
    buttons->addWidget(m_defaults);
    column->addLayout(buttons);
    column->addStretch(1);

    // Reached by Tab only: after a click, Space runs and pauses and does not press the button again.
    m_rerun->setFocusPolicy(Qt::TabFocus);
    m_defaults->setFocusPolicy(Qt::TabFocus);
    m_rerun->setObjectName(QStringLiteral("rerun"));
    m_rerun->setToolTip(tr("Runs the scenario from the beginning with these values (Return in a field)"));
    m_defaults->setObjectName(QStringLiteral("defaults"));
    m_defaults->setToolTip(tr("Puts every field back to the scenario's own value"));
    connect(m_rerun, &QPushButton::clicked, this, &ParameterForm::requestRerun);
    connect(m_defaults, &QPushButton::clicked, this, [this] {
        for (ParameterField *field : m_fields)
            field->setDefault();
    });
}

void ParameterForm::setParameters(const QList<scenarios::Parameter> &parameters, const scenarios::Values &values, quint64 seed)
{
    for (ParameterField *field : std::exchange(m_fields, {}))
        delete field;
    for (const scenarios::Parameter &parameter : parameters)
        addField(parameter, values.value(parameter.name, parameter.defaultText));
    addField(seedParameter(), QString::number(seed));
    m_none->setVisible(parameters.isEmpty());
    setApplied(values, seed);
}

void ParameterForm::addField(const scenarios::Parameter &parameter, const QString &text)
{
    auto *field = new ParameterField(parameter, this);
    field->setText(text);
    connect(field, &ParameterField::edited, this, &ParameterForm::refresh);
    connect(field, &ParameterField::confirmed, this, &ParameterForm::requestRerun);
    m_rows->addWidget(field);
    if (!m_fields.empty())
        setTabOrder(m_fields.back(), field);
    m_fields.push_back(field);
}

void ParameterForm::setApplied(const scenarios::Values &values, quint64 seed)
{
    m_applied = values;
    m_appliedSeed = seed;
    refresh();
}

bool ParameterForm::isValid() const
{
    return std::all_of(m_fields.begin(), m_fields.end(), [](const ParameterField *field) { return field->checked().isOk(); });
}

scenarios::Values ParameterForm::values() const
{
    scenarios::Values values;
    for (std::size_t i = 0; i + 1 < m_fields.size(); ++i)
        values.insert(m_fields[i]->name(), m_fields[i]->checked().value());
    return values;
}

quint64 ParameterForm::seed() const
{
    return m_fields.empty() ? 1 : m_fields.back()->checked().value().toULongLong();
}

void ParameterForm::refresh()
{
    const bool valid = isValid();
    const bool isChanged = valid && (values() != m_applied || seed() != m_appliedSeed);
    m_rerun->setEnabled(valid);
    if (m_rerun->property("primary").toBool() != isChanged) {
        m_rerun->setProperty("primary", isChanged);
        m_rerun->style()->unpolish(m_rerun);
        m_rerun->style()->polish(m_rerun);
    }
}

void ParameterForm::requestRerun()
{
    if (isValid())
        Q_EMIT rerunRequested(values(), seed());
}

} // namespace app
