// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/figure.h"

#include "app/pictures/animation.h"
#include "app/pictures/animationencoder.h"
#include "app/pictures/htmlpage.h"
#include "app/pictures/looppicture.h"
#include "app/pictures/stepnavigation.h"
#include "app/pictures/storyboard.h"
#include "app/pictures/webpanimation.h"
#include "timeline/picturefiles.h"

#include <QBuffer>

#include <array>

namespace app {

using trace::Error;
using trace::Result;

namespace {

constexpr std::array Suffixes { ".png", ".svg", ".pdf", ".html", ".webp" };

QString titleOf(const trace::Trace &trace, const Figure &figure)
{
    return figure.picture.title.isEmpty() ? trace.info().name : figure.picture.title;
}

/// The pages of a figure one after the other: a storyboard has several.
class Pages
{
public:
    Pages(const trace::Trace &trace, const Figure &figure, FigureFormat format)
    {
        if (figure.steps)
            m_storyboard = std::make_unique<Storyboard>(trace, figure, format);
        else if (figure.view == FigureView::Loop)
            m_single = std::make_unique<LoopPicture>(trace, stateOf(trace, figure), figure.picture);
        else
            m_single = std::make_unique<timeline::LaidOutPicture>(trace, figure.picture);
    }

    [[nodiscard]] int count() const { return m_storyboard ? m_storyboard->pageCount() : 1; }
    [[nodiscard]] const timeline::Drawing &page(int n) const { return m_storyboard ? m_storyboard->page(n) : *m_single; }
    [[nodiscard]] std::vector<const timeline::Drawing *> all() const
    {
        std::vector<const timeline::Drawing *> pages;
        for (int n = 0; n < count(); ++n)
            pages.push_back(&page(n));
        return pages;
    }

private:
    static trace::State stateOf(const trace::Trace &trace, const Figure &figure)
    {
        if (figure.events)
            return trace.stateAfter(*figure.events);
        return figure.picture.cursor ? trace.stateAt(*figure.picture.cursor) : trace.latest();
    }

