// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowkernel.h"

#include "referencecells.h"

#include <QTest>

#include <random>

using namespace timeline;
using session::LaneKind;
using session::Theme;
using trace::AwaitReason;
using trace::Coverage;

namespace {

Coverage single(quint8 Coverage::*state, AwaitReason reason = AwaitReason::None)
{
    Coverage column;
    column.*state = 255;
    column.isSingle = true;
    column.hasRun = state == &Coverage::running;
    column.reason = reason;
    return column;
}

/// One column a character: space nothing, A awaiting, R ready, I idle, # a slice that runs, | a resume of no length in an awaiting stretch.
std::vector<Coverage> columnsOf(QStringView text)
{
    std::vector<Coverage> columns;
    for (const QChar c : text) {
        Coverage column;
        if (c == u'A')
            column = single(&Coverage::awaiting, AwaitReason::Sleep);
        else if (c == u'R')
            column = single(&Coverage::ready);
        else if (c == u'I')
            column = single(&Coverage::idle);
        else if (c == u'#')
            column = single(&Coverage::running);
        else if (c == u'|') {
            column.awaiting = 255;
            column.reason = AwaitReason::Sleep;
            column.hasRun = true;
        }
        columns.push_back(column);
    }
    return columns;
}

/// The cell of each column.
std::vector<Cell> cellsOf(std::span<const Coverage> columns, const CellStyle &style)
{
    std::vector<CellRun> runs;
    RowKernel().compute(columns, style, runs);
    std::vector<Cell> cells(columns.size());
    for (const CellRun &run : runs)
        std::fill(cells.begin() + run.begin, cells.begin() + run.end, run.cell);
    return cells;
}

/// The cells as text: . hatch, # running in full, ~ a mixture, o inside of hollow, ! its sides, space nothing.
QString drawn(QStringView text, double ratio = 1, LaneKind kind = LaneKind::Task)
{
    const CellStyle style(Theme::light(), kind, Theme::light().ground, ratio);
    const std::vector<Coverage> columns = columnsOf(text);
    QString result;
    for (const Cell &cell : cellsOf(columns, style)) {
        if (cell == Cell())
            result += u' ';
        else if (cell == style.running.cell)
            result += u'#';
        else if (cell.hatch)
            result += u'.';
        else if (cell.hasThickEdge)
            result += cell.fill == cell.edge ? u'!' : u'o';
        else
            result += u'~';
    }
    return result;
}

} // namespace

