// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <memory>
#include <vector>

class QIODevice;

namespace formats {

/// Where a reader gets its bytes from, piece by piece: memory, a file, a pipe, or what another source has compressed.
class ByteSource
{
public:
    virtual ~ByteSource() = default;

    /// Reads 1..most bytes; 0 at the end and after a failure, which error() then tells.
    virtual qsizetype read(char *to, qsizetype most) = 0;
    /// Why reading ended too early, "" where it did not.
    [[nodiscard]] virtual QString error() const { return {}; }
    /// Bytes of the file that have been read, and its size; a size of 0 is not known. For progress.
    [[nodiscard]] virtual quint64 done() const = 0;
    [[nodiscard]] virtual quint64 total() const { return 0; }
};

/// Bytes in memory; borrowed.
class MemorySource : public ByteSource
{
public:
    explicit MemorySource(QByteArrayView bytes) : m_bytes(bytes) {}

    qsizetype read(char *to, qsizetype most) override;
    [[nodiscard]] quint64 done() const override { return static_cast<quint64>(m_at); }
    [[nodiscard]] quint64 total() const override { return static_cast<quint64>(m_bytes.size()); }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

/// An open device; borrowed. A pipe gives what it holds just now: a short piece is not the end, an empty one is.
class DeviceSource : public ByteSource
{
public:
    explicit DeviceSource(QIODevice &device, QByteArray head = {}, quint64 total = 0) : m_device(device), m_head(std::move(head)), m_total(total) {}

    qsizetype read(char *to, qsizetype most) override;
    [[nodiscard]] QString error() const override;
    [[nodiscard]] quint64 done() const override { return m_done; }
    [[nodiscard]] quint64 total() const override { return m_total; }

private:
    QIODevice &m_device;
    QByteArray m_head; ///< what has been taken from the device already
    quint64 m_done = 0;
    quint64 m_total;
};

/// What `packed`, a gzip file (RFC 1952, of any number of members), holds. Keeps 64 KB, whatever it unpacks to.
class GzipSource : public ByteSource
{
public:
    explicit GzipSource(ByteSource &packed);
    ~GzipSource() override;

    qsizetype read(char *to, qsizetype most) override;
    [[nodiscard]] QString error() const override { return m_error; }
    [[nodiscard]] quint64 done() const override { return m_packed.done(); }
    [[nodiscard]] quint64 total() const override { return m_packed.total(); }

private:
    struct Private;
    ByteSource &m_packed;
    std::unique_ptr<Private> d;
    QString m_error;
};
[[nodiscard]] bool isGzip(QByteArrayView head);

/// A stretch of a source in memory, moved on by its reader. 64 zero bytes follow its end, so that a scanner may look ahead without asking.
class ByteWindow
{
public:
    static constexpr qsizetype Padding = 64;
    static constexpr qsizetype Longest = qsizetype(64) << 20; ///< bytes of one value or packet

    /// `piece` is its first size; less where the source is known to be shorter.
    explicit ByteWindow(ByteSource &source, qsizetype piece = qsizetype(256) << 10);

    [[nodiscard]] const char *begin() const { return m_buffer.data(); }
    [[nodiscard]] const char *end() const { return m_buffer.data() + m_size; }
    /// Drops what stands before `from` (in [begin, end]) and reads on, growing where what is kept fills more than half; `from` then points to the
    /// same byte. False where nothing came: at the end, after a failure, and where more than Longest would have to be kept.
    bool readOn(const char *&from);
    /// Whether readOn() failed because one value is longer than Longest.
    [[nodiscard]] bool isTooLong() const { return m_isTooLong; }

    /// Place of a byte of the window in the whole text: its offset, and its line counted from 1.
    [[nodiscard]] quint64 offsetOf(const char *at) const { return m_offset + static_cast<quint64>(at - begin()); }
    [[nodiscard]] quint64 lineOf(const char *at) const;
    [[nodiscard]] ByteSource &source() { return m_source; }

private:
    ByteSource &m_source;
    std::vector<char> m_buffer;
    qsizetype m_size = 0;
    quint64 m_offset = 0;
    quint64 m_lines = 0; ///< line feeds before the window
    bool m_isTooLong = false;
};

} // namespace formats
