// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a fuzz entry without libFuzzer: every file of the corpus, each cut off at every byte (the first 16 KB) and changed at random.
#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

namespace {

void feed(const QByteArray &bytes)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
}

void change(QByteArray &bytes, QRandomGenerator &random)
{
    if (bytes.isEmpty())
        return;
    const auto at = random.bounded(bytes.size());
    switch (random.bounded(4)) {
    case 0:
        bytes[at] = static_cast<char>(random.bounded(256));
        break;
    case 1:
        bytes.remove(at, 1 + random.bounded(8));
        break;
    case 2:
        bytes.insert(at, bytes.mid(random.bounded(bytes.size()), 1 + random.bounded(16)));
        break;
    default:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        std::fprintf(stderr, "usage: %s CORPUS-FOLDER [SEED]\n", argv[0]);
        return 2;
    }
    const quint32 seed = argc == 3 ? QByteArray(argv[2]).toUInt() : QRandomGenerator::global()->generate();
    std::printf("seed %u\n", seed);
    std::fflush(stdout); // an input that ends the process must leave its seed behind
    QRandomGenerator random(seed);
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    int inputs = 0;
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            return 1;
        const QByteArray whole = file.readAll();
        constexpr qsizetype MostCuts = 16 << 10;
        for (qsizetype size = 0; size <= std::min(whole.size(), MostCuts); ++size, ++inputs)
            feed(whole.first(size));
        for (int round = 0; round < 2000; ++round, ++inputs) {
            QByteArray changed = whole;
            for (int changes = 1 + random.bounded(4); changes > 0; --changes)
                change(changed, random);
            feed(changed);
        }
    }
    std::printf("%d inputs from %d files\n", inputs, static_cast<int>(names.size()));
    return inputs > 0 ? 0 : 1;
}