class TestRowKernel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void columnsBecomeCells_data()
    {
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("cells");
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("nothing known") << "     " << "     ";
        QTest::newRow("slices") << "AAAA######AAAA" << "....######....";
        QTest::newRow("a resume is three columns") << "AAAAAAAAAA|AAAAAAAAAA" << ".........###.........";
        QTest::newRow("two near ones are two each") << "AAAAAAAAAA|AAAA|AAAAAAAAAA" << "..........##...##.........";
        QTest::newRow("with ground between them") << "AAAAAAAAAA|A|A|AAAAAAAAAA" << ".........##.#.##.........";
        QTest::newRow("touching ones are one mark") << "AAAAAAAAAA||AAAAAAAAAA" << "..........###.........";
        QTest::newRow("more than a mark is load") << "AAAAAAAAAA||||||AAAAAAAAAA" << "..........~~~~~~..........";
        QTest::newRow("hollow with sides") << "AAARRRRRRRRRAAA" << "...!!ooooo!!...";
        QTest::newRow("narrow hollow") << "AAARRRRAAA" << "...!oo!...";
        QTest::newRow("hollow beyond the picture") << "RRRRRRRRAAA" << "oooooo!!...";
        QTest::newRow("at the left end") << "|AAAAAAAAAAAA" << "##...........";
        QTest::newRow("at the right end") << "AAAAAAAAAAAA|" << "...........##";
    }
    void columnsBecomeCells()
    {
        QFETCH(QString, columns);
        QFETCH(QString, cells);
        QCOMPARE(drawn(columns), cells);
    }

    void stretchesAreThoseOfTheReference()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const auto chance = [&](unsigned of) { return random() % of == 0; };
        RowKernel kernel;
        std::vector<CellRun> runs;
        std::vector<CellRun> expected;
        for (int round = 0; round < 2000; ++round) {
            const double ratio = std::array { 1.0, 1.5, 2.0 }[random() % 3];
            const LaneKind kind = std::array { LaneKind::Task, LaneKind::Loop, LaneKind::Worker }[random() % 3];
            const CellStyle style(Theme::light(), kind, Theme::light().ground, ratio, kind == LaneKind::Task && chance(5));
            std::vector<Coverage> columns;
            const auto busyness = unsigned(1 + random() % 30);
            while (columns.size() < 200) {
                Coverage column = columnsOf(QStringView(u" ARI#|").mid(qsizetype(random() % 6), 1)).front();
                if (chance(busyness)) {
                    column.isSingle = false;
                    column.running = quint8(chance(2) ? 0 : random() % 256);
                    column.awaiting = quint8((255 - column.running) / 2);
                    column.ready = quint8((255 - column.running) / 3);
                    column.hasRun = column.running > 0;
                }
                column.hasRun = column.hasRun || chance(40);
                column.isLost = chance(30);
                columns.insert(columns.end(), 1 + (chance(3) ? random() % 20 : 0), column);
            }
            std::vector<Cell> cells(columns.size());
            reference::computeCells(columns, style, cells);
            reference::mergeCells(cells, expected);
            kernel.compute(columns, style, runs);
            QCOMPARE(runs, expected);
            std::vector<RowKernel::Stretch> singles;
            for (int begin = 0, end = 0; begin < int(columns.size()); begin = end + 1) {
                for (end = begin; end < int(columns.size()) && columns[size_t(end)].isSingle;)
                    ++end;
                if (end - begin >= RowKernel::LeastSingles)
                    singles.push_back({ begin, end });
            }
            QCOMPARE(kernel.singles(), singles);
        }
    }

    void marksGrowWithThePixelRatio()
    {
        QCOMPARE(drawn(u"AAAAAAAAAAAAAAAAAAAA|AAAAAAAAAAAAAAAAAAAA", 2).count(u'#'), 6);
        QCOMPARE(drawn(u"AAAAAAAAAAAAAAAAAAAA|AAAAAAAAAAAAAAAAAAAA", 1.5).count(u'#'), 5);
    }

    void marksDoNotDependOnWhereThePictureBegins()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 300; ++round) {
            QString text;
            const auto density = 2 + random() % 12;
            while (text.size() < 120)
                text += random() % density == 0 ? u'|' : u'A';
            const QString whole = drawn(text);
            for (const int shift : { 1, 7, 30 }) {
                // Away from the ends, where the neighbours are the same.
                QCOMPARE(drawn(QStringView(text).mid(shift)).mid(12, 60), whole.mid(shift + 12, 60));
            }
        }
    }

    void theLoopAndWorkersDrawWhatRunsOnly()
    {
        QCOMPARE(drawn(u"IIIRRR###III", 1, LaneKind::Loop), QStringLiteral("      ###   "));
        QCOMPARE(drawn(u"IIIRRR###III", 1, LaneKind::Worker), QStringLiteral("      ###   "));
    }

    void aMixtureIsTheReferencesMixture_data()
    {
        QTest::addColumn<int>("running");
        QTest::addColumn<int>("awaiting");
        QTest::addColumn<int>("ready");
        QTest::addColumn<bool>("hasRun");
        QTest::newRow("half awaiting") << 0 << 128 << 0 << false;
        QTest::newRow("half running") << 128 << 127 << 0 << true;
        QTest::newRow("a trace of running") << 1 << 254 << 0 << true;
        QTest::newRow("a resume of no length") << 0 << 255 << 0 << true;
        QTest::newRow("all three") << 40 << 100 << 115 << true;
        QTest::newRow("partly unknown") << 10 << 20 << 30 << true;
    }
    void aMixtureIsTheReferencesMixture()
    {
        QFETCH(int, running);
        QFETCH(int, awaiting);
        QFETCH(int, ready);
        QFETCH(bool, hasRun);
        const Theme &theme = Theme::dark();
        const CellStyle style(theme, LaneKind::Task, theme.ground, 1);
        Coverage column;
        column.running = quint8(running);
        column.awaiting = quint8(awaiting);
        column.ready = quint8(ready);
        column.reason = AwaitReason::Io;
        column.hasRun = hasRun;
        // The reference says it in real numbers: running has its floor, the others share what is left in proportion if there is too little.
        const double r = hasRun ? std::max(running / 255.0, 0.35) : 0;
        const double others = (awaiting + ready) / 255.0;
        const double share = others > 1 - r ? (1 - r) / others : 1;
        const auto part = [&](auto channel) {
            const double ground = channel(style.ground);
            return ground + (channel(style.running.flat) - ground) * r + (channel(style.awaiting[size_t(AwaitReason::Io)].flat) - ground) * awaiting / 255.0 * share
                + (channel(style.ready.flat) - ground) * ready / 255.0 * share;
        };
        const Cell cell = mixedCell(column, style);
        QVERIFY(std::abs(qRed(cell.fill) - part([](QRgb c) { return double(qRed(c)); })) <= 1);
        QVERIFY(std::abs(qGreen(cell.fill) - part([](QRgb c) { return double(qGreen(c)); })) <= 1);
        QVERIFY(std::abs(qBlue(cell.fill) - part([](QRgb c) { return double(qBlue(c)); })) <= 1);
        QCOMPARE(cell.over != 0, hasRun);
    }

    void flatStylesHaveNeitherHatchNorHollow()
    {
        const CellStyle style(Theme::light(), LaneKind::Task, Theme::light().ground, 1, true);
        const std::vector<Coverage> columns = columnsOf(u"AARR##");
        for (const Cell &cell : cellsOf(columns, style)) {
            QVERIFY(cell.fill);
            QVERIFY(!cell.hatch && !cell.hasThickEdge);
        }
    }

    void equalNeighboursAreMerged()
    {
        const CellStyle style(Theme::light(), LaneKind::Task, Theme::light().ground, 1);
        const std::vector<Coverage> columns = columnsOf(u"  AAAA  ####");
        std::vector<CellRun> runs;
        RowKernel().compute(columns, style, runs);
        QCOMPARE(runs.size(), size_t(2));
        QCOMPARE(runs[0].begin, 2);
        QCOMPARE(runs[0].end, 6);
        QCOMPARE(runs[1].begin, 8);
        QCOMPARE(runs[1].end, 12);
    }
};

QTEST_GUILESS_MAIN(TestRowKernel)
#include "tst_rowkernel.moc"
