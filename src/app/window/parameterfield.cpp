// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameterfield.h"

#include "app/window/stepfield.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>

namespace app {

using Type = scenarios::Parameter::Type;

ParameterField::ParameterField(const scenarios::Parameter &parameter, QWidget *parent)
    : QWidget(parent)
    , m_parameter(parameter)
    , m_error(new QLabel(this))
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    grid->setColumnMinimumWidth(0, 96);

    auto *label = new QLabel(parameter.name, this);
    label->setProperty("role", QStringLiteral("dim"));
    label->setToolTip(parameter.summary);
    grid->addWidget(label, 0, 0);

    makeEditor();
    m_editor->setObjectName(QStringLiteral("parameter.") + parameter.name);
    m_editor->setAccessibleName(parameter.name);
    m_editor->setAccessibleDescription(parameter.summary);
    m_editor->setToolTip(tr("%1\nAllowed: %2").arg(parameter.summary, parameter.limits()));
    label->setBuddy(m_editor);
    grid->addWidget(m_editor, 0, 1);

    m_error->setProperty("role", QStringLiteral("error"));
    m_error->setObjectName(QStringLiteral("error.") + parameter.name);
    m_error->setWordWrap(true);
    m_error->hide();
    grid->addWidget(m_error, 1, 0, 1, 2);

    setDefault();
    connect(this, &ParameterField::edited, this, &ParameterField::showVerdict);
}

void ParameterField::makeEditor()
{
    switch (m_parameter.type) {
    case Type::Integer:
    case Type::Number:
    case Type::Duration: {
        auto *field = new StepField(m_parameter, this);
        connect(field, &StepField::valueChanged, this, &ParameterField::edited);
        connect(field, &StepField::confirmed, this, &ParameterField::confirmed);
        m_editor = field;
        break;
    }
    case Type::DurationRange: {
        auto *line = new QLineEdit(this);
        connect(line, &QLineEdit::textChanged, this, &ParameterField::edited);
        connect(line, &QLineEdit::returnPressed, this, &ParameterField::confirmed);
        m_editor = line;
        break;
    }
    case Type::Choice: {
        auto *box = new QComboBox(this);
        box->addItems(m_parameter.words);
        connect(box, &QComboBox::currentTextChanged, this, &ParameterField::edited);
        m_editor = box;
        break;
    }
    case Type::Boolean: {
        auto *box = new QCheckBox(this);
        box->setFocusPolicy(Qt::TabFocus);
        connect(box, &QCheckBox::toggled, this, &ParameterField::edited);
        m_editor = box;
        break;
    }
    }
}

QString ParameterField::text() const
{
    if (const auto *field = qobject_cast<const StepField *>(m_editor))
        return field->value();
    if (const auto *line = qobject_cast<const QLineEdit *>(m_editor))
        return line->text();
    if (const auto *box = qobject_cast<const QComboBox *>(m_editor))
        return box->currentText();
    return static_cast<const QCheckBox *>(m_editor)->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
}

void ParameterField::setText(const QString &text)
{
    if (auto *field = qobject_cast<StepField *>(m_editor)) {
        field->setValue(text);
    } else if (auto *line = qobject_cast<QLineEdit *>(m_editor)) {
        line->setText(text);
        line->setCursorPosition(0);
    } else if (auto *box = qobject_cast<QComboBox *>(m_editor)) {
        box->setCurrentText(text);
    } else {
        static_cast<QCheckBox *>(m_editor)->setChecked(text == QLatin1String("true"));
    }
}

void ParameterField::showVerdict()
{
    const trace::Result<QString> verdict = checked();
    m_error->setVisible(!verdict);
    // The field stands beside the message, so its name is not repeated; the range always is.
    QString message = verdict ? QString() : verdict.error().why;
    if (!verdict && !message.contains(m_parameter.limits()))
        message += tr(" (%1)").arg(m_parameter.limits());
    m_error->setText(message);
    m_editor->setAccessibleDescription(verdict ? m_parameter.summary : message);
    if (m_editor->property("invalid").toBool() == verdict.isOk()) {
        m_editor->setProperty("invalid", !verdict);
        m_editor->style()->unpolish(m_editor);
        m_editor->style()->polish(m_editor);
    }
}

} // namespace app
