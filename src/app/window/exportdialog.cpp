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
#include <utility>

namespace app {

using Show = ExportChoice::Show;

namespace {

constexpr int PreviewDelayMs = 60;
constexpr int MostSteps = 99'999'999; // of the fields for numbers of steps

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

    setChoice(remembered());
    connectFields();
}

ExportDialog::~ExportDialog()
{
    if (m_previewThread) {
        m_previewThread->disconnect(this);
        m_previewThread->wait();
        delete m_previewThread;
    }
    beStill(false);
}

ExportChoice ExportDialog::remembered() const
{
    const auto setting = [this](const char *name, const auto &otherwise) { return m_settings->exportSetting(QLatin1String(name), otherwise); };
    ExportChoice choice;
    choice.format = static_cast<FigureFormat>(std::clamp(setting("format", 0).toInt(), 0, int(FigureFormat::Webp)));
    choice.width = setting("width", choice.width).toInt();
    choice.height = setting("height", choice.height).toInt();
    choice.scale = setting("scale", choice.scale).toDouble();
    choice.theme = setting("theme", choice.theme).toString();
    choice.range = static_cast<ExportChoice::Range>(std::clamp(setting("range", 0).toInt(), 0, 1));
    choice.columns = setting("columns", choice.columns).toInt();
    choice.frames = static_cast<ExportChoice::Frames>(std::clamp(setting("frames", 0).toInt(), 0, 2));
    choice.stepSeconds = setting("stepTime", choice.stepSeconds).toDouble();
    choice.lengthSeconds = setting("length", choice.lengthSeconds).toDouble();
    choice.hasLegend = setting("legend", true).toBool();
    choice.hasPlayhead = setting("playhead", true).toBool();
    choice.hasMarks = setting("marks", true).toBool();
    choice.hasArrows = setting("arrows", true).toBool();
    choice.customBegin = plainTime(m_session->visibleRange().begin);
    choice.customEnd = plainTime(m_session->visibleRange().end);
    // The last steps up to the playhead, as many as make two rows.
    const quint64 step = m_session->trace().resumes().countBefore(m_session->playhead().events);
    choice.lastStep = int(std::clamp<quint64>(step, 6, MostSteps));
    choice.firstStep = choice.lastStep - 5;
    return choice;
}

void ExportDialog::fillLists()
{
    m_ui->show->addChoice(tr("Timeline"), tr("The lanes, as the timeline shows them"));
    m_ui->show->addChoice(tr("Loop"), tr("The loop view at the playhead"));
    m_ui->show->addChoice(tr("Storyboard"), tr("Steps as small frames with their sentences"));
    m_ui->frames->addItem(tr("Timeline, by steps"));
    m_ui->frames->addItem(tr("Timeline, by time"));
    m_ui->frames->addItem(tr("Loop view"));
    m_ui->format->addChoice(tr("PNG"), tr("Pixels, for slides and the web"));
    m_ui->format->addChoice(tr("SVG"), tr("Lines, for the web and for drawing programs"));
    m_ui->format->addChoice(tr("PDF"), tr("Lines, for papers"));
    m_ui->format->addChoice(tr("HTML"), tr("A page with the picture, the steps and the events"));
    m_ui->format->addChoice(tr("WebP"), tr("An animation: the playhead on its way, or step after step"));
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
    for (SegmentedControl *control : { m_ui->show, m_ui->format })
        connect(control, &SegmentedControl::chosen, this, &ExportDialog::changed);
    for (QSpinBox *box : { m_ui->width, m_ui->height, m_ui->firstStep, m_ui->lastStep, m_ui->columnCount })
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::changed);
    for (QDoubleSpinBox *box : { m_ui->scale, m_ui->stepTime, m_ui->length })
        connect(box, &QDoubleSpinBox::valueChanged, this, &ExportDialog::changed);
    for (QComboBox *box : { m_ui->theme, m_ui->range, m_ui->frames })
        connect(box, &QComboBox::currentIndexChanged, this, &ExportDialog::changed);
    for (QLineEdit *line : { m_ui->customBegin, m_ui->customEnd, m_ui->title, m_ui->caption })
        connect(line, &QLineEdit::textChanged, this, &ExportDialog::changed);
    for (QCheckBox *box : { m_ui->legend, m_ui->playhead, m_ui->marks, m_ui->arrows })
        connect(box, &QCheckBox::toggled, this, &ExportDialog::changed);
    connect(m_ui->copy, &QPushButton::clicked, this, &ExportDialog::copyToClipboard);
    connect(m_ui->save, &QPushButton::clicked, this, &ExportDialog::askForFile);
    connect(m_ui->close, &QPushButton::clicked, this, &QDialog::reject);
    changed();
}

