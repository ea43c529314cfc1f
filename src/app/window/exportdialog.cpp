// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/exportdialog.h"

#include "app/window/windowsettings.h"
#include "trace/timetext.h"
#include "ui_exportdialog.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QStandardPaths>
#include <QStyle>

#include <algorithm>

namespace app {

using timeline::PictureFormat;
using timeline::PictureOptions;

namespace {

constexpr int PreviewDelayMs = 60;

QString plainTime(trace::Timestamp t)
{
    return trace::formatDuration(trace::Duration(t.ns)).remove(QLatin1Char(' '));
}

} // namespace

ExportDialog::ExportDialog(session::Session &session, WindowSettings &settings, const session::Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::ExportDialog>())
    , m_session(&session)
    , m_settings(&settings)
{
    m_ui->setupUi(this);
    m_ui->preview->setTheme(theme);
    m_ui->save->setProperty("primary", true);
    fillLists();

    ExportChoice remembered;
    remembered.format = static_cast<PictureFormat>(std::clamp(settings.exportSetting(QStringLiteral("format"), 0).toInt(), 0, 2));
    remembered.width = settings.exportSetting(QStringLiteral("width"), remembered.width).toInt();
    remembered.height = settings.exportSetting(QStringLiteral("height"), remembered.height).toInt();
    remembered.scale = settings.exportSetting(QStringLiteral("scale"), remembered.scale).toDouble();
    remembered.theme = settings.exportSetting(QStringLiteral("theme"), remembered.theme).toString();
    remembered.range = static_cast<ExportChoice::Range>(std::clamp(settings.exportSetting(QStringLiteral("range"), 0).toInt(), 0, 1));
    remembered.hasLegend = settings.exportSetting(QStringLiteral("legend"), true).toBool();
    remembered.hasPlayhead = settings.exportSetting(QStringLiteral("playhead"), true).toBool();
    remembered.customBegin = plainTime(session.visibleRange().begin);
    remembered.customEnd = plainTime(session.visibleRange().end);
    setChoice(remembered);
    connectFields();
}

ExportDialog::~ExportDialog() = default;

void ExportDialog::fillLists()
{
    m_ui->format->addChoice(tr("PNG"), tr("Pixels, for slides and the web"));
    m_ui->format->addChoice(tr("SVG"), tr("Lines, for the web and for drawing programs"));
    m_ui->format->addChoice(tr("PDF"), tr("Lines, for papers"));
    m_ui->theme->addItem(tr("Light"), QStringLiteral("light"));
    m_ui->theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_ui->theme->addItem(tr("Print"), QStringLiteral("print"));
    m_ui->range->addItem(tr("What is visible"));
    m_ui->range->addItem(tr("The whole run"));
    m_ui->range->addItem(tr("From \u2026 to \u2026"));
}

void ExportDialog::connectFields()
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(PreviewDelayMs);
    connect(&m_soon, &QTimer::timeout, this, &ExportDialog::refreshPreview);
    connect(m_ui->preview, &PicturePreview::resized, &m_soon, qOverload<>(&QTimer::start));
    connect(m_session, &session::Session::traceGrew, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    connect(m_ui->format, &SegmentedControl::chosen, this, &ExportDialog::changed);
    for (QSpinBox *box : { m_ui->width, m_ui->height })
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::changed);
    connect(m_ui->scale, &QDoubleSpinBox::valueChanged, this, &ExportDialog::changed);
    for (QComboBox *box : { m_ui->theme, m_ui->range })
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::changed);
    for (QLineEdit *line : { m_ui->customBegin, m_ui->customEnd, m_ui->title, m_ui->caption })
        connect(line, &QLineEdit::textChanged, this, &ExportDialog::changed);
    for (QCheckBox *box : { m_ui->legend, m_ui->playhead })
        connect(box, &QCheckBox::toggled, this, &ExportDialog::changed);
    connect(m_ui->copy, &QPushButton::clicked, this, &ExportDialog::copyToClipboard);
    connect(m_ui->save, &QPushButton::clicked, this, &ExportDialog::askForFile);
    connect(m_ui->close, &QPushButton::clicked, this, &QDialog::reject);
    changed();
}

ExportChoice ExportDialog::choice() const
{
    ExportChoice choice;
    choice.format = static_cast<PictureFormat>(std::max(0, m_ui->format->currentIndex()));
    choice.width = m_ui->width->value();
    choice.height = m_ui->height->value();
    choice.scale = m_ui->scale->value();
    choice.theme = m_ui->theme->currentData().toString();
    choice.range = static_cast<ExportChoice::Range>(m_ui->range->currentIndex());
    choice.customBegin = m_ui->customBegin->text();
    choice.customEnd = m_ui->customEnd->text();
    choice.title = m_ui->title->text();
    choice.caption = m_ui->caption->text();
    choice.hasLegend = m_ui->legend->isChecked();
    choice.hasPlayhead = m_ui->playhead->isChecked();
    return choice;
}

