// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/accesspool.h"

#include <QNetworkProxy>

#include <algorithm>

namespace scenarios {

std::unique_ptr<QNetworkReply> AccessPool::get(const QUrl &url)
{
    const auto leastBusy = std::min_element(m_entries.begin(), m_entries.end(), [](const auto &a, const auto &b) { return a->underWay < b->underWay; });
    Entry *entry = leastBusy == m_entries.end() ? nullptr : leastBusy->get();
    if (entry == nullptr || (entry->underWay >= RequestsPerManager && m_entries.size() < MaxManagers)) {
        entry = m_entries.emplace_back(std::make_unique<Entry>()).get();
        // The machine's proxy settings are for the world, not for loopback.
        entry->manager.setProxy(QNetworkProxy::NoProxy);
    }
    ++entry->underWay;
    std::unique_ptr<QNetworkReply> reply(entry->manager.get(QNetworkRequest(url)));
    QObject::connect(reply.get(), &QObject::destroyed, &entry->manager, [entry] { --entry->underWay; });
    return reply;
}

} // namespace scenarios