ExportChoice ExportDialog::choice() const
{
    ExportChoice choice;
    choice.show = static_cast<Show>(std::max(0, m_ui->show->currentIndex()));
    choice.format = static_cast<FigureFormat>(std::max(0, m_ui->format->currentIndex()));
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
    choice.hasMarks = m_ui->marks->isChecked();
    choice.hasArrows = m_ui->arrows->isChecked();
    choice.firstStep = m_ui->firstStep->value();
    choice.lastStep = m_ui->lastStep->value();
    choice.columns = m_ui->columnCount->value();
    choice.stepSeconds = m_ui->stepTime->value();
    choice.lengthSeconds = m_ui->length->value();
    choice.frames = static_cast<ExportChoice::Frames>(std::max(0, m_ui->frames->currentIndex()));
    return choice;
}

void ExportDialog::setChoice(const ExportChoice &choice)
{
    m_ui->show->setCurrentIndex(static_cast<int>(choice.show));
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
    m_ui->marks->setChecked(choice.hasMarks);
    m_ui->arrows->setChecked(choice.hasArrows);
    m_ui->firstStep->setValue(choice.firstStep);
    m_ui->lastStep->setValue(choice.lastStep);
    m_ui->columnCount->setValue(choice.columns);
    m_ui->frames->setCurrentIndex(static_cast<int>(choice.frames));
    m_ui->stepTime->setValue(choice.stepSeconds);
    m_ui->length->setValue(choice.lengthSeconds);
    showFields(this->choice()); // setting a segmented control signals nothing
    m_soon.start();
}

void ExportDialog::remember()
{
    const ExportChoice now = choice();
    const auto remember = [this](const char *name, const QVariant &value) { m_settings->setExportSetting(QLatin1String(name), value); };
    remember("format", static_cast<int>(now.format));
    remember("width", now.width);
    remember("height", now.height);
    remember("scale", now.scale);
    remember("theme", now.theme);
    remember("range", static_cast<int>(now.range));
    remember("columns", now.columns);
    remember("frames", static_cast<int>(now.frames));
    remember("stepTime", now.stepSeconds);
    remember("length", now.lengthSeconds);
    remember("legend", now.hasLegend);
    remember("playhead", now.hasPlayhead);
    remember("marks", now.hasMarks);
    remember("arrows", now.hasArrows);
}

// What does not belong to what is shown is not there.
void ExportDialog::showFields(const ExportChoice &now)
{
    const auto setVisible = [](std::initializer_list<QWidget *> widgets, bool isVisible) {
        for (QWidget *widget : widgets)
            widget->setVisible(isVisible);
    };
    const bool isTimeline = now.show == Show::Timeline;
    const bool isStoryboard = now.show == Show::Storyboard;
    setVisible({ m_ui->rangeLabel, m_ui->range, m_ui->legend, m_ui->marks }, isTimeline);
    setVisible({ m_ui->arrows }, !isStoryboard);
    m_ui->arrows->setText(isTimeline ? tr("Selection and its &arrows") : tr("Selected t&ask"));
    setVisible({ m_ui->customBegin, m_ui->customTo, m_ui->customEnd }, isTimeline && now.range == ExportChoice::Range::Custom);
    setVisible({ m_ui->stepsLabel, m_ui->firstStep, m_ui->stepsTo, m_ui->lastStep, m_ui->framesLabel, m_ui->frames }, isStoryboard);
    for (QWidget *side : { m_ui->width, m_ui->height })
        side->setToolTip(isStoryboard ? tr("Of each frame") : QString());
    const bool isAnimation = now.format == FigureFormat::Webp;
    setVisible({ m_ui->columnCountLabel, m_ui->columnCount }, isStoryboard && !isAnimation);
    setVisible({ m_ui->stepTimeLabel, m_ui->stepTime }, isStoryboard && isAnimation);
    setVisible({ m_ui->lengthLabel, m_ui->length }, !isStoryboard && isAnimation);
    // A playhead that moves is what the animation is of.
    setVisible({ m_ui->playhead }, isTimeline && !isAnimation);
    m_ui->scale->setEnabled(hasPixels(now.format));
    m_ui->scaleLabel->setEnabled(hasPixels(now.format));
}

