#include "kit/Chart.h"
#include "kit/ConfirmDialog.h"
#include "kit/DetailView.h"
#include "kit/ErrorCard.h"
#include "kit/FilterBar.h"
#include "kit/ValueEditor.h"
#include "model/CloudConfig.h"
#include "panel/Inspector.h"
#include "panel/SubTable.h"
#include "panel/compute/LaunchDialog.h"
#include "panel/compute/ServerCharts.h"
#include "panel/compute/ServerEvents.h"
#include "panel/compute/ServerFault.h"
#include "support/TestMain.h"
#include "ui/InstancesFixture.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTimer>

using namespace skylab;
using namespace skylab::panel;

/// An instance in detail: its overview with charts and faults, and the tabs.
class InstanceTabsTest : public test::InstancesFixture {
    Q_OBJECT


    QWidget* tab(const QString& id, const QString& server = web1)
    {
        m_panel->openResource(server, id);
        return m_panel->inspector()->detail()->page(id);
    }
    SubTable* table(const QString& id, int rows, const QString& server = web1)
    {
        auto* page = tab(id, server);
        auto* table = qobject_cast<SubTable*>(page) ? static_cast<SubTable*>(page) : page->findChild<SubTable*>();
        if (!QTest::qWaitFor([&] { return table->view()->model()->rowCount() == rows; }))
            qWarning("%d rows", table->view()->model()->rowCount());
        return table;
    }
    static void selectRow(SubTable* table, int row) { table->view()->setCurrentIndex(table->view()->model()->index(row, 0)); }
    QJsonObject explanation()
    {
        const QJsonArray checks { QJsonObject { { "filter", "ram" }, { "passed", false }, { "message", "Memory: 64 GiB asked, 19.4 GiB free." } }, QJsonObject { { "filter", "vcpus" }, { "passed", true }, { "message", "Processors are free." } } };
        const QJsonArray ways { QJsonObject { { "kind", "smaller_flavor" }, { "flavor", m_cloud->table("/compute/v2.1/flavors")["m1.small"] } },
                                QJsonObject { { "kind", "shelve_servers" }, { "servers", QJsonArray { QJsonObject { { "id", web2 }, { "name", "web-2" } } } } },
                                QJsonObject { { "kind", "raise_quota" }, { "resource", "cores" }, { "limit", 40 } } };
        return { { "server_id", failed }, { "name", "ci-runner-7" }, { "request_id", "req-77" }, { "outcome", "no_valid_host" }, { "hosts", QJsonArray { QJsonObject { { "host", "lab-pc" }, { "fits", false }, { "checks", checks } } } }, { "ways_out", ways } };
    }

private Q_SLOTS:
    void init()
    {
        begin();
        m_cloud->explanations[failed] = explanation();
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
    }
    void cleanup() { end(); }

