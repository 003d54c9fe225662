#include "console/VncView.h"
#include "support/TestMain.h"
#include "ui/ScriptedVnc.h"
#include "ui/Waits.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>

using namespace skylab;
using namespace skylab::console;

/// What the screen of a guest does with keys, pointer, clipboard and size.
class ConsoleInputTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::ScriptedVnc> m_vnc;
    std::unique_ptr<VncView> m_view;
    int m_shade = 0;

    /// What the server sent before another picture.
    void untilTheViewHasReadIt()
    {
        ++m_shade;
        m_vnc->say(QByteArray("\0\0\0\x01\0\0\0\0\0\x40\0\x30\0\0\0\0", 16) + (QByteArray(1, char(m_shade)) + QByteArray(3, '\0')).repeated(64 * 48));
        QTRY_COMPARE(m_view->screenshot().pixel(0, 0), 0xff000000U | quint32(m_shade));
    }

private Q_SLOTS:
    void init()
    {
        m_vnc = std::make_unique<test::ScriptedVnc>();
        m_view = std::make_unique<VncView>();
        m_view->resize(640, 480);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->open(QUrl(m_vnc->url()), {}, {});
        QTRY_COMPARE(m_view->state(), VncView::State::Open);
        QTRY_COMPARE(m_view->screenshot().pixel(0, 0), 0xffff0000U);
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasKeyboard());
        m_vnc->received.clear();
    }
    void cleanup()
    {
        m_view.reset();
        m_vnc.reset();
    }

    void knowsTheUsKeyboard()
    {
        QCOMPARE(strokeOf(U'a')->key.xtCode, 0x1eU);
        QVERIFY(!strokeOf(U'a')->shift);
        QCOMPARE(strokeOf(U'?')->key.xtCode, 0x35U);
        QVERIFY(strokeOf(U'?')->shift);
        QCOMPARE(strokeOf(U'|')->key.xtCode, 0x2bU);
        QVERIFY(!strokeOf(char32_t(0xad6c)));
        const auto chord = chordOf("Ctrl+Alt+F2");
        QCOMPARE(chord.size(), 3);
        QCOMPARE(chord[2].keysym, 0xffbfU);
        QCOMPARE(chord[2].xtCode, 0x3cU);
        QCOMPARE(chordOf("F11")[0].xtCode, 0x57U);
        QVERIFY(chordOf("Ctrl+Nonsense").isEmpty());
    }
    void typesTextWithShift()
    {
        QSignalSpy typing(m_view.get(), &VncView::typingChanged);
        m_view->typeText("aB!\n");
        QCOMPARE(m_view->charactersToType(), 3);   // the first goes at once
        QTRY_COMPARE(m_vnc->keysDown(), QList<quint32>({ 'a', 0xffe1, 'B', 0xffe1, '!', 0xff0d }));
        QCOMPARE(typing.last()[0].toInt(), 0);
    }
    void aKeyStopsTyping()
    {
        m_view->typeText(QString(500, 'x'));
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QCOMPARE(m_view->charactersToType(), 0);
    }
    void releasesWhatWasPressedWhenTheFocusGoes()
    {
        QTest::keyPress(m_view.get(), Qt::Key_Control, Qt::ControlModifier);
        QTRY_VERIFY(m_vnc->received.contains(QByteArray("\x04\x01\0\0\0\0\xff\xe3", 8)));
        m_view->clearFocus();
        QTRY_VERIFY(m_vnc->received.contains(QByteArray("\x04\0\0\0\0\0\xff\xe3", 8)));
    }
    void ctrlAltShiftGivesTheKeyboardBack()
    {
        QSignalSpy released(m_view.get(), &VncView::releaseAsked);
        QTest::keyPress(m_view.get(), Qt::Key_Control, Qt::NoModifier);   // what a key event says of its own modifier is turned round
        QTest::keyPress(m_view.get(), Qt::Key_Shift, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(released.size(), 1);
        QSignalSpy full(m_view.get(), &VncView::fullScreenAsked);
        QTest::keyClick(m_view.get(), Qt::Key_F11);
        QCOMPARE(full.size(), 1);
        QSignalSpy paste(m_view.get(), &VncView::pasteAsked);
        QTest::keyClick(m_view.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(paste.size(), 1);
        QVERIFY(!m_vnc->keysDown().contains(0xffc8));   // none of them reached the guest
    }
    void scalesInThreeWays_data()
    {
        QTest::addColumn<VncView::Scaling>("scaling");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QPoint>("click");
        QTest::addColumn<QPoint>("guest");
        QTest::newRow("fit") << VncView::Scaling::Fit << QSize(320, 480) << QPoint(160, 240) << QPoint(32, 24);
        QTest::newRow("actual, centred") << VncView::Scaling::Actual << QSize(164, 148) << QPoint(50, 50) << QPoint(0, 0);
        QTest::newRow("actual, too large: follows the pointer") << VncView::Scaling::Actual << QSize(32, 24) << QPoint(31, 23) << QPoint(62, 46);
        QTest::newRow("whole multiples") << VncView::Scaling::Integer << QSize(200, 150) << QPoint(4, 3) << QPoint(0, 0);
    }
    void scalesInThreeWays()
    {
        QFETCH(VncView::Scaling, scaling);
        QFETCH(QSize, size);
        QFETCH(QPoint, click);
        QFETCH(QPoint, guest);
        m_view->setMinimumSize(1, 1);
        m_view->resize(size);
        m_view->setScaling(scaling);
        m_vnc->received.clear();
        QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, click);
        const QByteArray expected = QByteArray("\x05\x01\0", 3) + char(guest.x()) + '\0' + char(guest.y());
        QTRY_VERIFY2(m_vnc->received.contains(expected), m_vnc->received.toHex());
    }
    void clipboardsStayApartUnlessWanted()
    {
        QApplication::clipboard()->setText("mine");
        m_vnc->sayClipboard("theirs");
        untilTheViewHasReadIt();
        QCOMPARE(QApplication::clipboard()->text(), QString("mine"));
        QVERIFY(!m_vnc->received.contains("mine"));

        m_view->setClipboard(VncView::Clipboard::ToGuest);
        QTRY_VERIFY(m_vnc->received.contains("mine"));
        m_vnc->sayClipboard("theirs 2");
        untilTheViewHasReadIt();
        QCOMPARE(QApplication::clipboard()->text(), QString("mine"));

        m_view->setClipboard(VncView::Clipboard::Both);
        m_vnc->sayClipboard("theirs 3");
        QTRY_COMPARE(QApplication::clipboard()->text(), QString("theirs 3"));
        m_vnc->received.clear();
        m_view->clearFocus();
        m_view->setFocus();
        test::untilIdle();
        QTest::keyClick(m_view.get(), Qt::Key_A);   // what is sent later comes later
        QTRY_VERIFY(m_vnc->keysDown().contains('a'));
        QVERIFY(!m_vnc->received.contains("theirs"));   // no ping-pong
        QApplication::clipboard()->setText("while away");
        QTRY_VERIFY(m_vnc->received.contains("while away"));
        m_view->clearFocus();
        m_vnc->received.clear();
        QApplication::clipboard()->setText("not looked at");
        test::untilIdle();
        m_view->typeText("b");
        QTRY_VERIFY(m_vnc->keysDown().contains('b'));
        QVERIFY(!m_vnc->received.contains("not looked at"));
    }
    void offersATextOnlyWhereTheGuestHasAClipboard()
    {
        QVERIFY(!m_view->offerText("hello"));
        m_vnc->sayClipboard("an agent is there");
        QTRY_VERIFY(m_view->offerText("hello"));
        QTRY_VERIFY(m_vnc->received.contains("hello"));
    }
    void keepsTheLastPictureWhileItConnectsAgain()
    {
        m_vnc->close();
        QTRY_COMPARE(m_view->state(), VncView::State::Closed);
        m_view->showWaiting("Connecting again…");
        const auto dimmed = m_view->grab().toImage().pixelColor(320, 100);
        QVERIFY2(dimmed.red() > 60 && dimmed.red() < 200, qPrintable(dimmed.name()));
        m_vnc->pixel = QByteArray("\xff\0\0\0", 4);
        m_view->open(QUrl(m_vnc->url()), {}, {});
        QTRY_COMPARE(m_view->screenshot().pixel(0, 0), 0xff0000ffU);
        QTRY_COMPARE(m_view->grab().toImage().pixelColor(320, 100), QColor(Qt::blue));
    }
};

SKYLAB_TEST(ConsoleInputTest)
#include "ConsoleInputTest.moc"
