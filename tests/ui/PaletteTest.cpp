#include "panel/Panels.h"
#include "shell/CloudView.h"
#include "shell/CommandPalette.h"
#include "shell/MainWindow.h"
#include "shell/Navigation.h"
#include "shell/search/Rank.h"
#include "shell/search/SearchIndex.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Watchdog.h"

#include <QLineEdit>
#include <QListWidget>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

using namespace skylab;
using namespace skylab::shell;

class PaletteTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<test::Watchdog> m_watchdog;

    CommandPalette* palette() { return m_window->findChild<CommandPalette*>(); }
    QLineEdit* edit() { return palette()->findChild<QLineEdit*>(); }
    /// Opens it and types; the rows, headings with a colon.
    QStringList typed(const QString& text)
    {
        palette()->hide();
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        QTest::keyClicks(edit(), text);
        QStringList rows;
        auto* list = palette()->findChild<QListWidget*>();
        for (int i = 0; i < list->count(); ++i)
            rows << (list->item(i)->flags() == Qt::NoItemFlags ? list->item(i)->text() + ':' : list->item(i)->text());
        return rows;
    }
    void indexed() { QTRY_VERIFY(m_window->current()->index()->isComplete() && m_window->current()->index()->size() > 25); }

private Q_SLOTS:
    void init()
    {
        static int run = 0;
        m_settings = std::make_unique<Settings>(m_home.filePath(QString("%1.conf").arg(++run)));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        m_window = std::make_unique<MainWindow>(PanelRegistry(panel::allPanels()), panel::allSources(), *m_settings);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().live().state(), client::EventStream::State::Live);
        QTRY_COMPARE(m_window->workspace().collection("servers").model().rowCount(), 12);
        indexed();
        m_watchdog = std::make_unique<test::Watchdog>();
    }
    void cleanup()
    {
        const auto report = m_watchdog->report();
        m_watchdog.reset();
        m_window.reset();
        m_cloud.reset();
        QVERIFY2(report.isEmpty(), qPrintable(report));
    }

    void ranksExactBeforePrefixBeforeWordBeforeInside()
    {
        const auto points = [](const char* query, const char* name, const char* more = "") { return rank(Query(QLatin1String(query)), QLatin1String(name), QLatin1String(more)); };
        QVERIFY(points("web", "web") > points("web", "web-1"));
        QVERIFY(points("web", "web-1") > points("web", "web-server-1"));
        QVERIFY(points("web", "web-server") > points("web", "my-web"));
        QVERIFY(points("web", "my-web") > points("web", "cobweb"));
        QVERIFY(points("web", "cobweb") > points("web", "mail", "spiderweb"));
        QVERIFY(points("10.0.0.1", "mail", "id\n10.0.0.1") > points("10.0.0.1", "other", "id\n10.0.0.12"));
        QVERIFY(points("web seoul", "web-1", "seoul") >= 0);
        QVERIFY(points("web oslo", "web-1", "seoul") < 0);
    }
    void findsByAddressIdAndMac()
    {
        QCOMPARE(typed("10.20.0.14").value(1), QString("db-prod-1"));
        QCOMPARE(typed("7c1e0005").value(1), QString("mail"));
        auto row = m_cloud->table("/compute/v2.1/servers")["7c1e0002-aaaa-4bbb-8ccc-0123456789ab"];
        row["addresses"] = QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", "10.20.0.13" }, { "OS-EXT-IPS-MAC:mac_addr", "FA:16:3E:AA:BB:CC" } } } } };
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(typed("fa:16:3e:aa").value(1), QString("web-10"));
        QTest::keyClick(edit(), Qt::Key_Return);
        QVERIFY(!palette()->isVisible());
        QCOMPARE(m_window->current()->navigation()->current(), QString("servers"));
    }
    void prefixesLeaveOneKind()
    {
        for (const auto& row : typed("@"))
            QVERIFY2(!row.endsWith(':') || row.startsWith("Pages"), qPrintable(row));
        QCOMPARE(typed("@vol").value(1), QString("Volumes"));
        QTest::keyClick(edit(), Qt::Key_Return);
        QCOMPARE(m_window->current()->navigation()->current(), QString("volumes"));
        QTRY_COMPARE(typed("#sta").value(1), QString("stage"));
        QTest::keyClick(edit(), Qt::Key_Return);
        QTRY_COMPARE(m_window->workspace().session().facts().projectId, QString("p2"));
        const auto actions = typed(">");
        QVERIFY(actions.contains("Settings") && !actions.contains("web-1"));
    }
    void findsConnections()
    {
        auto other = m_cloud->connection();
        other.name = "customer-seoul";
        m_window->connections().save(other);
        QCOMPARE(typed("seoul").value(1), QString("customer-seoul"));
    }
    void remembersWhatWasUsed()
    {
        typed("bastion");
        QTest::keyClick(edit(), Qt::Key_Return);
        typed("@rout");
        QTest::keyClick(edit(), Qt::Key_Return);
        const auto rows = typed({});
        QCOMPARE(rows.mid(0, 3), (QStringList { "Used lately:", "Routers", "bastion" }));
        // Of equals the one that was used stands first.
        typed("worker-2");
        QTest::keyClick(edit(), Qt::Key_Return);
        QCOMPARE(typed("worker").value(1), QString("worker-2"));
    }
    void saysWhenNothingFits()
    {
        const auto rows = typed("zzzzqqq");
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows[0].startsWith("Nothing"));
        QTest::keyClick(edit(), Qt::Key_Return);   // nothing to run
        QVERIFY(palette()->isVisible());
        QTest::keyClick(edit(), Qt::Key_Escape);
        QVERIFY(!palette()->isVisible());
    }
    void forgetsWhatIsGone()
    {
        QCOMPARE(typed("bastion").value(1), QString("bastion"));
        m_cloud->remove("/compute/v2.1/servers", "7c1e0008-aaaa-4bbb-8ccc-0123456789ab");
        QTRY_VERIFY(!typed("bastion").contains("bastion"));
    }
    void tenThousandRowsWithoutAHitch()
    {
        std::vector<QJsonObject> rows;
        for (int i = 0; i < 10'000; ++i) {
            rows.push_back({ { "id", QString("%1-aaaa-4bbb-8ccc-0123456789ab").arg(i, 8, 16, QChar('0')) }, { "name", QString("node-%1-%2").arg(i % 37).arg(i) }, { "status", "ACTIVE" },
                             { "addresses", QJsonObject { { "net", QJsonArray { QJsonObject { { "addr", QString("10.%1.%2.%3").arg(i >> 14).arg((i >> 7) & 127).arg(i & 127) }, { "OS-EXT-IPS-MAC:mac_addr", "fa:16:3e:00:11:22" } } } } } } });
        }
        const test::Watchdog loading;   // filling the model itself is another test's business
        auto& servers = m_window->workspace().collection("servers").model();
        auto* index = m_window->current()->index();
        QVERIFY(QTest::qWaitFor([&] {
            if (servers.rowCount() != int(rows.size()))      // also after the listing that follows the first event of the stream
                servers.replaceAll(rows);
            return index->isComplete() && index->size() > 10'000;
        }, test::patiently(30'000)));
        const auto cpu = [] {   // of this thread: others load the machine too
            timespec time {};
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
            return time.tv_sec * 1'000'000 + time.tv_nsec / 1000;
        };
        qint64 slowest = 0;
        for (const auto* query : { "n", "node-5", "9999", "10.0.77.3", "00001f", "node 77", "zzzz", "fa:16:3e" }) {
            const auto before = cpu();
            const auto hits = index->find(Query(QLatin1String(query)), 6, {});
            slowest = qMax(slowest, qint64(cpu() - before));
            QVERIFY(hits.size() <= 200);
        }
        qInfo("slowest search: %lld us", slowest);
        QVERIFY2(slowest < 100'000, qPrintable(QString::number(slowest)));   // unoptimised, on a loaded machine; the bench has the figure
        QCOMPARE(typed("node-5-9").value(0).section(' ', 0, 0), QString("Instances"));
    }
};

SKYLAB_TEST(PaletteTest)
#include "PaletteTest.moc"
