// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <memory>

namespace Ui {
class AboutDialog;
}

namespace app {

/// Name, version, what it is built with, and the licences of the program and of what comes with it.
class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent = nullptr);
    ~AboutDialog() override;

private:
    void showLicence(int index);

    std::unique_ptr<Ui::AboutDialog> m_ui;
};

} // namespace app