    std::unique_ptr<Storyboard> m_storyboard;
    std::unique_ptr<timeline::Drawing> m_single;
};

Result<QByteArray> pngOf(const trace::Trace &trace, const Figure &figure, const timeline::Drawing &page)
{
    const Result<QImage> image = timeline::imageOf(page, figure.picture.theme->ground, figure.picture.scale);
    if (!image)
        return image.error();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Result<> written = timeline::writePng(image.value(), figure.picture.scale, trace, figure.picture.title, buffer);
    return written ? Result<QByteArray>(buffer.data()) : Result<QByteArray>(written.error());
}

Error cancelled()
{
    return { QString(), QStringLiteral("cancelled") };
}

Result<> drawPngs(const trace::Trace &trace, const Figure &figure, const Pages &pages, const TakeFile &take, const DrawProgress &progress)
{
    const qsizetype digits = QString::number(pages.count()).size();
    for (int n = 0; n < pages.count(); ++n) {
        if (progress && !progress(quint64(n), quint64(pages.count())))
            return cancelled();
        const Result<QByteArray> png = pngOf(trace, figure, pages.page(n));
        if (!png)
            return png.error();
        const QString infix = pages.count() > 1 ? u'-' + QString::number(n + 1).rightJustified(digits, u'0') : QString();
        if (const Result<> taken = take(infix, png.value()); !taken)
            return taken;
    }
    return {};
}

Result<> drawAnimation(const trace::Trace &trace, const Figure &figure, const TakeFile &take, const DrawProgress &progress)
{
    const Animation animation(trace, figure);
    const QSize size = animation.size();
    if (std::max(size.width(), size.height()) > WebpAnimation::MostSide) {
        const QString why = QStringLiteral("%1x%2 px is too large for an animation, whose sides have at most %3 px").arg(size.width()).arg(size.height()).arg(WebpAnimation::MostSide);
        return Error { QStringLiteral("size"), why };
    }
    AnimationEncoder file(size);
    const int count = animation.frameCount();
    int n = 0;
    const auto goesOn = [&] { return !progress || progress(quint64(n), quint64(count)); };
    for (; n < count; ++n) {
        if (!goesOn())
            return cancelled();
        const Result<QImage> frame = animation.frame(n);
        if (!frame)
            return frame.error();
        if (!file.add(frame.value(), animation.shown(n), goesOn))
            return cancelled();
    }
    const std::optional<Result<QByteArray>> bytes = file.finish(goesOn);
    if (!bytes)
        return cancelled();
    return bytes->isOk() ? take({}, bytes->value()) : Result<>(bytes->error());
}

} // namespace

QString suffixOf(FigureFormat format)
{
    return QString::fromLatin1(Suffixes[std::size_t(format)]);
}

QStringList figureSuffixes()
{
    QStringList all;
    for (const char *suffix : Suffixes)
        all << QString::fromLatin1(suffix);
    return all;
}

std::optional<FigureFormat> figureFormatOf(QStringView fileName)
{
    for (std::size_t n = 0; n < Suffixes.size(); ++n) {
        if (fileName.endsWith(QLatin1String(Suffixes[n]), Qt::CaseInsensitive))
            return FigureFormat(n);
    }
    return std::nullopt;
}

Result<> checkFigure(const trace::Trace &trace, const Figure &figure)
{
    if (const Result<> options = timeline::checkOptions(figure.picture); !options)
        return options;
    if (!figure.steps)
        return {};
    const quint64 count = trace.resumes().count();
    const StepSpan &steps = *figure.steps;
    if (steps.first < 1 || steps.last < steps.first)
        return Error { QStringLiteral("steps"), QStringLiteral("the first is 1, and the last does not come before the first") };
    if (steps.first > count)
        return Error { QStringLiteral("steps"), QStringLiteral("the trace has %1 steps, none with number %2").arg(count).arg(steps.first) };
    if (std::min(steps.last, count) - steps.first >= StepSpan::Most)
        return Error { QStringLiteral("steps"), QStringLiteral("a storyboard has at most %1 frames").arg(StepSpan::Most) };
    return {};
}

Result<> drawFigure(const trace::Trace &trace, const Figure &figure, FigureFormat format, const TakeFile &take, const DrawProgress &progress)
{
    if (const Result<> checked = checkFigure(trace, figure); !checked)
        return checked;
    if (format == FigureFormat::Html)
        return take({}, htmlPage(trace, figure));
    if (format == FigureFormat::Webp)
        return drawAnimation(trace, figure, take, progress);
    const Pages pages(trace, figure, format);
    switch (format) {
    case FigureFormat::Png:
        return drawPngs(trace, figure, pages, take, progress);
    case FigureFormat::Svg:
        return take({}, timeline::svgOf(pages.page(0), trace, titleOf(trace, figure)));
    case FigureFormat::Pdf:
    case FigureFormat::Html:
    case FigureFormat::Webp:
        break;
    }
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Result<> written = timeline::writePdf(pages.all(), titleOf(trace, figure), buffer);
    return written ? take({}, buffer.data()) : written;
}

Result<QImage> figureImage(const trace::Trace &trace, const Figure &figure, FigureFormat format, double scale)
{
    if (const Result<> checked = checkFigure(trace, figure); !checked)
        return checked.error();
    if (format == FigureFormat::Webp) {
        Figure scaled = figure;
        scaled.picture.scale = scale;
        const Animation animation(trace, scaled);
        return animation.frame(animation.frameCount() / 2);
    }
    return timeline::imageOf(Pages(trace, figure, format).page(0), figure.picture.theme->ground, scale);
}

QSize figureSize(const trace::Trace &trace, const Figure &figure, FigureFormat format)
{
    if (format == FigureFormat::Webp) {
        Figure plain = figure;
        plain.picture.scale = 1;
        return Animation(trace, plain).size();
    }
    return Pages(trace, figure, format).page(0).size();
}

} // namespace app
