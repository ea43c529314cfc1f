// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/htmlpage.h"

#include "analysis/explain.h"
#include "analysis/summary.h"
#include "app/pictures/looppicture.h"
#include "app/pictures/stepnavigation.h"
#include "app/pictures/storyboard.h"
#include "panels/eventrows.h"
#include "panels/statetext.h"
#include "timeline/picturefiles.h"
#include "trace/timetext.h"

#include <QFile>

static void initialisePageResource()
{
    // The library is static: without this call the linker drops its resource. The macro must stand outside any namespace.
    Q_INIT_RESOURCE(htmlpage);
}

namespace app {

namespace {

QByteArray escaped(const QString &text)
{
    QString clean = text;
    for (QChar &c : clean) {
        if (c.unicode() < 0x20 && c != u'\n' && c != u'\t')
            c = QChar::ReplacementCharacter;
    }
    return clean.toHtmlEscaped().toUtf8();
}

QByteArray resource(const char *name)
{
    initialisePageResource();
    QFile file(QStringLiteral(":/html/") + QLatin1String(name));
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? file.readAll() : QByteArray();
}

QByteArray secondsText(trace::Timestamp t)
{
    return trace::formatSeconds(t, 6).toLatin1();
}

class Page
{
public:
    Page(const trace::Trace &trace, const Figure &figure) : m_trace(trace), m_figure(figure) {}

    QByteArray make()
    {
        const QString title = m_figure.picture.title.isEmpty() ? m_trace.info().name : m_figure.picture.title;
        head(title);
        picture();
        findings();
        steps();
        events();
        m_html += "</main>\n<script>\n" + resource("page.js") + "</script>\n</body>\n</html>\n";
        return m_html;
    }

private:
    void head(const QString &title)
    {
        const session::Theme &theme = *m_figure.picture.theme;
        m_html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
            + escaped(title) + "</title>\n<style>\n:root{";
        const std::pair<const char *, QColor> colours[] { { "ground", theme.ground }, { "panel", theme.panel }, { "line", theme.line }, { "text", theme.text },
            { "dim", theme.dim }, { "accent", theme.accent }, { "selected", theme.selected }, { "bad", theme.bad } };
        for (const auto &[name, colour] : colours)
            m_html += QByteArray("--") + name + ':' + colour.name().toLatin1() + ';';
        m_html += QByteArray("color-scheme:") + (theme.isDark ? "dark" : "light") + "}\n" + resource("page.css") + "</style>\n</head>\n<body>\n"
            + "<a class=\"skip\" href=\"#page-steps\">Skip to the steps</a>\n<header>\n<h1>" + escaped(title) + "</h1>\n";
        if (!m_figure.picture.caption.isEmpty())
            m_html += "<p>" + escaped(m_figure.picture.caption) + "</p>\n";
        m_html += "<dl>";
        for (const auto &[key, value] : timeline::provenance(m_trace))
            m_html += "<div><dt>" + escaped(key) + "</dt><dd>" + escaped(value) + "</dd></div>";
        m_html += "</dl>\n</header>\n<main>\n";
    }

    // Ids of the page begin with "page-": those of the picture are the names of lanes. The heading of the page says title and caption; the picture itself has none.
    void picture()
    {
        Figure plain = m_figure;
        plain.picture.title.clear();
        plain.picture.caption.clear();
        QByteArray svg;
        if (plain.steps) {
            svg = timeline::svgOf(Storyboard(m_trace, plain, FigureFormat::Html).page(0), m_trace, {});
        } else if (plain.view == FigureView::Loop) {
            const trace::State state = plain.events ? m_trace.stateAfter(*plain.events) : plain.picture.cursor ? m_trace.stateAt(*plain.picture.cursor) : m_trace.latest();
            svg = timeline::svgOf(LoopPicture(m_trace, state, plain.picture), m_trace, {});
        } else {
            plain.picture.cursor.reset(); // the page has a playhead of its own
            m_timeline = std::make_unique<timeline::LaidOutPicture>(m_trace, plain.picture);
            svg = timeline::svgOf(*m_timeline, m_trace, {});
        }
        svg = svg.mid(svg.indexOf("<svg"));
        svg.insert(4, " role=\"img\" aria-label=\"The picture in words stands below it\"");
        if (m_timeline) {
            const QRectF lanes = m_timeline->lanes();
            svg.insert(svg.lastIndexOf("</svg>"), "<line id=\"page-playhead\" y1=\"" + QByteArray::number(int(lanes.top())) + "\" y2=\"" + QByteArray::number(int(lanes.bottom()))
                    + "\" stroke=\"" + m_figure.picture.theme->bad.name().toLatin1() + "\" stroke-width=\"1.5\" visibility=\"hidden\"/>\n");
        }
        m_html += "<figure id=\"page-picture\">\n" + svg + "</figure>\n";
    }

