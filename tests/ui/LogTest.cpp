#include "console/BootLog.h"
#include "console/FindBar.h"
#include "console/LogCanvas.h"
#include "console/LogView.h"
#include "panel/Panels.h"
#include "panel/compute/ServerLog.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::console;

namespace {

const QString boot = "SeaBIOS (version 1.16.2)\n"
                     "Booting from Hard Disk...\n"
                     "[    0.000000] Linux version 6.1.0 (gcc 12)\n"
                     "[    1.500000] EXT4-fs (vda1): mounted filesystem\n"
                     "[    2.250000] Run /sbin/init as init process\n"
                     "[    3.000000] systemd[1]: Inserted module 'autofs4'\n"
                     "[\x1b[0;32m  OK  \x1b[0m] Started Journal Service.\n"
                     "Cloud-init v. 22.4.2 running 'init' at Thu, 26 Nov 2026 00:00:08 +0000. Up 8.25 seconds.\n"
                     "ci-info: eth0 up 10.20.0.11\n"
                     "2026-11-26 00:00:12,345 - util.py[WARNING]: Failed running /var/lib/cloud/instance/scripts/part-001 [1]\n"
                     "Cloud-init v. 22.4.2 finished at Thu, 26 Nov 2026 00:00:13 +0000. Up 13.5 seconds\n"
                     "\nDebian GNU/Linux 12 web-1 ttyS0\n\nweb-1 login: ";

QString lines(int from, int to)
{
    QString all;
    for (int i = from; i < to; ++i)
        all += QStringLiteral("[%1] line %2\n").arg(i / 10.0, 12, 'f', 6).arg(i);
    return all;
}

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void partsABootIntoSteps()
    {
        BootLog log;
        for (const auto character : boot)   // in the smallest pieces
            log.append(QString(character));
        const auto& sections = log.sections();
        QCOMPARE(sections.size(), std::size_t(5));
        const BootStage stages[] = { BootStage::Firmware, BootStage::Kernel, BootStage::System, BootStage::CloudInit, BootStage::Login };
        const bool folded[] = { true, true, true, false, false };   // what went well is out of the way
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(sections[i].stage, stages[i]);
            QCOMPARE(sections[i].folded, folded[i]);
            QCOMPARE(sections[i].boot, 1);
        }
        QCOMPARE(sections[1].begin, 0.0);
        QCOMPARE(sections[1].end, 1.5);
        QCOMPARE(sections[3].begin, 8.25);
        QCOMPARE(sections[3].end, 13.5);
        QCOMPARE(log.problems().size(), std::size_t(1));
        QVERIFY(log.problems()[0].cloudInit);
        QVERIFY(log.line(log.problems()[0].line).text.contains("Failed running"));
        QVERIFY(log.text().endsWith("web-1 login: "));
        log.append(QString("root\n" + boot));
        QCOMPARE(log.sections().back().boot, 2);
        QCOMPARE(log.sections().size(), std::size_t(10));
    }
    void readsColours()
    {
        BootLog log;
        log.append(u"a\x1b[31mred\x1b[1mbold\x1b[0m b\r\n\x1b]0;title\x07" u"50%\r100%\n\tx\n");
        QCOMPARE(log.line(0).text, QString("aredbold b"));
        QCOMPARE(log.line(0).spans[0].from, 1);
        QCOMPARE(log.line(0).spans[0].length, 3);
        QCOMPARE(log.line(0).spans[0].color, 1);
        QVERIFY(log.line(0).spans[1].bold);
        QCOMPARE(log.line(1).text, QString("100%"));
        QCOMPARE(log.line(2).text, QString("        x"));
        log.append(u"abc\x1b[31mdef\x1b[32m\b\b\b\b\bxy\x1b[33m\n");   // backspaces over colours
        const auto& taken = log.line(3);
        QCOMPARE(taken.text, QString("axy"));
        for (const auto& span : taken.spans)
            QVERIFY(span.from >= 0 && span.length >= 0 && span.from + span.length <= taken.text.size());
    }
    void joinsLoadsOfAMovingEnd()
    {
        BootLog log;
        QVERIFY(log.update(lines(0, 500)));
        QVERIFY(log.update(lines(0, 520)));
        QVERIFY(log.update(lines(300, 600), true));   // only its end, which overlaps
        QCOMPARE(log.text(), lines(0, 600).chopped(0));
        QVERIFY(!log.update(lines(2000, 2100), true));   // a gap: all of it is wanted
        QCOMPARE(log.endLine(), 600);
        QVERIFY(!log.update(lines(2000, 2100)));         // replaced
        QCOMPARE(log.text(), lines(2000, 2100));
    }
    void isBounded()
    {
        BootLog log;
        log.append(QString(10 * BootLog::maxLine, u'x'));   // no end of line for ever
        QVERIFY(log.line(0).text.size() <= BootLog::maxLine);
        for (int i = 0; i < 30; ++i)
            log.append(QString("Failed running x\nSeaBIOS\n[    0.000000] Linux version 1\n").repeated(2000));
        QCOMPARE(log.endLine() - log.firstLine(), BootLog::maxLines);
        QVERIFY(log.sections().size() <= std::size_t(BootLog::maxSections));
        QVERIFY(log.problems().size() <= std::size_t(BootLog::maxProblems));
        for (std::size_t i = 0; i < log.sections().size(); ++i)
            QVERIFY(log.sections()[i].first >= log.firstLine() && log.sections()[i].first <= log.endLine());
    }
    void foldsAndJumps()
    {
        LogView view;
        view.resize(800, 500);
        view.show();
        view.setLog(boot);
        auto* canvas = view.canvas();
        QCOMPARE(canvas->visibleRows().value(0), QString("Firmware and boot loader"));
        QCOMPARE(canvas->visibleRows().value(1), QString("Kernel"));
        canvas->verticalScrollBar()->setValue(0);
        QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(100, canvas->fontMetrics().height() + 8));   // Kernel
        QCOMPARE(canvas->visibleRows().value(2), QString("[    0.000000] Linux version 6.1.0 (gcc 12)"));
        canvas->setAllFolded(true);
        QCOMPARE(canvas->visibleRows().size(), 5);
        // The problem is pinned on top, and leads to its line.
        auto* problems = view.findChild<QWidget*>("problems");
        QVERIFY(problems->isVisible());
        auto* link = problems->findChild<QAbstractButton*>();
        QVERIFY(link->accessibleName().contains("Failed running"));
        QTest::mouseClick(link, Qt::LeftButton);
        QVERIFY(canvas->visibleRows().filter("Failed running").size() == 1);
        QVERIFY(!view.followButton()->isChecked());
    }
    void staysWhereOneReads()
    {
        LogView view;
        view.resize(600, 300);
        view.show();
        view.setLog(lines(0, 1000));
        auto* bar = view.canvas()->verticalScrollBar();
        QCOMPARE(bar->value(), bar->maximum());
        bar->triggerAction(QScrollBar::SliderPageStepSub);
        QVERIFY(!view.followButton()->isChecked());
        const auto seen = view.canvas()->visibleRows();
        view.setLog(lines(0, 1500));
        QCOMPARE(view.canvas()->visibleRows(), seen);
        QTest::mouseClick(view.followButton(), Qt::LeftButton);
        QVERIFY(view.canvas()->visibleRows().last().contains("line 1499"));
        view.setLog(lines(0, 1600));
        QVERIFY(view.canvas()->visibleRows().last().contains("line 1599"));
    }
    void findsWithMarksAndF3()
    {
        LogView view;
        view.resize(600, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.setLog("[ 0.0] \x1b[1mbooting\x1b[0m\r\nlogin: ");
        QCOMPARE(view.text(), QString("[ 0.0] booting\nlogin: "));
        view.setLog("[ 0.0] \x1b[1mbooting\x1b[0m\r\nlogin: root\nlogin again");
        QVERIFY(view.text().endsWith("login again"));
        view.canvas()->setFocus();
        QTest::keyClick(view.canvas(), Qt::Key_F, Qt::ControlModifier);
        auto* edit = view.findBar()->findChild<QLineEdit*>();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "LOGIN");
        QCOMPARE(view.matches(), 2);
        QCOMPARE(view.canvas()->currentHit(), 1);
        QTest::keyClick(edit, Qt::Key_F3);
        QCOMPARE(view.canvas()->currentHit(), 2);
        view.canvas()->setFocus();
        QTest::keyClick(view.canvas(), Qt::Key_F3);
        QCOMPARE(view.canvas()->currentHit(), 1);
        view.setLog("[ 0.0] \x1b[1mbooting\x1b[0m\r\nlogin: root\nlogin again\nlogin thrice");
        QCOMPARE(view.matches(), 3);
        QTest::keyClicks(edit, "zzz");
        QCOMPARE(view.matches(), 0);
    }
    void selectsAndSaves()
    {
        LogView view;
        view.resize(600, 300);
        view.show();
        view.setLog("one two\nthree\n");
        auto* canvas = view.canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(canvas->selectedText(), QString("one two\nthree"));
        QTest::mouseDClick(canvas->viewport(), Qt::LeftButton, {}, QPoint(14 + 5 * canvas->fontMetrics().horizontalAdvance('M'), 6));
        QCOMPARE(canvas->selectedText(), QString("two"));
        QTemporaryDir folder;
        QVERIFY(view.saveTo(folder.filePath("a.log")));
        QFile file(folder.filePath("a.log"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("one two\nthree\n"));
        QVERIFY(!view.saveTo("/nonexistent/a.log"));
    }
    void manyLinesCostLittle()
    {
        LogView view;
        view.resize(900, 600);
        view.show();
        for (int i = 0; i < 20; ++i)
            view.setTail(lines(i * 5000, (i + 1) * 5000));
        view.setLog(lines(0, 100'000));
        QElapsedTimer timer;
        timer.start();
        view.setLog(lines(0, 100'000) + "one more\n");
        view.canvas()->grab();
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));   // of it, making the text
        timer.start();
        QVERIFY(view.canvas()->find("line 9999") > 1);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    }
    void tailsTheCloud()
    {
        QTemporaryDir home;
        shell::Settings settings(home.filePath("window.conf"));
        test::ScriptedCloud cloud;
        cloud.fillSample();
        cloud.consoleLog = lines(0, 1000);
        shell::MainWindow window(shell::PanelRegistry(panel::allPanels()), panel::allSources(), settings);
        window.resize(1440, 900);
        window.show();
        window.connectTo(cloud.connection());
        QTRY_VERIFY(window.currentPanel());
        QTRY_COMPARE(window.workspace().collection("servers").model().rowCount(), 12);
        window.openResource("servers", "7c1e0000-aaaa-4bbb-8ccc-0123456789ab", "log");
        auto* tab = window.findChild<panel::ServerLog*>();
        QVERIFY(tab);
        QTRY_COMPARE(tab->view()->log().endLine(), 1000);
        test::Watchdog watchdog;
        cloud.consoleLog += lines(1000, 1010);
        QTRY_COMPARE_WITH_TIMEOUT(tab->view()->log().endLine(), 1010, 10'000);   // by a small piece of its end
        cloud.consoleLog = lines(5000, 7000);
        QTRY_COMPARE_WITH_TIMEOUT(tab->view()->text(), lines(5000, 7000), 10'000);   // another log: by all of it
        QVERIFY2(watchdog.isCalm(), qPrintable(watchdog.report()));
    }
};

SKYLAB_TEST(LogTest)
#include "LogTest.moc"
