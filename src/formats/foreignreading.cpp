// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/foreignreading.h"

#include <QFileInfo>

namespace formats {

ForeignReading::ForeignReading(ByteSource &source, const QString &name, const QString &origin, const Progress &progress, const Preview &preview)
    : m_source(source), m_name(name), m_origin(origin), m_progress(progress), m_preview(preview), m_texts(std::make_shared<trace::TextTable>()), m_names(*m_texts),
      m_recording(m_texts)
{
}

trace::TraceInfo ForeignReading::info() const
{
    trace::TraceInfo info;
    info.name = QFileInfo(m_name).baseName();
    info.origin = m_origin;
    return info;
}

bool ForeignReading::goesOn()
{
    return !m_progress || m_progress(3 * m_source.done(), 4 * m_source.total());
}

void ForeignReading::showPreview(const OwnEvents &own)
{
    const bool isOurs = own.count() > 0;
    if (!m_preview.isWanted || (!isOurs && m_recording.isEmpty()) || !m_preview.isWanted(m_source.done(), m_source.total()))
        return;
    std::unique_ptr<trace::Trace> part = isOurs ? own.firstPart(Preview::MostRecords, [this] { return goesOn(); })
                                                : m_recording.buildPart(Preview::MostRecords, info(), [this](quint64, quint64) { return goesOn(); });
    if (part)
        m_preview.show(std::move(part));
}

trace::Result<Loaded> ForeignReading::finish(const QString &cutOff)
{
    const quint64 total = m_source.total();
    Loaded loaded;
    loaded.trace = m_recording.build(info(), [&](quint64 done, quint64 all) {
        const double share = all > 0 ? static_cast<double>(done) / static_cast<double>(all) : 0;
        return !m_progress || m_progress(3 * total + static_cast<quint64>(share * static_cast<double>(total)), 4 * total);
    });
    if (!loaded.trace)
        return cancelled();
    loaded.isCutOff = !cutOff.isEmpty();
    loaded.remark = m_recording.repairs().sentence();
    if (loaded.isCutOff)
        loaded.remark = QStringLiteral("is cut off %1").arg(cutOff) + (loaded.remark.isEmpty() ? QString() : QStringLiteral("; ") + loaded.remark);
    return loaded;
}

} // namespace formats
