// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/timelineaccessible.h"

#include "session/laneslices.h"
#include "timeline/slicetext.h"
#include "timeline/timelinewidgetprivate.h"

#include <QAccessibleActionInterface>

#include <algorithm>

namespace timeline {

using session::LaneId;
using session::SliceRef;

namespace {

constexpr int MostSlices = 256; // of a lane: more cannot be read out
constexpr qsizetype MostItems = 8192;

/// What lanes and slices have in common: no object of their own, one action, a place on the screen.
class Item : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    explicit Item(const TimelineAccessible &timeline) : m_timeline(timeline) {}

    [[nodiscard]] bool isValid() const override { return true; }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    void setText(QAccessible::Text, const QString &) override {}
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }
    [[nodiscard]] QStringList actionNames() const override { return { pressAction() }; }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int n = 0; n < childCount(); ++n) {
            if (child(n)->rect().contains(x, y))
                return child(n);
        }
        return nullptr;
    }

protected:
    [[nodiscard]] session::Session &session() const { return m_timeline.timeline().session(); }
    [[nodiscard]] QAccessible::State stateOf(bool isSelected, bool isVisible) const
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.selected = isSelected;
        state.focused = isSelected && m_timeline.timeline().hasFocus();
        state.offscreen = !isVisible;
        return state;
    }

    const TimelineAccessible &m_timeline;
};

class SliceItem final : public Item
{
public:
    SliceItem(const TimelineAccessible &timeline, SliceRef slice) : Item(timeline), m_slice(slice) {}

    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return m_timeline.laneItem(m_slice.lane); }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QRect rect() const override { return m_timeline.rectOf(m_slice); }
    [[nodiscard]] QString text(QAccessible::Text kind) const override { return kind == QAccessible::Name ? m_timeline.describe(m_slice) : QString(); }
    [[nodiscard]] QAccessible::State state() const override { return stateOf(session().selection().sliceRef() == m_slice, !rect().isEmpty()); }
    void doAction(const QString &name) override
    {
        if (name != pressAction())
            return;
        session().select({ m_slice.lane, m_slice.index });
        if (const auto span = session::spanOf(session().trace(), m_slice))
            session().setPlayheadEvents(span->event + 1);
    }

private:
    SliceRef m_slice;
};

class LaneItem final : public Item
{
public:
    LaneItem(const TimelineAccessible &timeline, LaneId lane) : Item(timeline), m_lane(lane) {}

    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessibleInterface *parent() const override { return const_cast<TimelineAccessible *>(&m_timeline); }
    [[nodiscard]] int childCount() const override { return m_timeline.slicesInView(m_lane).count; }
    [[nodiscard]] QAccessibleInterface *child(int index) const override
    {
        const TimelineAccessible::Slices slices = m_timeline.slicesInView(m_lane);
        return index >= 0 && index < slices.count ? m_timeline.sliceItem({ m_lane, slices.first + quint64(index) }) : nullptr;
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *wanted) const override
    {
        for (int n = 0; n < childCount(); ++n) {
            if (child(n) == wanted)
                return n;
        }
        return -1;
    }
    [[nodiscard]] QRect rect() const override { return m_timeline.rectOf(m_lane); }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Name)
            return session::laneName(session().trace(), m_lane);
        if (kind != QAccessible::Description)
            return {};
        // What it does at the playhead, then what is said of it in general.
        const auto slice = session::sliceAfter(session().trace(), m_lane, session().playhead().events);
        const QString now = slice ? m_timeline.describe({ m_lane, *slice }) : QString();
        const QString note = laneNote(session().trace(), m_lane);
        return now.isEmpty() || note.isEmpty() ? now + note : now + QStringLiteral("; ") + note;
    }
    [[nodiscard]] QAccessible::State state() const override { return stateOf(session().selection().lane == m_lane, !rect().isEmpty()); }
    void doAction(const QString &name) override
    {
        if (name == pressAction())
            session().select({ m_lane, std::nullopt });
    }

private:
    LaneId m_lane;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *widget = qobject_cast<TimelineWidget *>(object);
    return widget ? new TimelineAccessible(*widget) : nullptr;
}

} // namespace

TimelineAccessible::TimelineAccessible(TimelineWidget &widget) : QAccessibleWidget(&widget, QAccessible::List), m_widget(&widget) {}

TimelineAccessible::~TimelineAccessible()
{
    for (const QAccessible::Id id : std::as_const(m_slices))
        QAccessible::deleteAccessibleInterface(id);
    for (const QAccessible::Id id : std::as_const(m_lanes))
        QAccessible::deleteAccessibleInterface(id);
}

void TimelineAccessible::install()
{
    QAccessible::installFactory(makeAccessible); // Qt keeps one of each
}

void TimelineAccessible::tellSelection(TimelineWidget &widget)
{
    if (!QAccessible::isActive())
        return;
    const auto *self = static_cast<TimelineAccessible *>(QAccessible::queryAccessibleInterface(&widget));
    if (QAccessibleInterface *selected = self ? self->focusChild() : nullptr) {
        QAccessibleEvent focus(selected, QAccessible::Focus);
        QAccessible::updateAccessibility(&focus);
    }
}

