#include "kit/DataTable.h"
#include "kit/DetailView.h"
#include "kit/FormView.h"
#include "kit/Toast.h"
#include "kit/WizardDialog.h"
#include "panel/Panels.h"
#include "panel/ResourceActions.h"
#include "panel/ResourcePanel.h"
#include "panel/SubTable.h"
#include "shell/MainWindow.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"
#include "ui/Waits.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace skylab;
using namespace skylab::panel;
using skylab::test::web1;

namespace {
}

/// The panels by real key and mouse events, against a scripted cloud.
class PanelTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    std::unique_ptr<shell::Settings> m_settings;
    std::unique_ptr<test::ScriptedCloud> m_cloud;
    std::unique_ptr<shell::MainWindow> m_window;

    void signIn()
    {
        m_window = std::make_unique<shell::MainWindow>(shell::PanelRegistry(allPanels()), allSources(), *m_settings);
        m_window->show();
        m_window->connectTo(m_cloud->connection());
        QTRY_VERIFY(m_window->currentPanel());
        QTRY_COMPARE(m_window->workspace().live().state(), client::EventStream::State::Live);
        QTRY_COMPARE(rows("servers").rowCount(), 12);
    }
    ResourcePanel* open(const QString& id)
    {
        m_window->showPanel(id);
        auto* panel = qobject_cast<ResourcePanel*>(m_window->currentPanel());
        auto& collection = m_window->workspace().collection(id);
        if (!QTest::qWaitFor([&] { return collection.state() == model::Collection::State::Ready; }))
            qFatal("it was never loaded");
        return panel;
    }
    model::ResourceModel& rows(const QString& id) { return m_window->workspace().collection(id).model(); }
    static QDialog* dialog()
    {
        if (!QTest::qWaitFor([] { return qobject_cast<QDialog*>(QApplication::activeModalWidget()); }))
            qFatal("no dialog opened");
        return static_cast<QDialog*>(QApplication::activeModalWidget());
    }
    /// A key for the window; shortcuts work only while it is active, which it becomes again some time after a dialog closed.
    template <typename Key>
    void key(Key key, Qt::KeyboardModifiers modifiers = {})
    {
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), key, modifiers);
    }
    static void press(QWidget* in, const QString& text)
    {
        QPushButton* found = nullptr;
        const bool there = QTest::qWaitFor([&] {
            for (auto* button : in->findChildren<QPushButton*>())
                found = button->text() == text && button->isVisible() ? button : found;
            return found != nullptr;
        });
        if (!there)
            qFatal("no button %s", qPrintable(text));
        QTest::mouseClick(found, Qt::LeftButton);
    }
    /// The body of the last request with this verb and path.
    QJsonObject sent(const QByteArray& verb, const QString& path)
    {
        const auto all = m_cloud->server().askedFor(verb, path);
        return all.isEmpty() ? QJsonObject() : all.last().json();
    }