    void hasEveryTab()
    {
        m_panel->openResource(web1, "overview");
        auto* bar = m_panel->findChild<QTabBar*>("detailTabs");
        QStringList titles;
        for (int i = 0; i < bar->count(); ++i)
            titles << bar->tabText(i);
        QCOMPARE(titles, (QStringList { "Overview", "Console", "SSH", "Serial", "Log", "Interfaces", "Volumes", "Security groups", "Snapshots", "Action log" }));
    }
    void tellsAllThatHorizonTells()
    {
        load({ "volumes", "images" });
        auto row = server(web1);
        row["OS-EXT-SRV-ATTR:reservation_id"] = "r-77";
        row["OS-EXT-SRV-ATTR:launch_index"] = 3;
        row["OS-EXT-SRV-ATTR:hostname"] = "web-one";
        row["OS-EXT-SRV-ATTR:kernel_id"] = "";
        row["OS-EXT-SRV-ATTR:root_device_name"] = "/dev/vda";
        row["OS-EXT-SRV-ATTR:user_data"] = QString::fromLatin1(QByteArray("#cloud-config\npackages: [nginx]\n").toBase64());
        row["os-extended-volumes:volumes_attached"] = QJsonArray { QJsonObject { { "id", rows("volumes").idAt(0) } } };
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(server(web1)[u"OS-EXT-SRV-ATTR:hostname"].toString(), QString("web-one"));
        const auto page = texts(tab("overview"));
        for (const auto* text : { "Reservation", "r-77", "Launch index", "3", "Host name", "web-one", "Root device", "/dev/vda", "User data", "#cloud-config\npackages: [nginx]", "Volumes" })
            QVERIFY2(page.contains(QString::fromLatin1(text)), text);
        QVERIFY(!page.contains("Kernel"));   // it has none of its own
        // And finds them in columns that are hidden at first.
        auto* filter = m_panel->table()->filters()->edit();
        filter->setText("image:\"Debian 12\" changed<365d");
        QVERIFY(m_panel->table()->view()->model()->rowCount() > 0);
        filter->setText("task:spawning");
        QCOMPARE(m_panel->table()->view()->model()->rowCount(), 1);   // build-box
    }
    void drawsItsLoadWhileItIsSeen()
    {
        auto* page = tab("overview");
        const auto path = "/skylab/v1/metrics/servers/" + web1;
        QTRY_COMPARE(m_cloud->server().askedFor("GET", path).size(), 1);
        auto* charts = page->findChild<ServerCharts*>();
        QTRY_COMPARE(charts->findChildren<kit::TimeChart*>().size(), 4);
        QTRY_VERIFY(charts->findChild<kit::TimeChart*>()->isVisible());
        QVERIFY(charts->findChildren<kit::TimeChart*>().first()->accessibleDescription().contains('%'));
        picture(m_window.get(), "instance-overview");
        open("volumes");   // not seen: not asked any more
        test::untilIdle();
        for (const auto* timer : charts->findChildren<QTimer*>(QString(), Qt::FindDirectChildrenOnly))
            QVERIFY(!timer->isActive());
    }
    void hidesTheChartsOnOtherClouds()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.hasExtras = false; });
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
        auto* page = tab("overview");
        test::untilIdle();
        for (auto* chart : page->findChildren<kit::TimeChart*>())
            QVERIFY(!chart->isVisible());
        for (const auto& ask : m_cloud->server().asked)
            QVERIFY(!ask.path.contains("/metrics"));
    }
    void hidesTheChartsOfWhatHasNotRun()
    {
        auto* charts = tab("overview", failed)->findChild<ServerCharts*>();
        QTRY_VERIFY(!m_cloud->server().askedFor("GET", "/skylab/v1/metrics/servers/" + failed).isEmpty());
        test::untilIdle();
        QVERIFY(!charts->findChild<kit::TimeChart*>()->isVisible());
    }
    void editsTheNameInPlace()
    {
        tab("overview");
        QVERIFY(m_panel->inspector()->editFirst());
        QLineEdit* edit = nullptr;
        for (auto* editor : m_panel->inspector()->facts()->findChildren<kit::ValueEditor*>()) {
            for (auto* line : editor->findChildren<QLineEdit*>())
                edit = line->isVisible() ? line : edit;
        }
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, "shop");
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("shop"));
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
    }
    void listsInterfacesAndChangesTheirGroups()
    {
        load({ "security-groups" });
        auto* table = this->table("interfaces", 1);
        QCOMPARE(table->view()->model()->index(0, 0).data().toString(), QString("10.20.0.11"));
        picture(m_window.get(), "instance-interfaces");
        selectRow(table, 0);
        press(table, "Security groups…");
        auto* form = this->form();
        form->form()->setValue("groups", QJsonArray { "g2" });
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/ports")["port-1"][u"security_groups"].toArray(), QJsonArray { "g2" });
        selectRow(table, 0);
        press(table, "Addresses…");
        form = this->form();
        QCOMPARE(form->form()->values()[u"addresses"].toString(), QString("10.20.0.11"));
        form->form()->setValue("addresses", "10.20.0.11, 10.20.0.99");
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/ports")["port-1"][u"fixed_ips"].toArray().size(), 2);
        press(table, "Attach interface…");
        form = this->form();
        QTRY_VERIFY(!form->form()->values()[u"network"].toString().isEmpty());
        accept(form);
        QVERIFY(gone());
        QVERIFY(!sent("POST", QString("/compute/v2.1/servers/%1/os-interface").arg(web1)).isEmpty());
        selectRow(table, 0);
        QTest::keyClick(table->view(), Qt::Key_Delete);
        accept(dialog());
        QTRY_COMPARE(table->view()->model()->rowCount(), 0);
    }
    void listsVolumesAndExtendsThem()
    {
        load({ "volumes" });
        auto* table = this->table("volumes", 0);
        press(table, "Attach volume…");
        accept(form());
        QVERIFY(gone());
        QTRY_COMPARE(table->view()->model()->rowCount(), 1);
        QCOMPARE(table->view()->model()->index(0, 2).data().toString(), QString("20 GiB"));
        selectRow(table, 0);
        press(table, "Extend…");
        auto* form = this->form();
        QCOMPARE(form->form()->values()[u"size"].toInt(), 30);
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(sent("POST", "/volume/v3/volumes/v2/action")[u"os-extend"][u"new_size"].toInt(), 30);
        selectRow(table, 0);
        QTest::keyClick(table->view(), Qt::Key_Delete);
        QTRY_COMPARE(table->view()->model()->rowCount(), 0);
    }
    /// A call is answered, and tried again, when the tab that made it is long closed.
    void whatATabBeganOutlivesIt()
    {
        load({ "volumes" });
        const QPointer<SubTable> table = this->table("volumes", 0);
        press(table, "Attach volume…");
        accept(form());
        QVERIFY(gone());
        QTRY_COMPARE(table->view()->model()->rowCount(), 1);
        const auto path = QString("/compute/v2.1/servers/%1/os-volume_attachments/v2").arg(web1);
        m_cloud->refuseAt("DELETE", path, test::Answer::json(QJsonObject { { "conflictingRequest", QJsonObject { { "code", 409 }, { "message", "It is busy." } } } }, 409));
        m_cloud->server().hold(path);
        selectRow(table, 0);
        QTest::keyClick(table->view(), Qt::Key_Delete);
        QTRY_COMPARE(m_cloud->server().askedFor("DELETE", path).size(), 1);
        QVERIFY(m_panel->goBack() && m_panel->goBack());
        QTRY_VERIFY(!table);
        m_cloud->server().letGo();
        auto& jobs = workspace().jobs();
        const int job = jobs.all().front().id;
        QTRY_COMPARE(jobs.find(job)->state, model::Job::State::Failed);
        const auto listings = m_cloud->server().askedFor("GET", "/volume/v3/volumes/detail").size();
        jobs.retry(job);
        QTRY_COMPARE(jobs.find(job)->state, model::Job::State::Done);
        QCOMPARE(m_cloud->server().askedFor("DELETE", path).size(), 2);
        QTRY_VERIFY(server(web1)[u"os-extended-volumes:volumes_attached"].toArray().isEmpty());
        QTRY_VERIFY(m_cloud->server().askedFor("GET", "/volume/v3/volumes/detail").size() > listings);   // its instance was in them
    }
    void showsTheRulesOfAllItsGroups()
    {
        load({ "security-groups" });
        auto* table = this->table("rules", 3);
        picture(m_window.get(), "instance-rules");
        QStringList what;
        for (int row = 0; row < 3; ++row)
            what << table->view()->model()->index(row, 2).data().toString();
        QVERIFY(what.contains("TCP 22") && what.contains("Everything") && what.contains("ICMP"));
        QTest::keyClick(table->view(), Qt::Key_Home);
        table->view()->setFocus();
        selectRow(table, 0);
        QTest::keyClick(table->view(), Qt::Key_Return);   // opens the group
        QCOMPARE(m_window->currentPanel()->objectName(), QString("panel:security-groups"));
    }
    void goesBackToASnapshot()
    {
        m_cloud->put("/image/v2/images", { { "id", "snap-1" }, { "name", "before upgrade" }, { "status", "active" }, { "size", 5e8 }, { "instance_uuid", web1 }, { "image_type", "snapshot" }, { "created_at", "2026-01-01T00:00:00Z" } });
        auto* table = this->table("snapshots", 1);
        selectRow(table, 0);
        press(table, "Go back to it…");
        auto* question = static_cast<kit::ConfirmDialog*>(dialog());
        picture(question, "go-back");
        accept(question);
        QVERIFY(gone());
        QVERIFY(didAct(web1, "createImage"));   // how it is now is kept first
        QVERIFY(acted(web1, "createImage")[u"name"].toString().startsWith("web-1 before going back 20"));
        QVERIFY(acted(web1, "rebuild").isUndefined());
        m_cloud->settle();
        QTRY_COMPARE(acted(web1, "rebuild")[u"imageRef"].toString(), QString("snap-1"));
        m_cloud->settle();
        QTRY_COMPARE_WITH_TIMEOUT(workspace().jobs().running(), 0, 10'000);
        QTRY_COMPARE(table->view()->model()->rowCount(), 2);
        // And back again, to how it was.
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(m_cloud->server().askedFor("POST", QString("/compute/v2.1/servers/%1/action").arg(web1)).size(), 3);
        m_cloud->settle();
        const auto safety = acted(web1, "createImage");
        QTRY_VERIFY(acted(web1, "rebuild")[u"imageRef"].toString() != "snap-1");
        m_cloud->settle();
        QTRY_COMPARE_WITH_TIMEOUT(workspace().jobs().running(), 0, 10'000);
    }
    void launchesFromASnapshot()
    {
        m_cloud->put("/image/v2/images", { { "id", "snap-1" }, { "name", "golden" }, { "status", "active" }, { "size", 5e8 }, { "instance_uuid", web1 }, { "image_type", "snapshot" } });
        auto* table = this->table("snapshots", 1);
        QTRY_VERIFY(rows("images").contains("snap-1"));
        selectRow(table, 0);
        press(table, "Launch from it…");
        auto* launch = static_cast<LaunchDialog*>(dialog());
        QTRY_COMPARE(launch->draft().sourceId, QString("snap-1"));
        QCOMPARE(launch->draft().name, QString("golden-1"));
    }
    void tellsWhatHappenedToIt()
    {
        auto* table = this->table("events", 1);
        selectRow(table, 0);
        auto* events = static_cast<ServerEvents*>(m_panel->inspector()->detail()->page("events"));
        QTRY_VERIFY(texts(events).contains("compute__do_build_and_run_instance"));
        QVERIFY(texts(events).contains("2.5 s"));
        QVERIFY(texts(events).contains("The disk is full."));
        QCOMPARE(events->findChild<QPlainTextEdit*>()->toPlainText(), QString("Traceback: no space"));
        picture(m_window.get(), "instance-events");
    }
    // ---- the NoValidHost moment
    void explainsWhyNoHostRunsIt()
    {
        auto* page = tab("overview", failed);
        auto* fault = page->findChild<ServerFault*>();
        QTRY_VERIFY(texts(fault).contains("No host can run ci-runner-7"));
        QVERIFY(texts(fault).contains("lab-pc: Memory: 64 GiB asked, 19.4 GiB free."));
        QVERIFY(texts(fault).contains("req-77"));
        QVERIFY(button(fault, "Make it m1.small") && button(fault, "Shelve web-2") && button(fault, "Raise the limit for vCPUs to 40"));
        press(fault, "Why?");
        auto* table = fault->findChild<QWidget*>("whyTable");
        QTRY_VERIFY(table->isVisible());
        QVERIFY(texts(table).contains("Memory") && texts(table).contains("vCPUs"));
        picture(m_window.get(), "no-valid-host");
        press(fault, "Why?");
        QVERIFY(!table->isVisible());
        // Well ones show nothing of it.
        QVERIFY(!tab("overview", web1)->findChild<ServerFault*>()->isVisible());
    }
    void makesItSmallerAndLaunchesItAgain()
    {
        load({ "images", "flavors", "networks", "keypairs", "security-groups" });
        auto* fault = tab("overview", failed)->findChild<ServerFault*>();
        press(fault, "Make it m1.small");
        auto* launch = static_cast<LaunchDialog*>(dialog());
        QCOMPARE(launch->draft().name, QString("ci-runner-7"));
        QCOMPARE(launch->draft().flavorId, QString("m1.small"));
        QTest::keyClick(launch, Qt::Key_Return);
        QVERIFY(gone());
        QCOMPARE(sent("POST", "/compute/v2.1/servers")[u"server"][u"flavorRef"].toString(), QString("m1.small"));
        QTRY_VERIFY(server(failed).isEmpty());   // the failed one goes
        QVERIFY(!named("servers", "ci-runner-7").isEmpty());
    }
    void raisesTheQuota()
    {
        load({ "flavors" });
        auto* fault = tab("overview", failed)->findChild<ServerFault*>();
        press(fault, "Raise the limit for vCPUs to 40");
        QTRY_COMPARE(sent("PUT", "/compute/v2.1/os-quota-sets/p1")[u"quota_set"][u"cores"].toInt(), 40);
    }
    void otherFaultsAreToldToo()
    {
        auto row = server(web1);
        row["status"] = "ERROR";
        row["fault"] = QJsonObject { { "code", 500 }, { "message", "The disk broke." } };
        tab("overview", web1);
        m_cloud->put("/compute/v2.1/servers", row);
        auto* fault = m_panel->findChild<ServerFault*>();
        QTRY_VERIFY(texts(fault).contains("The disk broke."));
        QVERIFY(button(fault, "Launch it again"));
        QVERIFY(!texts(fault).contains("No host can run web-1"));
    }
    // ---- scripts
    void checksScripts_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("line");
        QTest::addColumn<bool>("certain");
        QTest::addColumn<QString>("says");
        QTest::newRow("good") << QByteArray("#cloud-config\nusers:\n  - default\n  - name: kim\n    sudo: ALL=(ALL) NOPASSWD:ALL\nruncmd:\n  - [ls, -l]\n  - echo hi\n") << 0 << false << "";
        QTest::newRow("script") << QByteArray("#!/bin/sh\necho: [\n") << 0 << false << "";
        QTest::newRow("nothing") << QByteArray(" \n") << 0 << false << "";
        QTest::newRow("no kind") << QByteArray("packages: [a]\n") << 1 << true << "first line";
        QTest::newRow("yaml") << QByteArray("#cloud-config\nusers: [\n") << 3 << true << "no YAML";
        QTest::newRow("list") << QByteArray("#cloud-config\n- a\n") << 2 << true << "map";
        QTest::newRow("tab") << QByteArray("#cloud-config\nusers:\n\t- default\n") << 3 << true << "tabs";
        QTest::newRow("typo") << QByteArray("#cloud-config\npakages: [a]\n") << 2 << false << "Did you mean “packages”?";
        QTest::newRow("shape") << QByteArray("#cloud-config\n\nssh_pwauth: [a]\n") << 3 << true << "true or false";
        QTest::newRow("user") << QByteArray("#cloud-config\nusers:\n  - default\n  - shell: /bin/sh\n") << 4 << true << "no “name”";
        QTest::newRow("file") << QByteArray("#cloud-config\nwrite_files:\n  - content: a\n") << 3 << true << "no “path”";
        QTest::newRow("mode") << QByteArray("#cloud-config\nwrite_files:\n  - path: /a\n    permissions: 0644\n") << 4 << false << "quotes";
        QTest::newRow("command") << QByteArray("#cloud-config\nruncmd:\n  - echo: hi\n") << 3 << true << "colon";
        QTest::newRow("blanks in front") << QByteArray("\n #cloud-config\npakages: [a]\n") << 3 << false << "Did you mean";
        QTest::newRow("long key") << QByteArray("#cloud-config\n" + QByteArray(900, 'x') + ": a\n") << 2 << false << "xxx...";
        QTest::newRow("large") << QByteArray("#!/bin/sh\n" + QByteArray(50'000, 'x')) << 0 << true << "too large";
    }
    void checksScripts()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, line);
        QFETCH(bool, certain);
        QFETCH(QString, says);
        const auto faults = model::checkUserData(script);
        if (says.isEmpty()) {
            QVERIFY2(faults.isEmpty(), faults.isEmpty() ? "" : qPrintable(faults.first().text));
            return;
        }
        QVERIFY(!faults.isEmpty());
        QVERIFY2(faults.first().text.contains(says), qPrintable(faults.first().text));
        QCOMPARE(faults.first().line, line);
        QCOMPARE(faults.first().certain, certain);
    }
};

SKYLAB_TEST(InstanceTabsTest)
#include "InstanceTabsTest.moc"
