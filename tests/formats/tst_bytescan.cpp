// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/bytescan.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace formats;

namespace {

/// Bit n where it holds for byte n, one after the other.
template<typename Test>
quint32 bitsOf(const QByteArray &bytes, Test test)
{
    quint32 bits = 0;
    for (int n = 0; n < 16; ++n)
        bits |= test(static_cast<quint8>(bytes[n])) ? 1u << n : 0u;
    return bits;
}

/// What a block answers is what looking at each byte answers, whatever the bytes are.
template<typename Block>
void verifyBlock()
{
    static_assert(Block::Size == 16);
    QRandomGenerator random(11);
    for (int round = 0; round < 4000; ++round) {
        // All values of a byte beside each other, then random ones, then those that JSON is made of.
        QByteArray bytes(16, '\0');
        for (int n = 0; n < 16; ++n)
            bytes[n] = static_cast<char>(round < 256 ? round + n : round % 2 == 0 ? random.bounded(256) : static_cast<int>("{}[]\":,\\ \t\n\r09ez"[random.bounded(16)]));
        const Block block(bytes.constData());
        for (const char c : { '"', '\\', ',', '\0', 'a', static_cast<char>(0x80), static_cast<char>(0xff), static_cast<char>(round) })
            QCOMPARE(block.are(c), bitsOf(bytes, [c](quint8 b) { return b == static_cast<quint8>(c); }));
        for (const char c : { '{', '}', 'e', static_cast<char>(round | 0x20) })
            QCOMPARE(block.areFolded(c), bitsOf(bytes, [c](quint8 b) { return (b | 0x20) == static_cast<quint8>(c); }));
        for (const auto &[first, last] : { std::pair('0', '9'), std::pair('\x01', '\x1f'), std::pair(' ', '~'), std::pair('\0', '\x7f'), std::pair('a', 'a') })
            QCOMPARE(block.areIn(first, last), bitsOf(bytes, [f = first, l = last](quint8 b) { return b >= static_cast<quint8>(f) && b <= static_cast<quint8>(l); }));
    }
}

} // namespace

/// The scan of JSON sixteen bytes at a time, as every processor can do it and as this one does.
class TestByteScan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAnswerAsBytesDo() { verifyBlock<WordBlock>(); }
    void theBlocksOfThisProcessorAnswerAsBytesDo() { verifyBlock<ByteBlock>(); }

    void bytesAreCounted()
    {
        QRandomGenerator random(5);
        for (const qsizetype size : { 0, 1, 15, 16, 17, 4079, 4080, 4081, 70'000 }) {
            QByteArray bytes(size, '\n'); // more than a counter of eight bits holds
            QCOMPARE(countOf('\n', bytes.constData(), bytes.constData() + size), quint64(size));
            for (char &byte : bytes)
                byte = static_cast<char>(random.bounded(4));
            QCOMPARE(countOf('\2', bytes.constData(), bytes.constData() + size), quint64(bytes.count('\2')));
        }
    }
};

QTEST_GUILESS_MAIN(TestByteScan)
#include "tst_bytescan.moc"