template<typename Key, typename Make>
QAccessibleInterface *TimelineAccessible::item(QHash<Key, QAccessible::Id> &items, const Key &key, Make make) const
{
    const auto known = items.constFind(key);
    if (known != items.constEnd())
        return QAccessible::accessibleInterface(*known);
    if (items.size() >= MostItems) {
        for (const QAccessible::Id id : std::as_const(items))
            QAccessible::deleteAccessibleInterface(id);
        items.clear();
    }
    QAccessibleInterface *made = make();
    items.insert(key, QAccessible::registerAccessibleInterface(made));
    return made;
}

QAccessibleInterface *TimelineAccessible::laneItem(LaneId lane) const
{
    return item(m_lanes, lane, [&] { return new LaneItem(*this, lane); });
}

QAccessibleInterface *TimelineAccessible::sliceItem(SliceRef slice) const
{
    return item(m_slices, slice, [&] { return new SliceItem(*this, slice); });
}

int TimelineAccessible::childCount() const
{
    const LaneSpan span = visibleLanes(m_widget->d->frame());
    return int(m_widget->d->stack.fixedCount() + span.last - span.first);
}

QAccessibleInterface *TimelineAccessible::child(int index) const
{
    const qsizetype fixed = m_widget->d->stack.fixedCount();
    if (index < 0 || index >= childCount())
        return nullptr;
    const qsizetype n = index < fixed ? index : visibleLanes(m_widget->d->frame()).first + index - fixed;
    return laneItem(m_widget->session().lanes().row(n).id);
}

int TimelineAccessible::indexOf(LaneId lane) const
{
    const auto n = m_widget->session().lanes().indexOf(lane);
    const qsizetype fixed = m_widget->d->stack.fixedCount();
    const LaneSpan span = visibleLanes(m_widget->d->frame());
    if (!n || (*n >= fixed && (*n < span.first || *n >= span.last)))
        return -1;
    return int(*n < fixed ? *n : fixed + *n - span.first);
}

int TimelineAccessible::indexOfChild(const QAccessibleInterface *wanted) const
{
    for (int n = 0; n < childCount(); ++n) {
        if (child(n) == wanted)
            return n;
    }
    return -1;
}

QAccessibleInterface *TimelineAccessible::childAt(int x, int y) const
{
    const auto lane = m_widget->laneUnder(m_widget->viewport()->mapFromGlobal(QPoint(x, y)));
    return lane ? laneItem(*lane) : nullptr;
}

QAccessibleInterface *TimelineAccessible::focusChild() const
{
    const session::Selection &selection = m_widget->session().selection();
    if (const auto slice = selection.sliceRef())
        return sliceItem(*slice);
    return selection.lane ? laneItem(*selection.lane) : nullptr;
}

QString TimelineAccessible::text(QAccessible::Text kind) const
{
    if (kind != QAccessible::Description)
        return QAccessibleWidget::text(kind);
    const session::Session &session = m_widget->session();
    return QStringLiteral("%1, playhead at %2").arg(axisText(session.axisKind()), exactMomentText(session.playhead().time));
}

QRect TimelineAccessible::rectOf(LaneId lane) const
{
    const auto n = m_widget->session().lanes().indexOf(lane);
    if (!n || indexOf(lane) < 0)
        return {};
    const Frame frame = m_widget->d->frame();
    const QRectF area = *n < frame.stack->fixedCount() ? frame.layout.lanes : frame.scrolledArea();
    const QRectF rect = QRectF(area.left(), frame.laneTop(*n), area.width(), frame.stack->height(*n)).intersected(area);
    return QRect(m_widget->viewport()->mapToGlobal(rect.topLeft().toPoint()), rect.size().toSize());
}

QRect TimelineAccessible::rectOf(SliceRef slice) const
{
    const QRect lane = rectOf(slice.lane);
    const auto span = session::spanOf(m_widget->session().axis(), slice);
    if (lane.isEmpty() || !span)
        return {};
    const Scale scale = m_widget->d->scale();
    const double left = std::max(scale.x(span->begin), scale.left());
    const double right = std::min(std::max(scale.x(span->end), scale.x(span->begin) + 1), scale.right());
    if (right <= left)
        return {};
    const int x = m_widget->viewport()->mapToGlobal(QPoint(int(left), 0)).x();
    return { x, lane.top(), std::max(int(right - left), 1), lane.height() };
}

TimelineAccessible::Slices TimelineAccessible::slicesInView(LaneId lane) const
{
    const trace::Axis axis = m_widget->session().axis();
    const trace::Span visible = m_widget->session().visibleSpan();
    const auto last = session::sliceAt(axis, lane, visible.end);
    if (!last)
        return {};
    const quint64 first = session::sliceAt(axis, lane, visible.begin).value_or(0);
    return { first, int(std::min<quint64>(*last - first + 1, MostSlices)) };
}

QString TimelineAccessible::describe(SliceRef slice) const
{
    return plainText(readoutOf(m_widget->session().trace(), slice, 1000));
}

} // namespace timeline
