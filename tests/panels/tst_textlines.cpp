// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/textlines.h"

#include <QFontMetrics>
#include <QImage>
#include <QPainter>
#include <QTest>

using panels::TextLines;
using session::FontRole;

namespace {

/// The columns, from first to last, in which something was drawn; {-1, -1} for nothing.
std::pair<int, int> inked(const QImage &image)
{
    std::pair<int, int> columns(-1, -1);
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixel(x, y) == QColor(Qt::white).rgb())
                continue;
            if (columns.first < 0)
                columns.first = x;
            columns.second = x;
        }
    }
    return columns;
}

} // namespace

class tst_TextLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(session::loadFonts()); }
    void aTextIsShapedOnceForAWidth();
    void theSideIsKeptAndNothingLeavesTheBox();
    void aCutNameKeepsItsNumber_data();
    void aCutNameKeepsItsNumber();
    void memoryIsBounded();
};

void tst_TextLines::aTextIsShapedOnceForAWidth()
{
    QImage image(300, 40, QImage::Format_RGB32);
    QPainter painter(&image);
    TextLines lines;
    for (int n = 0; n < 3; ++n) {
        QVERIFY(lines.draw(painter, { 0, 0, 200, 20 }, QStringLiteral("awaits sleep"), { FontRole::Body, Qt::black }) > 0);
        QCOMPARE(lines.shapedCount(), quint64(1));
    }
    // Elsewhere, in another colour: the same text. In a narrower box it is another one, once.
    lines.draw(painter, { 50, 20, 150, 20 }, QStringLiteral("awaits sleep"), { FontRole::Body, Qt::red });
    QCOMPARE(lines.shapedCount(), quint64(1));
    for (int n = 0; n < 3; ++n)
        QVERIFY(lines.draw(painter, { 0, 0, 40, 20 }, QStringLiteral("awaits sleep"), { FontRole::Body, Qt::black }) <= 40);
    QCOMPARE(lines.shapedCount(), quint64(2));
    QCOMPARE(lines.draw(painter, { 0, 0, 40, 20 }, QString(), {}), 0);
    QCOMPARE(lines.draw(painter, { 0, 0, 0, 20 }, QStringLiteral("x"), {}), 0);
}

void tst_TextLines::theSideIsKeptAndNothingLeavesTheBox()
{
    const auto drawn = [](Qt::Alignment side, const QString &text) {
        QImage image(300, 24, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        TextLines lines;
        lines.draw(painter, { 100, 0, 100, 24 }, text, { FontRole::Body, Qt::black, side });
        painter.end();
        return inked(image);
    };
    const QString text = QStringLiteral("HHH");
    QVERIFY(drawn(Qt::AlignLeft, text).first - 100 <= 2);
    QVERIFY(199 - drawn(Qt::AlignRight, text).second <= 2);
    const auto [first, last] = drawn(Qt::AlignHCenter, text);
    QVERIFY(std::abs((first - 100) - (199 - last)) <= 2);
    for (const Qt::Alignment side : { Qt::AlignLeft, Qt::AlignRight, Qt::AlignHCenter }) {
        const auto columns = drawn(side, QString(100, QLatin1Char('H')));
        QVERIFY2(columns.first >= 100 && columns.second <= 200, qPrintable(QStringLiteral("%1..%2").arg(columns.first).arg(columns.second)));
    }
}

void tst_TextLines::aCutNameKeepsItsNumber_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("end");
    QTest::newRow("fits") << QStringLiteral("say-2") << 200 << QStringLiteral("say-2");
    QTest::newRow("task") << QStringLiteral("handle_incoming_request-117") << 100 << QStringLiteral("\u2026-117");
    QTest::newRow("no sign") << QStringLiteral("handle_incoming_request117") << 100 << QStringLiteral("\u2026117");
    QTest::newRow("no number") << QStringLiteral("handle_incoming_request") << 100 << QStringLiteral("uest");
    QTest::newRow("number alone") << QStringLiteral("12345678901234567890") << 60 << QStringLiteral("90");
    QTest::newRow("no room") << QStringLiteral("handle_incoming_request-117") << 20 << QString();
}

void tst_TextLines::aCutNameKeepsItsNumber()
{
    QFETCH(QString, name);
    QFETCH(int, width);
    QFETCH(QString, end);
    const QString shown = TextLines::cut(name, FontRole::Name, Qt::ElideMiddle, width);
    QVERIFY2(shown.endsWith(end), qPrintable(shown));
    QVERIFY2(QFontMetrics(session::font(FontRole::Name)).horizontalAdvance(shown) <= width, qPrintable(shown));
}

void tst_TextLines::memoryIsBounded()
{
    TextLines lines;
    for (int n = 0; n < 3 * TextLines::MostTexts; ++n)
        QVERIFY(lines.width(QString::number(n), FontRole::Small) > 0);
    // The last ones are known, the first ones are not.
    const quint64 before = lines.shapedCount();
    QVERIFY(lines.width(QString::number(3 * TextLines::MostTexts - 1), FontRole::Small) > 0);
    QCOMPARE(lines.shapedCount(), before);
    QVERIFY(lines.width(QString::number(0), FontRole::Small) > 0);
    QCOMPARE(lines.shapedCount(), before + 1);
}

QTEST_MAIN(tst_TextLines)
#include "tst_textlines.moc"
