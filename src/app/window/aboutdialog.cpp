// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/aboutdialog.h"

#include "session/fonts.h"
#include "ui_aboutdialog.h"

#include <QFile>

namespace app {

AboutDialog::AboutDialog(QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::AboutDialog>())
{
    m_ui->setupUi(this);
    m_ui->title->setText(QStringLiteral("Loopscope " LOOPSCOPE_VERSION));
    m_ui->title->setProperty("role", QStringLiteral("title"));
    m_ui->subtitle->setProperty("role", QStringLiteral("dim"));
    m_ui->subtitle->setText(tr("An oscilloscope for event loops. Free software under the GNU General Public License, version 3 or later.\nRuns with Qt %1 (LGPL-3.0), built with Qt %2 and QCoro (MIT).")
                                .arg(QLatin1String(qVersion()), QLatin1String(QT_VERSION_STR)));
    m_ui->licences->addItem(tr("Loopscope: GPL-3.0-or-later"), QStringLiteral(":/licences/GPL-3.0-or-later.txt"));
    m_ui->licences->addItem(tr("Inter, the typeface: OFL-1.1"), QStringLiteral(":/licences/Inter-LICENSE.txt"));
    m_ui->licences->addItem(tr("DejaVu Sans Mono, the typeface"), QStringLiteral(":/licences/DejaVu-LICENSE.txt"));
    m_ui->licences->addItem(tr("Probe for C++ programs: MIT"), QStringLiteral(":/licences/MIT.txt"));
    m_ui->text->setFont(session::font(session::FontRole::Mono));
    connect(m_ui->licences, &QComboBox::currentIndexChanged, this, &AboutDialog::showLicence);
    showLicence(0);
}

AboutDialog::~AboutDialog() = default;

void AboutDialog::showLicence(int index)
{
    QFile file(m_ui->licences->itemData(index).toString());
    if (file.open(QIODevice::ReadOnly))
        m_ui->text->setPlainText(QString::fromUtf8(file.readAll()));
}

} // namespace app
