// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"
#include "panels/pane.h"

#include <atomic>
#include <memory>

class QLabel;
class QVBoxLayout;

namespace panels {

class FindingCard;

/// What the rules of analysis/ notice in a trace that has come to its end, on a thread of its own; nothing is claimed of a run that goes on.
class FindingsPane : public Pane
{
    Q_OBJECT

public:
    static constexpr std::size_t MaxCards = 100;

    explicit FindingsPane(session::Session &session, QWidget *parent = nullptr);
    ~FindingsPane() override;

    [[nodiscard]] const std::vector<FindingCard *> &cards() const { return m_cards; }
    /// Why there are no cards, or how many more there are.
    [[nodiscard]] QString note() const;

protected:
    void bringUpToDate() override;
    void themeChanged() override;

private:
    void begin();
    void show(const std::vector<analysis::Finding> &findings);
    void clearCards();

    QVBoxLayout *m_column;
    QLabel *m_note;
    std::vector<FindingCard *> m_cards;
    std::shared_ptr<std::atomic<bool>> m_isCancelled; ///< of the work under way
    std::shared_ptr<const trace::Trace> m_judged;
    quint64 m_judgedEvents = 0;
};

} // namespace panels
