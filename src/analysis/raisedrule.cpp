// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rule.h"
#include "analysis/wording.h"

namespace analysis {

namespace {

class RaisedRule final : public Rule
{
public:
    void observe(const trace::Event &event, const trace::State &) override
    {
        if (event.kind == trace::EventKind::TaskFinished && event.outcome() == trace::Outcome::Raised)
            m_raised.push_back(event);
    }

    void conclude(const trace::Trace &trace, const Summary &, std::vector<Finding> &findings) override
    {
        for (const trace::Event &event : m_raised) {
            const QString what = event.text == trace::TextId::None ? QString() : QStringLiteral(": ") + trace.text(event.text);
            findings.push_back({ "raised", Severity::Error, event.task, event.time,
                QStringLiteral("%1 ended by raising at %2%3")
                    .arg(taskName(trace, event.task), momentText(event.time), what) });
        }
    }

private:
    std::vector<trace::Event> m_raised;
};

} // namespace

std::unique_ptr<Rule> makeRaisedRule()
{
    return std::make_unique<RaisedRule>();
}

} // namespace analysis
