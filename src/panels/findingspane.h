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
    /// Cards that are made at once: each wraps a text, and a hundred of them would take several frames.
    static constexpr std::size_t CardsAtOnce = 5;

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
    void show(std::vector<analysis::Finding> findings);
    void addCards();
    void addCard(const analysis::Finding &finding);
    void clearCards();

    QVBoxLayout *m_column;
    QLabel *m_note;
    std::vector<analysis::Finding> m_findings;
    std::vector<FindingCard *> m_cards; ///< of the first of them
    QTimer m_more; ///< adds the next cards
    std::shared_ptr<std::atomic<bool>> m_isCancelled; ///< of the work under way
    std::shared_ptr<const trace::Trace> m_judged;
    quint64 m_judgedEvents = 0;
};

} // namespace panels