    void findings()
    {
        const analysis::Summary summary = analysis::summarise(m_trace);
        if (summary.findings.empty())
            return;
        m_html += "<section aria-labelledby=\"page-findings\">\n<h2 id=\"page-findings\">Findings</h2>\n<ul>\n";
        for (const analysis::Finding &finding : summary.findings)
            m_html += "<li><b>" + analysis::nameOf(finding.severity).toByteArray() + "</b> " + escaped(finding.text) + "</li>\n";
        m_html += "</ul>\n</section>\n";
    }

    [[nodiscard]] std::optional<trace::TimeRange> shownTimes() const
    {
        const timeline::PictureOptions &options = m_figure.picture;
        return options.span ? std::optional(trace::Axis(m_trace, options.axis).times(*options.span)) : options.range;
    }

    [[nodiscard]] bool isInside(trace::Timestamp t) const
    {
        const std::optional<trace::TimeRange> range = shownTimes();
        return !range || (t >= range->begin && t <= range->end);
    }

    void steps()
    {
        const StepSpan span = m_figure.steps.value_or(StepSpan { 1, m_trace.resumes().count() });
        m_html += "<section aria-labelledby=\"page-steps\">\n<h2 id=\"page-steps\">Steps</h2>\n"
                  "<p class=\"note\">One step resumes one task up to its next await. Up and down go from one to the next.</p>\n<ol class=\"steps\">\n";
        quint64 shown = 0;
        quint64 left = 0;
        for (const Step &step : stepsBetween(m_trace, span.first, span.last)) {
            if (!isInside(step.end))
                continue;
            if (shown == MostPageSteps) {
                ++left;
                continue;
            }
            const trace::State state = m_trace.stateAfter(step.events);
            const analysis::Explanation said = analysis::explainStep({ m_trace, state, step.end });
            m_html += "<li value=\"" + QByteArray::number(step.number) + "\"><button type=\"button\"";
            if (m_timeline)
                m_html += " data-x=\"" + QByteArray::number(m_timeline->xOf({ step.end, step.events }), 'f', 1) + '"';
            m_html += (shown == 0 ? QByteArray(">") : QByteArray(" tabindex=\"-1\">")) + "<time>" + secondsText(step.end) + " s</time> <b>" + escaped(said.sentence.plain())
                + "</b> <span>" + escaped(said.detail.plain()) + "</span></button></li>\n";
            ++shown;
        }
        m_html += "</ol>\n";
        leftOut(left, "steps");
        m_html += "</section>\n";
    }

    void events()
    {
        m_html += "<section aria-labelledby=\"page-events\">\n<h2 id=\"page-events\">Events</h2>\n"
                  "<p><label>Show rows that contain <input id=\"page-filter\" type=\"search\"></label> <output id=\"page-shown\" for=\"page-filter\"></output></p>\n"
                  "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"page-events\">\n<table>\n"
                  "<thead><tr><th scope=\"col\">Time, s</th><th scope=\"col\">Event</th><th scope=\"col\">Task</th><th scope=\"col\">Details</th></tr></thead>\n<tbody>\n";
        const std::optional<trace::TimeRange> range = shownTimes();
        const quint64 first = range ? m_trace.countBefore(range->begin) : 0;
        const quint64 last = range ? m_trace.countUpTo(range->end) : m_trace.eventCount();
        const quint64 end = std::min(last, first + MostPageEvents);
        m_trace.forEach(first, end, [this](quint64, const trace::Event &event) {
            m_html += "<tr><td>" + secondsText(event.time) + "</td><td>" + trace::nameOf(event.kind).toByteArray() + "</td><td>" + escaped(panels::taskName(m_trace, event.task))
                + "</td><td>" + escaped(panels::eventDetails(m_trace, event)) + "</td></tr>\n";
            return true;
        });
        m_html += "</tbody>\n</table>\n</div>\n";
        leftOut(last - end, "events");
        m_html += "</section>\n";
    }

    void leftOut(quint64 count, const char *what)
    {
        if (count > 0)
            m_html += "<p class=\"note\">" + QByteArray::number(count) + " further " + what + " are left out here.</p>\n";
    }

    const trace::Trace &m_trace;
    const Figure &m_figure;
    std::unique_ptr<timeline::LaidOutPicture> m_timeline; ///< where the picture is one
    QByteArray m_html;
};

} // namespace

QByteArray htmlPage(const trace::Trace &trace, const Figure &figure)
{
    return Page(trace, figure).make();
}

} // namespace app