private Q_SLOTS:
    void init()
    {
        m_settings = std::make_unique<shell::Settings>(m_home.filePath(QString("%1.conf").arg(QRandomGenerator::global()->generate())));
        m_cloud = std::make_unique<test::ScriptedCloud>();
        m_cloud->fillSample();
        signIn();
    }
    void cleanup()
    {
        m_window.reset();
        m_cloud.reset();
    }

    void launchesAnInstance()
    {
        open("servers");
        for (const auto collection : { "images", "flavors", "networks", "keypairs", "security-groups" })
            QTRY_COMPARE(m_window->workspace().collection(collection).state(), model::Collection::State::Ready);
        QTest::mouseClick(m_window->currentPanel()->findChild<QPushButton*>("createButton"), Qt::LeftButton);
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTest::keyClicks(wizard->form()->input("name"), "my-vm");   // the suggestion is selected
        QTRY_COMPARE(wizard->form()->values()[u"flavor"].toString(), QString("m1.small"));   // the smallest that a system is comfortable in
        QCOMPARE(wizard->form()->values()[u"key"].toString(), QString("lab-laptop"));
        QCOMPARE(wizard->form()->values()[u"groups"].toArray(), QJsonArray { "g1" });
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(rows("servers").rowCount(), 13);
        const auto server = sent("POST", "/compute/v2.1/servers")[u"server"].toObject();
        QCOMPARE(server[u"name"].toString(), QString("my-vm"));
        QCOMPARE(server[u"key_name"].toString(), QString("lab-laptop"));
        QVERIFY(!server[u"networks"][0][u"uuid"].toString().isEmpty());
        QVERIFY(!server.contains("min_count") && !server.contains("user_data"));
        QCOMPARE(m_window->workspace().jobs().running(), 1);   // it is being built
        m_cloud->settle();
        QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
        QCOMPARE(m_window->workspace().jobs().all().front().state, model::Job::State::Done);
    }
    void saysThatAFlavorIsTooSmall()
    {
        open("servers");
        key(Qt::Key_N, Qt::ControlModifier);
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTRY_VERIFY((wizard->form()->setValue("image", "image-4"), wizard->form()->values()[u"image"].toString() == u"image-4"));   // wants 4 GB
        QTRY_VERIFY((wizard->form()->setValue("flavor", "m1.tiny"), wizard->form()->values()[u"flavor"].toString() == u"m1.tiny"));
        const auto before = m_cloud->server().askedFor("POST", "/compute/v2.1/servers").size();
        QTest::keyClick(wizard, Qt::Key_Return);
        QVERIFY(wizard->form()->input("flavor")->accessibleDescription().contains("4 GiB"));
        QCOMPARE(m_cloud->server().askedFor("POST", "/compute/v2.1/servers").size(), before);
        wizard->reject();
    }
    void showsARefusalInTheDialog()
    {
        open("volumes");
        key(Qt::Key_N, Qt::ControlModifier);
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTest::keyClicks(wizard->form()->input("name"), "big");
        m_cloud->refuseNext("POST", { 413, R"({"overLimit":{"code":413,"message":"1000 of 1000 GB are in use."}})", "application/json", { { "x-openstack-request-id", "req-9" } } });
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_VERIFY(wizard->acceptButton()->isEnabled());
        QVERIFY(wizard->isVisible());
        QStringList texts;
        for (auto* label : wizard->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("1000 of 1000 GB are in use."));
        QVERIFY(texts.contains("req-9"));
        QTest::keyClick(wizard, Qt::Key_Return);   // and again, now it works
        QTRY_COMPARE(rows("volumes").rowCount(), 3);
        QCOMPARE(sent("POST", "/volume/v3/volumes")[u"volume"][u"size"].toInt(), 10);
    }
    void deletesWhatIsSelectedAfterAsking()
    {
        auto* panel = open("servers");
        auto* view = panel->table()->view();
        view->setFocus();
        view->selectId(web1);
        QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(view->selectedIds().size(), 2);
        QTest::keyClick(view, Qt::Key_Delete);
        auto* question = dialog();
        QStringList texts;
        for (auto* label : question->findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("web-1") && texts.contains("web-2"));
        QTest::mouseClick(question->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
        QTRY_COMPARE(rows("servers").rowCount(), 10);
        QVERIFY(!rows("servers").contains(web1));
        QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
    }
    void stopsAndTakesItBack()
    {
        auto* panel = open("servers");
        panel->actions()->trigger("stop", { rows("servers").row(web1) });
        QTRY_COMPARE(rows("servers").row(web1)[u"OS-EXT-STS:task_state"].toString(), QString("powering-off"));
        QCOMPARE(m_window->workspace().jobs().running(), 1);
        m_cloud->settle();
        QTRY_COMPARE(rows("servers").row(web1)[u"status"].toString(), QString("SHUTOFF"));
        QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
        auto* toast = m_window->findChild<kit::Toast*>();
        QVERIFY(toast);
        QTest::mouseClick(toast->findChild<QToolButton*>(), Qt::LeftButton);
        QTRY_VERIFY(sent("POST", "/compute/v2.1/servers/" + web1 + "/action").contains("os-start"));
    }
    void saysWhyAnActionIsOff()
    {
        auto* panel = open("servers");
        const auto stopped = rows("servers").row("7c1e0007-aaaa-4bbb-8ccc-0123456789ab");
        for (auto* action : panel->actions()->actionsFor({ stopped })) {
            if (action->objectName() == u"stop") {
                QVERIFY(!action->isEnabled());
                QCOMPARE(action->toolTip(), QString("It is not running."));
            }
            if (action->objectName() == u"start")
                QVERIFY(action->isEnabled());
        }
    }
    void filtersByKeyboard()
    {
        auto* panel = open("servers");
        key('/');
        auto* edit = panel->table()->filters()->edit();
        QTRY_VERIFY(edit->hasFocus());
        QTest::keyClicks(edit, "db-prod");
        QCOMPARE(panel->table()->view()->model()->rowCount(), 2);
        QTest::keyClicks(edit, "zzz");
        QCOMPARE(panel->table()->state(), kit::DataTable::State::Filtered);
        press(panel->table()->placeholder(), "Clear the filter");
        QCOMPARE(panel->table()->view()->model()->rowCount(), 12);
    }
    void opensDetailsAndComesBack()
    {
        auto* panel = open("servers");
        auto* view = panel->table()->view();
        view->setFocus();
        view->selectId(web1);
        QTest::keyClick(view, Qt::Key_Space);
        auto* detail = panel->findChild<kit::DetailView*>();
        QVERIFY(detail->isVisible() && view->isVisible());
        QTest::keyClick(view, Qt::Key_Return);
        QVERIFY(detail->isVisible() && !view->isVisible());
        key(Qt::Key_Escape);
        QVERIFY(view->isVisible());
        key(Qt::Key_Escape);
        QVERIFY(!detail->isVisible());
        // What is open goes when the thing goes.
        QTest::keyClick(view, Qt::Key_Space);
        m_cloud->remove("/compute/v2.1/servers", web1);
        QTRY_VERIFY(!detail->isVisible());
    }
    void createsANetworkWithItsSubnet()
    {
        open("networks");
        key(Qt::Key_N, Qt::ControlModifier);
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTest::keyClicks(wizard->form()->input("name"), "lab");
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", "/network/v2.0/subnets").size(), 1);
        const auto subnet = sent("POST", "/network/v2.0/subnets").value(u"subnet");
        QCOMPARE(subnet[u"cidr"].toString(), QString("192.168.10.0/24"));
        QVERIFY(m_cloud->table("/network/v2.0/networks").contains(subnet[u"network_id"].toString()));
        QTRY_COMPARE(rows("networks").rowCount(), 4);
    }
    void addsARuleFromATemplate()
    {
        auto* panel = open("security-groups");
        panel->openResource("g1", "rules");
        auto* rules = panel->findChild<SubTable*>();
        QVERIFY(rules);
        QTRY_COMPARE(rules->view()->model()->rowCount(), 3);
        press(rules, "Add rule");
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        auto* kind = qobject_cast<QComboBox*>(wizard->form()->input("kind"));
        kind->setCurrentIndex(kind->findData("https"));
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(rules->view()->model()->rowCount(), 4);
        const auto rule = sent("POST", "/network/v2.0/security-group-rules").value(u"security_group_rule");
        QCOMPARE(rule[u"port_range_min"].toInt(), 443);
        QCOMPARE(rule[u"protocol"].toString(), QString("tcp"));
        QCOMPARE(rule[u"direction"].toString(), QString("ingress"));
    }
    void associatesAFloatingIp()
    {
        auto* panel = open("floating-ips");
        panel->actions()->trigger("associate", { rows("floating-ips").row("f2") });
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTRY_COMPARE(wizard->form()->values()[u"port"].toString(), QString("port-1|10.20.0.11"));
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(m_cloud->table("/network/v2.0/floatingips")["f2"][u"port_id"].toString(), QString("port-1"));
        QTRY_VERIFY(m_window->findChild<kit::Toast*>());
        key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(m_cloud->table("/network/v2.0/floatingips")["f2"][u"port_id"].isNull());
    }
    void leadsAFloatingIpToOneOfSeveralAddresses()
    {
        auto port = m_cloud->table("/network/v2.0/ports")["port-1"];
        QJsonArray addresses;
        for (const auto address : { "fd00::11", "10.20.0.11", "10.20.0.12" })
            addresses.append(QJsonObject { { "ip_address", address }, { "subnet_id", "n1-s" } });
        port["fixed_ips"] = addresses;
        m_cloud->put("/network/v2.0/ports", port);
        auto* panel = open("floating-ips");
        const QString first = "/network/v2.0/floatingips/f1", second = "/network/v2.0/floatingips/f2";
        panel->actions()->trigger("disassociate", { rows("floating-ips").row("f1") });
        QTRY_COMPARE(m_cloud->server().askedFor("PUT", first).size(), 1);
        QCOMPARE(sent("PUT", first)[u"floatingip"].toObject(), (QJsonObject { { "port_id", QJsonValue::Null } }));
        QVERIFY(m_window->workspace().undo().undo());
        QTRY_COMPARE(m_cloud->server().askedFor("PUT", first).size(), 2);
        QCOMPARE(sent("PUT", first)[u"floatingip"].toObject(), (QJsonObject { { "port_id", "port-1" }, { "fixed_ip_address", "10.20.0.11" } }));
        panel->actions()->trigger("associate", { rows("floating-ips").row("f2") });
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        auto* choice = qobject_cast<QComboBox*>(wizard->form()->input("port"));
        QVERIFY(choice);
        QTRY_COMPARE(m_window->workspace().collection("ports").state(), model::Collection::State::Ready);
        QTRY_COMPARE(choice->count(), 2);
        wizard->form()->setValue("port", "port-1|10.20.0.12");
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(m_cloud->server().askedFor("PUT", second).size(), 1);
        QCOMPARE(sent("PUT", second)[u"floatingip"].toObject(), (QJsonObject { { "port_id", "port-1" }, { "fixed_ip_address", "10.20.0.12" } }));
        QTRY_VERIFY(!QApplication::activeModalWidget());
    }
    void bringsARoutersGatewayBackAsItWas()
    {
        const QString path = "/network/v2.0/routers/r1";
        auto router = m_cloud->table("/network/v2.0/routers")["r1"];
        const QJsonObject gateway { { "network_id", "n2" }, { "enable_snat", false }, { "external_fixed_ips", QJsonArray { QJsonObject { { "ip_address", "172.24.4.9" }, { "subnet_id", "n2-s" } } } } };
        router["external_gateway_info"] = gateway;
        m_cloud->put("/network/v2.0/routers", router);
        auto* panel = open("routers");
        QTRY_COMPARE(rows("routers").row("r1")[u"external_gateway_info"].toObject(), gateway);
        panel->actions()->trigger("clear-gateway", { rows("routers").row("r1") });
        QTRY_COMPARE(m_cloud->server().askedFor("PUT", path).size(), 1);
        QCOMPARE(sent("PUT", path)[u"router"][u"external_gateway_info"].toObject(), QJsonObject());
        QVERIFY(m_window->workspace().undo().undo());
        QTRY_COMPARE(m_cloud->server().askedFor("PUT", path).size(), 2);
        QCOMPARE(sent("PUT", path)[u"router"][u"external_gateway_info"].toObject(), gateway);
    }
    void saysWhichAddressARouterGivesUp()
    {
        m_window.reset();
        m_cloud->roles = QStringList { "member" };
        signIn();
        const QString path = "/network/v2.0/routers/r1";
        auto* panel = open("routers");
        auto router = rows("routers").row("r1");
        for (const bool snat : { true, false }) {
            auto gateway = router[u"external_gateway_info"].toObject();
            gateway["enable_snat"] = snat;
            router["external_gateway_info"] = gateway;
            m_cloud->put("/network/v2.0/routers", router);
            QTRY_COMPARE(rows("routers").row("r1")[u"external_gateway_info"].toObject(), gateway);
            const auto before = m_cloud->server().askedFor("PUT", path).size();
            panel->actions()->trigger("clear-gateway", { rows("routers").row("r1") });
            auto* question = dialog();
            const auto labels = question->findChildren<QLabel*>();
            QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) { return label->text().contains("172.24.4.9"); }));
            QTest::mouseClick(question->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
            QTRY_COMPARE(m_cloud->server().askedFor("PUT", path).size(), before + 1);
            QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
            // Without SNAT it could not be brought back by one who may not turn that off.
            QCOMPARE(m_window->workspace().undo().undo(), snat);
            if (snat) {
                QTRY_COMPARE(m_cloud->server().askedFor("PUT", path).size(), before + 2);
                QCOMPARE(sent("PUT", path)[u"router"][u"external_gateway_info"].toObject(), (QJsonObject { { "network_id", "n2" } }));
                QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
            }
        }
    }
    void keepsTheProjectOfTheSession()
    {
        auto* panel = open("projects");
        for (const auto action : { "disable", "delete" })
            panel->actions()->trigger(action, { rows("projects").row("p1") });
        test::untilIdle();
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(m_cloud->server().askedFor("PATCH", "/identity/v3/projects/p1").isEmpty());
        QVERIFY(m_cloud->server().askedFor("DELETE", "/identity/v3/projects/p1").isEmpty());
        panel->actions()->trigger("disable", { rows("projects").row("p2") });
        auto* question = dialog();
        test::untilIdle();
        QVERIFY(m_cloud->server().askedFor("PATCH", "/identity/v3/projects/p2").isEmpty());
        QTest::mouseClick(question->findChild<QPushButton*>("acceptButton"), Qt::LeftButton);
        QTRY_VERIFY(!m_cloud->table("/identity/v3/projects")["p2"][u"enabled"].toBool(true));
    }
    void takesRolesOfEveryKindAway()
    {
        const QJsonObject user { { "id", "u2" }, { "name", "kim" } }, role { { "id", "role-m" }, { "name", "member" } }, project { { "id", "p1" } };
        const QJsonObject below { { "project", project }, { "OS-INHERIT:inherited_to", "projects" } };
        const QString assignments = "/identity/v3/role_assignments";
        m_cloud->put(assignments, { { "id", "a1" }, { "user", user }, { "role", role }, { "scope", QJsonObject { { "project", project } } } });
        m_cloud->put(assignments, { { "id", "a2" }, { "user", user }, { "role", role }, { "scope", below } });
        m_cloud->put(assignments, { { "id", "a3" }, { "group", QJsonObject { { "id", "staff" }, { "name", "staff" } } }, { "role", role }, { "scope", QJsonObject { { "project", project } } } });
        auto* panel = open("projects");
        panel->openResource("p1", "members");
        auto* members = panel->findChild<SubTable*>();
        QVERIFY(members);
        QTRY_COMPARE(members->view()->model()->rowCount(), 3);
        test::Answer done;
        done.status = 204;
        for (const QString path : { "/v3/projects/p1/users/u2/roles/role-m", "/v3/OS-INHERIT/projects/p1/users/u2/roles/role-m/inherited_to_projects", "/v3/projects/p1/groups/staff/roles/role-m" }) {
            const QString at = "/identity" + path;
            m_cloud->refuseAll("DELETE", at, done);
            m_cloud->refuseAll("PUT", at, done);
            members->view()->selectId(path);
            press(members, "Take the role away");
            QTRY_COMPARE(m_cloud->server().askedFor("DELETE", at).size(), 1);
            QVERIFY(m_window->workspace().undo().undo());
            QTRY_COMPARE(m_cloud->server().askedFor("PUT", at).size(), 1);
            QTRY_COMPARE(m_window->workspace().jobs().running(), 0);
        }
    }
    /// Administrators get everybody's from the cloud unless they ask for one project's.
    void showsOnesOwnProjectsNetworkThings()
    {
        const auto add = [this](const QString& path, const QString& from, const QString& id, const QString& project) {
            auto row = m_cloud->table(path)[from];
            row["id"] = id;
            row["name"] = id;
            row["project_id"] = project;
            m_cloud->table(path)[id] = row;   // without an event
        };
        for (const QString project : { "p1", "p2" }) {
            add("/network/v2.0/ports", "port-1", "port-of-" + project, project);
            add("/network/v2.0/security-groups", "g2", "group-of-" + project, project);
            add("/network/v2.0/floatingips", "f2", "address-of-" + project, project);
            add("/network/v2.0/subnets", "n3-s", "subnet-of-" + project, project);
            add("/network/v2.0/routers", "r1", "router-of-" + project, project);
            add("/network/v2.0/networks", "n3", "network-of-" + project, project);
            m_cloud->table("/network/v2.0/subnets")["subnet-of-" + project]["network_id"] = "network-of-" + project;
        }
        for (const auto* id : { "networks", "subnets", "security-groups", "ports", "floating-ips", "routers" })
            m_window->workspace().collection(id).reload();   // the instances may have asked for them before
        QTRY_VERIFY(rows("networks").contains("network-of-p2") && rows("subnets").contains("subnet-of-p2"));
        const auto offers = [](const char* field, const QString& what) {
            auto* box = qobject_cast<QComboBox*>(static_cast<kit::WizardDialog*>(dialog())->form()->input(field));
            for (int i = 0; box && i < box->count(); ++i) {
                if (box->itemData(i).toString().section(u'|', 0, 0) == what)      // a port's choices name its addresses, too
                    return true;
            }
            return false;
        };
        for (const bool everyones : { false, true }) {
            auto* groups = open("security-groups");
            if (everyones)
                groups->findChild<QAbstractButton*>("switch:all-projects")->click();
            QTRY_VERIFY(rows("security-groups").contains("group-of-p1"));
            QTRY_COMPARE(rows("security-groups").contains("group-of-p2"), everyones);
            groups->openResource("group-of-p1", "rules");
            press(groups, "Add rule");
            QTRY_VERIFY(offers("group", "group-of-p1"));
            QVERIFY(!offers("group", "group-of-p2"));
            dialog()->reject();
            groups->goBack();
            auto* addresses = open("floating-ips");
            if (everyones)
                addresses->findChild<QAbstractButton*>("switch:all-projects")->click();
            QTRY_VERIFY(rows("floating-ips").contains("address-of-p1") && rows("ports").contains("port-of-p1"));
            QTRY_COMPARE(rows("floating-ips").contains("address-of-p2"), everyones);
            QTRY_COMPARE(rows("ports").contains("port-of-p2"), everyones);
            addresses->actions()->trigger("associate", { rows("floating-ips").row("address-of-p1") });
            QTRY_VERIFY(offers("port", "port-of-p1"));
            QVERIFY(!offers("port", "port-of-p2"));
            dialog()->reject();
        }
        auto* routers = open("routers");
        QVERIFY(rows("routers").contains("router-of-p1") && !rows("routers").contains("router-of-p2"));
        routers->openResource("router-of-p1", "interfaces");
        press(routers, "Add interface");
        QTRY_VERIFY(offers("subnet", "subnet-of-p1"));
        QVERIFY(!offers("subnet", "subnet-of-p2"));
        dialog()->reject();
    }
    void uploadsAnImage()
    {
        QFile file(m_home.filePath("disc.qcow2"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(100'000, 'x')) > 0);
        file.close();
        m_cloud->table("/image/v2/images");
        open("images");
        key(Qt::Key_N, Qt::ControlModifier);
        auto* wizard = static_cast<kit::WizardDialog*>(dialog());
        QTest::keyClicks(wizard->form()->input("name"), "disc");
        wizard->form()->input("file")->findChild<QLineEdit*>()->setText(file.fileName());
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", "/image/v2/images").size(), 1);
        QCOMPARE(sent("POST", "/image/v2/images")[u"disk_format"].toString(), QString("qcow2"));
        QTRY_VERIFY(std::any_of(m_cloud->server().asked.begin(), m_cloud->server().asked.end(), [](const auto& ask) { return ask.verb == "PUT" && ask.path.endsWith("/file") && ask.body.size() == 100'000; }));
    }
    void asksBeforeAnUploadReplaces()
    {
        const QString objects("/object-store/v1/AUTH_p1/backups"), path(objects + "/notes.txt");
        QFile file(m_home.filePath("notes.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("new words") > 0);
        file.close();
        auto* panel = open("containers");
        panel->openResource("backups", "objects");
        auto* table = panel->findChild<SubTable*>();
        QVERIFY(table);
        const auto upload = [&] {
            press(table, "Upload object");
            auto* wizard = static_cast<kit::WizardDialog*>(dialog());
            wizard->form()->input("file")->findChild<QLineEdit*>()->setText(file.fileName());
            QTest::keyClick(wizard, Qt::Key_Return);
            QTRY_VERIFY(QApplication::activeModalWidget() != wizard);
        };
        const auto puts = [&] { return m_cloud->server().askedFor("PUT", path); };
        upload();
        QTRY_COMPARE(m_cloud->table(objects).size(), 1);   // there was none
        QCOMPARE(puts().size(), 1);
        QCOMPARE(puts().first().headers["if-none-match"], QByteArray("*"));
        QTRY_COMPARE(table->view()->model()->rowCount(), 1);
        m_cloud->put(objects, { { "name", "notes.txt" }, { "bytes", 1 } });
        for (const bool replaces : { false, true }) {
            upload();
            auto* question = dialog();
            QVERIFY2(question->windowTitle().contains("backups/notes.txt"), qPrintable(question->windowTitle()));
            QCOMPARE(puts().size(), 1);
            if (replaces)
                press(question, "Replace");
            else
                question->reject();
            QTRY_VERIFY(!QApplication::activeModalWidget());
        }
        QTRY_COMPARE(puts().size(), 2);
        QVERIFY(!puts().last().headers.contains("if-none-match"));
        QTRY_COMPARE(m_cloud->table(objects)["notes.txt"][u"bytes"].toInt(), 9);
    }
    void showsTheWayOutOfAnEmptyList()
    {
        auto* panel = open("snapshots");   // loaded, so that the events are about its rows
        for (const auto& id : rows("snapshots").ids())
            m_cloud->remove("/volume/v3/snapshots", id);
        QTRY_COMPARE(panel->table()->state(), kit::DataTable::State::Empty);
        QVERIFY(!panel->table()->placeholder()->accessibleName().isEmpty());
    }
    void everyPanelOpensItsFormAndDetails()
    {
        m_cloud->throwAway(m_cloud->table("/compute/v2.1/servers").last());
        for (const auto& entry : allPanels()) {
            auto* panel = open(entry.id);
            panel->create();
            if (auto* form = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
                form->reject();
            const auto ids = rows(entry.collection).ids();
            QVERIFY2(!ids.isEmpty(), qPrintable(entry.id));
            panel->openResource(ids.first(), "overview");
            QVERIFY2(panel->findChild<kit::DetailView*>()->isVisible(), qPrintable(entry.id));
            panel->goBack();
        }
    }
};

SKYLAB_TEST(PanelTest)
#include "PanelTest.moc"
