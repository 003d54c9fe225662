#include "console/FindBar.h"
#include "console/TerminalPane.h"
#include "console/TerminalView.h"
#include "panel/Panels.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerTerminal.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWebSocket>

using namespace skylab;
using namespace skylab::console;
using skylab::test::web1;

class TerminalTest : public QObject {
    Q_OBJECT

    std::unique_ptr<TerminalPane> m_pane;
    std::unique_ptr<QSignalSpy> m_spy;

    TerminalView& terminal() { return *m_pane->terminal(); }
    QByteArray sent()
    {
        QByteArray all;
        for (const auto& one : *m_spy)
            all += one[0].toByteArray();
        m_spy->clear();
        return all;
    }

private Q_SLOTS:
    void init()
    {
        m_pane = std::make_unique<TerminalPane>();
        m_pane->resize(700, 300);
        m_pane->show();
        QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
        terminal().setFocus();
        m_spy = std::make_unique<QSignalSpy>(&terminal(), &TerminalView::wantsToSend);
    }
    void cleanup()
    {
        m_spy.reset();
        m_pane.reset();
    }

    void understandsEscapes()
    {
        terminal().feed("plain \x1b[31mred\x1b[0m\r\nline two\x1b[3;1Hthird \xea\xb5\xac\xeb\xa6\x84");
        QTRY_VERIFY(terminal().text().startsWith("plain red\nline two\nthird "));
        QVERIFY(terminal().text().contains(QString::fromUtf8("구름")));
        QTest::keyClick(&terminal(), Qt::Key_C, Qt::ControlModifier);
        QTest::keyClick(&terminal(), Qt::Key_Up);
        QTest::keyClick(&terminal(), Qt::Key_Tab);
        QTest::keyClick(&terminal(), Qt::Key_F2);
        QCOMPARE(sent(), QByteArray("\x03\x1b[A\t\x1bOQ"));
    }
    void paintsTrueColours()
    {
        terminal().feed("\x1b[48;2;250;0;0m\x1b[38;5;46mX   \x1b[0m");
        QTRY_VERIFY(terminal().text().startsWith("X"));
        const auto picture = terminal().grab().toImage();
        QCOMPARE(picture.pixelColor(6 + 8 * 2, 10), QColor(250, 0, 0));   // the second blank
    }
    void searchesAllThatWasShown()
    {
        for (int i = 0; i < 200; ++i)
            terminal().feed("line " + QByteArray::number(i) + (i % 50 == 0 ? " needle" : "") + "\r\n");
        QTRY_VERIFY(terminal().verticalScrollBar()->maximum() > 100);
        QTest::keyClick(&terminal(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_pane->findBar()->isVisible());
        auto* edit = m_pane->findBar()->findChild<QLineEdit*>();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "NEEDLE");
        QCOMPARE(terminal().hits(), 4);
        QCOMPARE(terminal().currentHit(), 4);
        QVERIFY(terminal().text().contains("line 150 needle"));
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(terminal().text().contains("line 100 needle"));
        QTest::keyClick(edit, Qt::Key_F3, Qt::ShiftModifier);
        QTest::keyClick(edit, Qt::Key_F3, Qt::ShiftModifier);
        QVERIFY(terminal().text().contains("line 0 needle"));
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!m_pane->findBar()->isVisible());
        QVERIFY(terminal().hasFocus());
        QVERIFY(sent().isEmpty());
    }
    void selectsAndCopies()
    {
        terminal().feed("alpha beta-1 gamma\r\nsecond line\r\n");
        QTRY_VERIFY(terminal().text().contains("second"));
        const QFontMetrics metrics(terminal().font());
        const auto place = [&](double column, int row) { return QPoint(int(6 + column * metrics.horizontalAdvance('M')), 4 + row * (metrics.height() + 1) + 5); };
        QTest::mouseDClick(terminal().viewport(), Qt::LeftButton, {}, place(8.5, 0));
        QCOMPARE(terminal().selectedText(), QString("beta-1"));
        QTest::keyClick(&terminal(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QApplication::clipboard()->text(), QString("beta-1"));
        QTest::mousePress(terminal().viewport(), Qt::LeftButton, {}, place(6, 0));
        QTest::mouseMove(terminal().viewport(), place(6, 1));
        QMouseEvent move(QEvent::MouseMove, place(6, 1), terminal().viewport()->mapToGlobal(place(6, 1)), Qt::NoButton, Qt::LeftButton, {});
        QApplication::sendEvent(terminal().viewport(), &move);
        QTest::mouseRelease(terminal().viewport(), Qt::LeftButton, {}, place(6, 1));
        QCOMPARE(terminal().selectedText(), QString("beta-1 gamma\nsecond"));
        // It stays what it is as lines scroll away.
        for (int i = 0; i < 100; ++i)
            terminal().feed("more\r\n");
        QTRY_VERIFY(terminal().verticalScrollBar()->maximum() > 50);
        QCOMPARE(terminal().selectedText(), QString("beta-1 gamma\nsecond"));
    }
    void pastesWithoutOrders()
    {
        terminal().feed("\x1b[?2004h");
        terminal().paste("ls\x1b[201~\n\x03rm -rf\r\n");
        QCOMPARE(sent(), QByteArray("\x1b[200~ls[201~\rrm -rf\r\x1b[201~"));
    }
    void zooms()
    {
        const auto before = terminal().grid();
        QSignalSpy changed(&terminal(), &TerminalView::gridChanged);
        QTest::keyClick(&terminal(), Qt::Key_Plus, Qt::ControlModifier);
        QTest::keyClick(&terminal(), Qt::Key_Equal, Qt::ControlModifier);
        QCOMPARE(terminal().fontSize(), TerminalView::usualFontSize + 2);
        QVERIFY(terminal().grid().width() < before.width());
        QCOMPARE(changed.size() > 0, true);
        QTest::keyClick(&terminal(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(terminal().grid(), before);
    }
    void reportsTheMouseToThoseWhoAsk()
    {
        QTest::mouseClick(terminal().viewport(), Qt::LeftButton, {}, QPoint(10, 10));
        QVERIFY(sent().isEmpty());
        terminal().feed("\x1b[?1000h\x1b[?1006h");
        QTest::mouseClick(terminal().viewport(), Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(sent(), QByteArray("\x1b[<0;1;1M\x1b[<0;1;1m"));
    }
    void keepsABoundedPast()
    {
        for (std::size_t i = 0; i < TerminalView::maxScrollback + 500; ++i)
            terminal().feed("x\r\n");
        QTRY_COMPARE(terminal().verticalScrollBar()->maximum(), int(TerminalView::maxScrollback));
    }
    void canBeReadAloud()
    {
        terminal().feed("hello screen reader");
        QTRY_VERIFY(terminal().text().startsWith("hello"));
        auto* interface = QAccessible::queryAccessibleInterface(&terminal());
        QVERIFY(interface && interface->textInterface());
        QCOMPARE(interface->textInterface()->text(0, 5), QString("hello"));
        QCOMPARE(interface->textInterface()->cursorPosition(), 19);
    }
    void tellsTitlesOfOneLine()
    {
        QSignalSpy title(&terminal(), &TerminalView::titleChanged);
        terminal().feed("\x1b]2;root@web-1: ~\x07");
        QCOMPARE(title.size(), 1);
        QCOMPARE(title[0][0].toString(), QString("root@web-1: ~"));
    }
};

namespace {
}

/// The serial tab in the window.
class SerialTerminalTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<test::ScriptedServer> m_line;
    std::unique_ptr<shell::MainWindow> m_window;
    QWebSocket* m_guest = nullptr;
    int m_sessions = 0;
    QByteArray m_received;

    panel::ServerTerminal* open()
    {
        m_window->openResource("servers", web1, "serial");
        return qobject_cast<panel::ServerTerminal*>(m_window->findChild<panel::AccessTab*>()->view());
    }
    static bool says(QWidget* in, const QString& text)
    {
        const auto labels = in->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }

private Q_SLOTS:
    void init()
    {
        m_settings = std::make_unique<shell::Settings>(m_home.filePath("window.conf"));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_cloud->consoleLog = "before it was opened\x1b[6n\n\nlogin: ";   // with a question to the terminal
        m_line = std::make_unique<test::ScriptedServer>([](const test::Ask&) { return test::Answer(); });
        m_sessions = 0;
        m_received.clear();
        connect(m_line.get(), &test::ScriptedServer::webSocket, this, [this](QWebSocket* socket) {
            m_guest = socket;
            ++m_sessions;
            connect(socket, &QWebSocket::binaryMessageReceived, this, [this](const QByteArray& bytes) { m_received += bytes; });
        });
        m_cloud->consoleUrls["serial"] = m_line->url().replace("http", "ws") + "/?token=abc";
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
    }
    void cleanup()
    {
        m_window.reset();
        m_line.reset();
        m_cloud.reset();
    }

    void carriesBothWays()
    {
        auto* serial = open();
        QTRY_VERIFY(serial->isOpen());
        QVERIFY(serial->terminal()->text().contains("before it was opened"));
        QVERIFY(m_received.isEmpty());   // nobody asked now
        QTest::keyClicks(serial->terminal(), "root");
        QTest::keyClick(serial->terminal(), Qt::Key_Return);
        QTRY_COMPARE(m_received, QByteArray("root\r"));
        m_guest->sendBinaryMessage("\r\nPassword: ");
        QTRY_VERIFY(serial->terminal()->text().contains("Password:"));
    }
    void connectsAgain()
    {
        auto* serial = open();
        QTRY_VERIFY(serial->isOpen());
        m_guest->close();
        QTRY_VERIFY(serial->terminal()->text().contains("the line was closed"));
        QTRY_COMPARE_WITH_TIMEOUT(m_sessions, 2, 10'000);
        QTRY_VERIFY(serial->isOpen());
    }
    void tellsTheShellItsSize()
    {
        auto* serial = open();
        QTRY_VERIFY(serial->isOpen());
        for (auto* button : serial->findChildren<QPushButton*>()) {
            if (button->text() == "Fit to window")
                QTest::mouseClick(button, Qt::LeftButton);
        }
        const auto grid = serial->terminal()->grid();
        QTRY_COMPARE(m_received, QByteArray("stty rows " + QByteArray::number(grid.height()) + " cols " + QByteArray::number(grid.width()) + "\r"));
    }
    void saysWhenThereIsNone()
    {
        m_cloud->consoleUrls.clear();
        auto* serial = open();
        QTRY_VERIFY(says(serial, "This instance has no serial line"));
    }
};

SKYLAB_TEST(TerminalTest)
SKYLAB_TEST(SerialTerminalTest)
#include "TerminalTest.moc"
