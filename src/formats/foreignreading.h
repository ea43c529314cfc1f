// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesource.h"
#include "formats/foreigntrace.h"
#include "formats/nametable.h"
#include "formats/ownevents.h"

namespace formats {

/// What the readers of other programs' recordings have in common: names and marks as they come, how far the work is, and the trace in the end.
class ForeignReading
{
public:
    /// Progress, preview and source are borrowed; `name` stands for the file in messages, and what stands before its suffix becomes the trace's name.
    /// `origin` says what the file is ("Perfetto").
    ForeignReading(ByteSource &source, const QString &name, const QString &origin, const Progress &progress, const Preview &preview);

    [[nodiscard]] const std::shared_ptr<trace::TextTable> &texts() const { return m_texts; }
    [[nodiscard]] NameTable &names() { return m_names; }
    [[nodiscard]] ForeignTrace &recording() { return m_recording; }

    /// Tells how far reading is, which is three quarters of the way; false where the work is to end.
    [[nodiscard]] bool goesOn();
    /// Shows what has been read so far where that is wanted: events of ours, where there are any, else the recording. To be called between two windows
    /// of the file.
    void showPreview(const OwnEvents &own);
    /// The trace, its repairs told; `cutOff` says where the file is cut off ("in line 7"), "" where it is whole. Cancelled where the work was ended.
    [[nodiscard]] trace::Result<Loaded> finish(const QString &cutOff);

private:
    [[nodiscard]] trace::TraceInfo info() const;

    ByteSource &m_source;
    QString m_name;
    QString m_origin;
    const Progress &m_progress;
    const Preview &m_preview;
    std::shared_ptr<trace::TextTable> m_texts;
    NameTable m_names;
    ForeignTrace m_recording;
};

} // namespace formats