void ExportDialog::setChoice(const ExportChoice &choice)
{
    m_ui->format->setCurrentIndex(static_cast<int>(choice.format));
    m_ui->width->setValue(choice.width);
    m_ui->height->setValue(choice.height);
    m_ui->scale->setValue(choice.scale);
    m_ui->theme->setCurrentIndex(std::max(0, m_ui->theme->findData(choice.theme)));
    m_ui->range->setCurrentIndex(static_cast<int>(choice.range));
    m_ui->customBegin->setText(choice.customBegin);
    m_ui->customEnd->setText(choice.customEnd);
    m_ui->title->setText(choice.title);
    m_ui->caption->setText(choice.caption);
    m_ui->legend->setChecked(choice.hasLegend);
    m_ui->playhead->setChecked(choice.hasPlayhead);
}

void ExportDialog::remember()
{
    const ExportChoice now = choice();
    m_settings->setExportSetting(QStringLiteral("format"), static_cast<int>(now.format));
    m_settings->setExportSetting(QStringLiteral("width"), now.width);
    m_settings->setExportSetting(QStringLiteral("height"), now.height);
    m_settings->setExportSetting(QStringLiteral("scale"), now.scale);
    m_settings->setExportSetting(QStringLiteral("theme"), now.theme);
    m_settings->setExportSetting(QStringLiteral("range"), static_cast<int>(now.range));
    m_settings->setExportSetting(QStringLiteral("legend"), now.hasLegend);
    m_settings->setExportSetting(QStringLiteral("playhead"), now.hasPlayhead);
}

void ExportDialog::changed()
{
    const ExportChoice now = choice();
    const bool isCustom = now.range == ExportChoice::Range::Custom;
    for (QWidget *widget : std::initializer_list<QWidget *> { m_ui->customBegin, m_ui->customTo, m_ui->customEnd })
        widget->setVisible(isCustom);
    const bool hasPixels = now.format == PictureFormat::Png;
    m_ui->scale->setEnabled(hasPixels);
    m_ui->scaleLabel->setEnabled(hasPixels);
    say({}, false);
    m_soon.start();
}

void ExportDialog::refreshPreview()
{
    const trace::Result<PictureOptions> options = pictureOptions(*m_session, choice());
    QString fault = options ? QString() : options.error().message();
    if (options) {
        // The preview has as many pixels as it is shown with; size and layout are those of the file.
        const QSize size = timeline::pictureSize(m_session->trace(), options.value());
        PictureOptions small = options.value();
        small.scale = std::clamp(m_ui->preview->shownScale(size), 0.25, 8.0);
        const trace::Result<QImage> image = timeline::renderImage(m_session->trace(), small);
        if (image)
            m_ui->preview->setPicture(image.value(), size);
        else
            fault = image.error().message();
    }
    m_ui->save->setEnabled(fault.isEmpty());
    m_ui->copy->setEnabled(fault.isEmpty());
    if (!fault.isEmpty()) {
        m_ui->preview->setMessage(fault);
        say(fault, true);
    }
}

void ExportDialog::askForFile()
{
    const QString suffix = suffixOf(choice().format);
    const QString folder = m_settings->exportSetting(QStringLiteral("folder"), QStandardPaths::writableLocation(QStandardPaths::PicturesLocation)).toString();
    const QString name = m_session->source().name.isEmpty() ? QStringLiteral("timeline") : QFileInfo(m_session->source().name).completeBaseName();
    QString path = QFileDialog::getSaveFileName(this, tr("Export picture"), QDir(folder).filePath(name + suffix), tr("Picture (*%1)").arg(suffix));
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += suffix;
    if (exportTo(path)) {
        m_settings->setExportSetting(QStringLiteral("folder"), QFileInfo(path).absolutePath());
        accept();
    }
}

bool ExportDialog::exportTo(const QString &path)
{
    remember();
    const trace::Result<> written = exportPicture(*m_session, choice(), path);
    say(written ? tr("Written to %1").arg(QDir::toNativeSeparators(path)) : written.error().message(), !written);
    return written.isOk();
}

void ExportDialog::copyToClipboard()
{
    remember();
    const trace::Result<PictureOptions> options = pictureOptions(*m_session, choice());
    const trace::Result<QImage> image = options ? timeline::renderImage(m_session->trace(), options.value()) : trace::Result<QImage>(options.error());
    if (!image) {
        say(image.error().message(), true);
        return;
    }
    QGuiApplication::clipboard()->setImage(image.value());
    say(tr("Copied, %1 \u00d7 %2 pixels").arg(image.value().width()).arg(image.value().height()), false);
}

void ExportDialog::say(const QString &text, bool isFault)
{
    m_ui->message->setText(text);
    m_ui->message->setVisible(!text.isEmpty());
    m_ui->message->setProperty("role", isFault ? QStringLiteral("error") : QStringLiteral("dim"));
    m_ui->message->style()->unpolish(m_ui->message);
    m_ui->message->style()->polish(m_ui->message);
}

} // namespace app
