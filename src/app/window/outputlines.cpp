// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/outputlines.h"

namespace app {

namespace {

// The probe cuts long lines; a shorter beginning is the same in both.
QString beginning(const QString &line)
{
    constexpr qsizetype Compared = 80;
    QString text = line.left(Compared);
    while (text.endsWith(u'\r'))
        text.chop(1);
    return text;
}

} // namespace

void OutputLines::addTold(const QString &line)
{
    if (m_toldCount >= static_cast<qsizetype>(MaxLines)) {
        m_told.clear(); // a program whose output goes elsewhere has no twins at all
        m_toldCount = 0;
    }
    ++m_told[beginning(line)];
    ++m_toldCount;
}

void OutputLines::addPiped(const QString &line, qint64 now)
{
    if (m_piped.size() < MaxLines)
        m_piped.push_back({ line, now });
}

QStringList OutputLines::takeUntold(qint64 now, bool isLast)
{
    QStringList untold;
    while (!m_piped.empty()) {
        const Line &line = m_piped.front();
        const auto twin = m_told.find(beginning(line.text));
        if (twin != m_told.end()) {
            if (--*twin == 0)
                m_told.erase(twin);
            --m_toldCount;
        } else if (!isLast && now - line.came < Patience) {
            break;
        } else {
            untold << line.text;
        }
        m_piped.pop_front();
    }
    return untold;
}

} // namespace app
