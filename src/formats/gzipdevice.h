// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QIODevice>

#include <memory>

namespace formats {

/// Packs what is written to it into a gzip file (RFC 1952) on another device. Without a date and a name, so equal input gives equal bytes.
class GzipDevice : public QIODevice
{
public:
    /// `target` is borrowed and open. Open for writing at once.
    explicit GzipDevice(QIODevice &target);
    ~GzipDevice() override;

    /// Writes what is left; the error's `what` is empty. Nothing may be written after it.
    [[nodiscard]] trace::Result<> finish();

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *data, qint64 size) override;

private:
    struct Private;
    bool deflateAll(int flush);

    QIODevice &m_target;
    std::unique_ptr<Private> d;
};

} // namespace formats