void ExportDialog::changed()
{
    showFields(choice());
    say({}, false);
    m_soon.start();
}

void ExportDialog::refreshPreview()
{
    const ExportChoice now = choice();
    const trace::Result<Figure> figure = figureOf(*m_session, now);
    if (figure)
        drawPreview(figure.value(), now.format);
    else
        allowExport(figure.error().message());
}

/// The preview has as many pixels as it is shown with; size and layout are those of the file. Even so a picture of a thousand lanes takes longer than a
/// frame: it is drawn on another thread, one at a time. What runs goes
/// on meanwhile, its events wait.
void ExportDialog::drawPreview(const Figure &figure, FigureFormat format)
{
    if (m_previewThread) {
        m_isPreviewStale = true;
        return;
    }
    const std::shared_ptr<const trace::Trace> trace = m_session->sharedTrace();
    const QSize size = figureSize(*trace, figure, format);
    const double scale = std::clamp(m_ui->preview->shownScale(size), 0.25, 8.0);
    const bool isFile = m_session->source().kind == session::SourceKind::File;
    if (!isFile && !m_still) {
        showPreview(figureImage(*trace, figure, format, scale), size);
        return;
    }
    beStill(!isFile);
    const auto image = std::make_shared<trace::Result<QImage>>(QImage());
    m_previewThread = QThread::create([trace, figure, format, scale, image] { *image = figureImage(*trace, figure, format, scale); });
    connect(m_previewThread, &QThread::finished, this, [this, image, size] {
        m_previewThread->deleteLater();
        m_previewThread = nullptr;
        beStill(false);
        showPreview(*image, size);
        if (std::exchange(m_isPreviewStale, false))
            refreshPreview();
    });
    m_previewThread->start();
}

void ExportDialog::beStill(bool isStill)
{
    if (std::exchange(m_isStill, isStill) != isStill)
        m_still(isStill);
}

void ExportDialog::showPreview(const trace::Result<QImage> &image, QSize size)
{
    if (image)
        m_ui->preview->setPicture(image.value(), size);
    allowExport(image ? QString() : image.error().message());
}

void ExportDialog::allowExport(const QString &fault)
{
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
    const QString name = m_session->source().name.isEmpty() ? QStringLiteral("picture") : QFileInfo(m_session->source().name).completeBaseName();
    QString path = QFileDialog::getSaveFileName(this, tr("Export picture"), QDir(folder).filePath(name + suffix), tr("Pictures (*%1)").arg(suffix));
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
    const ExportChoice now = choice();
    const trace::Result<Figure> figure = figureOf(*m_session, now);
    if (!figure) {
        say(figure.error().message(), true);
        return false;
    }
    // A frame of a long trace on a large picture takes a tenth of a second, and there may be hundreds of them.
    const std::shared_ptr<const trace::Trace> trace = m_session->sharedTrace();
    trace::Result<QStringList> written = QStringList();
    const bool isCancelled = draw(tr("Drawing %1").arg(QFileInfo(path).fileName()), [&](const WorkProgress &progress) { written = exportFigure(*trace, figure.value(), now.format, path, progress); });
    if (isCancelled && !written)
        say(tr("Cancelled; nothing was written"), false);
    else if (!written)
        say(written.error().message(), true);
    else if (written.value().size() == 1)
        say(tr("Written to %1").arg(QDir::toNativeSeparators(written.value().constFirst())), false);
    else
        say(tr("Written to %1 and %2 more").arg(QDir::toNativeSeparators(written.value().constFirst())).arg(written.value().size() - 1), false);
    return written.isOk();
}

bool ExportDialog::draw(const QString &text, const std::function<void(const WorkProgress &)> &work)
{
    if (m_hold)
        m_hold(true);
    const bool isCancelled = workInBackground(this, text, work);
    if (m_hold)
        m_hold(false);
    return isCancelled;
}

void ExportDialog::copyToClipboard()
{
    remember();
    const ExportChoice now = choice();
    const trace::Result<Figure> figure = figureOf(*m_session, now);
    trace::Result<QImage> image = figure ? trace::Result<QImage>(QImage()) : trace::Result<QImage>(figure.error());
    const std::shared_ptr<const trace::Trace> trace = m_session->sharedTrace();
    if (figure && draw(tr("Drawing the picture"), [&](const WorkProgress &) { image = figureImage(*trace, figure.value(), now.format, now.scale); })) {
        say(tr("Cancelled; nothing was copied"), false);
        return;
    }
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
