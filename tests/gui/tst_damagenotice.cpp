// SPDX-License-Identifier: GPL-3.0-or-later
// A .loopscope file of which a page of the index is damaged: the window opens it, and says so once somebody has come to what is missing.
#include "gui/windowfixture.h"

#include "app/window/noticebar.h"
#include "formats/loopscopefile.h"
#include "support/indexedfiles.h"
#include "support/syntheticload.h"

#include <QBuffer>
#include <QFile>
#include <QSignalSpy>

namespace {

struct DamageFixture : WindowFixture
{
    [[nodiscard]] session::Session &session() { return window->workspace().session(); }
    [[nodiscard]] QString notice() { return window->findChild<app::NoticeBar *>()->text(); }
};

} // namespace

class tst_DamageNotice : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_file;

    QString written(const char *name, const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        WindowFixture::isolateSettings();
        auto texts = std::make_shared<trace::TextTable>();
        support::SyntheticLoad load(*texts, 8);
        std::vector<trace::Event> events;
        load.fill(events, 200'000);
        trace::Trace trace({}, texts);
        for (const trace::Event &event : events)
            trace.append(event);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        QVERIFY(formats::writeLoopscope(trace, buffer, {}, 0));
        m_file = buffer.data();
    }
    void init() { QSettings().clear(); }

    void aDamagedPageIsToldOnce()
    {
        constexpr quint64 Page = 80; // in the middle of the events
        QByteArray damaged = m_file;
        QVERIFY(support::damagePage(damaged, Page));
        const QString path = written("hurt.loopscope", damaged);
        DamageFixture fixture;
        QVERIFY(fixture.isReady());
        QSignalSpy noticed(&fixture.window->workspace(), &app::Workspace::noticed);
        fixture.window->openFile(path);
        QTRY_COMPARE(fixture.session().source().name, QStringLiteral("hurt.loopscope")); // it is shown, with what is missing
        QVERIFY(fixture.trace().eventCount() >= 200'000);
        // The findings come to every page, on a thread of their own.
        QTRY_VERIFY(fixture.trace().isDamaged());
        QTRY_COMPARE(noticed.count(), 1);
        QCOMPARE(fixture.notice(), QStringLiteral("hurt.loopscope: page 80 of its index is damaged or cannot be read any more: what stood there is missing from what is shown."));
        QVERIFY(fixture.window->findChild<app::NoticeBar *>()->isVisible());
        QTest::qWait(1200);
        QCOMPARE(noticed.count(), 1); // once
    }

    void aWholeFileAfterwardsTellsNothing()
    {
        QByteArray damaged = m_file;
        QVERIFY(support::damagePage(damaged, 0));
        DamageFixture fixture;
        QVERIFY(fixture.isReady());
        fixture.window->openFile(written("hurt.loopscope", damaged));
        QSignalSpy noticed(&fixture.window->workspace(), &app::Workspace::noticed);
        QTRY_COMPARE(noticed.count(), 1);
        QSignalSpy opened(&fixture.window->workspace(), &app::Workspace::recordingOpened);
        fixture.window->openFile(written("whole.loopscope", m_file));
        QTRY_COMPARE(opened.count(), 1);
        QTest::qWait(1200);
        QCOMPARE(noticed.count(), 1);
        QCOMPARE(fixture.notice(), QString());
    }
};

QTEST_MAIN(tst_DamageNotice)
#include "tst_damagenotice.moc"
