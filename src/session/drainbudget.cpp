// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/drainbudget.h"

#include <algorithm>

namespace session {

trace::Duration DrainBudget::begin(qint64 now, quint64 waiting)
{
    if (m_ended >= 0) {
        // A pause is no frame: the thread may have done anything in it.
        const qint64 rest = std::clamp<qint64>(now - m_ended, 0, FrameWork.count());
        m_rest = std::max(rest, m_rest - (m_rest - rest) / 4);
    }
    const auto claim = Least.count() + qint64(double(waiting) * ClaimPerEvent);
    return trace::Duration(std::max(FrameWork.count() - m_rest, claim));
}

} // namespace session
