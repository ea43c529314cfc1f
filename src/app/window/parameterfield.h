// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/parameter.h"

#include <QWidget>

class QLabel;

namespace app {

/// One line of the parameter form: name, an editor that fits the type, and below it what is wrong with the value, if anything is.
class ParameterField : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterField(const scenarios::Parameter &parameter, QWidget *parent = nullptr);

    [[nodiscard]] const QString &name() const { return m_parameter.name; }
    /// The value as it was typed.
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    /// The value in its plain form, or why it is none.
    [[nodiscard]] trace::Result<QString> checked() const { return m_parameter.check(text()); }
    void setDefault() { setText(m_parameter.defaultText); }

Q_SIGNALS:
    void edited();
    /// Return was pressed in the editor.
    void confirmed();

private:
    void makeEditor();
    void showVerdict();

    scenarios::Parameter m_parameter;
    QWidget *m_editor = nullptr;
    QLabel *m_error;
};

} // namespace app
