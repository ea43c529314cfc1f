// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace session {

namespace {

Theme makeLight()
{
    Theme theme;
    theme.ground = QColor(0xff, 0xff, 0xff);
    theme.panel = QColor(0xf6, 0xf7, 0xf9);
    theme.lane = QColor(0xfa, 0xfb, 0xfc);
    theme.line = QColor(0xdd, 0xe1, 0xe7);
    theme.text = QColor(0x1d, 0x24, 0x30);
    theme.dim = QColor(0x5b, 0x66, 0x75);
    theme.faint = QColor(0x8b, 0x95, 0xa3);
    theme.accent = QColor(0x1f, 0x6f, 0xeb);
    theme.selected = QColor(0xe4, 0xee, 0xfd);
    theme.running = QColor(0x00, 0x87, 0x5f);
    theme.ready = QColor(0xb2, 0x6a, 0x00);
    theme.timer = QColor(0x2f, 0x8f, 0xce);
    theme.queue = QColor(0xb8, 0x50, 0x8f);
    theme.task = QColor(0x7a, 0x84, 0x94);
    theme.lock = QColor(0x8a, 0x6d, 0x00);
    theme.worker = QColor(0x5b, 0x5b, 0xd6);
    theme.io = QColor(0x0e, 0x7c, 0x86);
    theme.bad = QColor(0xc8, 0x44, 0x0b);
    return theme;
}

Theme makeDark()
{
    Theme theme;
    theme.isDark = true;
    theme.ground = QColor(0x14, 0x18, 0x1f);
    theme.panel = QColor(0x1a, 0x1f, 0x28);
    theme.lane = QColor(0x17, 0x1c, 0x24);
    theme.line = QColor(0x2c, 0x34, 0x40);
    theme.text = QColor(0xe6, 0xea, 0xf0);
    theme.dim = QColor(0xa3, 0xae, 0xbd);
    theme.faint = QColor(0x77, 0x83, 0x95);
    theme.accent = QColor(0x6c, 0xa8, 0xff);
    theme.selected = QColor(0x20, 0x32, 0x4d);
    theme.running = QColor(0x2f, 0xc4, 0x93);
    theme.ready = QColor(0xf0, 0xa9, 0x3b);
    theme.timer = QColor(0x63, 0xb3, 0xe8);
    theme.queue = QColor(0xe2, 0x8b, 0xc0);
    theme.task = QColor(0x9a, 0xa5, 0xb4);
    theme.lock = QColor(0xd9, 0xbc, 0x4a);
    theme.worker = QColor(0x9c, 0x9c, 0xf5);
    theme.io = QColor(0x4f, 0xc3, 0xcc);
    theme.bad = QColor(0xff, 0x7a, 0x45);
    return theme;
}

Theme makePrint()
{
    Theme theme = makeLight();
    theme.panel = theme.lane = theme.ground;
    theme.line = QColor(0xc4, 0xca, 0xd2);
    theme.text = QColor(0x00, 0x00, 0x00);
    theme.dim = QColor(0x3c, 0x44, 0x50);
    theme.faint = QColor(0x6a, 0x74, 0x82);
    return theme;
}

/// The sRGB transfer function for all values of a channel: a painting asks for hundreds of contrasts.
std::array<double, 256> makeLinear()
{
    std::array<double, 256> linear {};
    for (std::size_t n = 0; n < linear.size(); ++n) {
        const double c = double(n) / 255;
        linear[n] = c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    }
    return linear;
}

/// Relative luminance of WCAG 2, [0, 1].
double luminance(const QColor &colour)
{
    static const std::array<double, 256> linear = makeLinear();
    const QRgb rgb = colour.rgb();
    return 0.2126 * linear[std::size_t(qRed(rgb))] + 0.7152 * linear[std::size_t(qGreen(rgb))] + 0.0722 * linear[std::size_t(qBlue(rgb))];
}

} // namespace

const Theme &Theme::light()
{
    static const Theme theme = makeLight();
    return theme;
}

const Theme &Theme::dark()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme &Theme::print()
{
    static const Theme theme = makePrint();
    return theme;
}

const Theme *Theme::named(QStringView name)
{
    if (name == u"light")
        return &light();
    if (name == u"dark")
        return &dark();
    return name == u"print" ? &print() : nullptr;
}

const QColor &Theme::hue(trace::AwaitReason reason) const
{
    using trace::AwaitReason;
    switch (reason) {
    case AwaitReason::Sleep:
    case AwaitReason::Yield:
        return timer;
    case AwaitReason::QueueGet:
    case AwaitReason::QueuePut:
        return queue;
    case AwaitReason::Job:
        return worker;
    case AwaitReason::Io:
        return io;
    case AwaitReason::Lock:
    case AwaitReason::Event:
        return lock;
    case AwaitReason::None:
    case AwaitReason::Join:
    case AwaitReason::Gather:
    case AwaitReason::Foreign:
    case AwaitReason::Unknown:
        break;
    }
    return task;
}

double contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

QColor legible(const QColor &colour, const QColor &ground)
{
    constexpr double Enough = 4.5;
    const QColor end = luminance(ground) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
    QColor result = colour;
    for (int percent = 2; contrast(result, ground) < Enough && percent <= 100; percent += 2)
        result = mixed(colour, end, percent / 100.0);
    return result;
}

QColor mixed(const QColor &below, const QColor &top, double weight)
{
    const auto part = [&](int a, int b) { return int(std::lround(a + (b - a) * weight)); };
    return QColor(part(below.red(), top.red()), part(below.green(), top.green()), part(below.blue(), top.blue()));
}

} // namespace session
