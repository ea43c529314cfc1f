// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <memory>
#include <vector>

namespace scenarios {

/// Sends requests through as many QNetworkAccessManagers as it takes. One manager opens six connections to a host and lets further requests queue up
/// inside it (QNetworkAccessManager, class documentation), where a timeline would show that queue as a slow server. So a seventh request to the
/// same host gets a manager of its own, up to MaxManagers of them (each has a thread); only beyond that requests queue.
class AccessPool
{
public:
    static constexpr int RequestsPerManager = 6;
    static constexpr std::size_t MaxManagers = 64;

    /// Sends a GET; the reply must be destroyed before the pool.
    [[nodiscard]] std::unique_ptr<QNetworkReply> get(const QUrl &url);
    [[nodiscard]] std::size_t managerCount() const { return m_entries.size(); }

private:
    struct Entry
    {
        QNetworkAccessManager manager;
        int underWay = 0;
    };
    std::vector<std::unique_ptr<Entry>> m_entries;
};

} // namespace scenarios
