#include "kit/PickList.h"
#include "kit/StepDialog.h"
#include "kit/Toast.h"
#include "panel/compute/LaunchDialog.h"
#include "panel/compute/LaunchWizard.h"
#include "support/TestMain.h"
#include "ui/InstancesFixture.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>

using namespace skylab;
using namespace skylab::panel;

/// Launching: two fields and Enter, and the wizard behind "More".
class LaunchTest : public test::InstancesFixture {
    Q_OBJECT

    LaunchDialog* openLaunch()
    {
        load({ "images", "flavors", "networks", "keypairs", "security-groups" });
        QTest::mouseClick(open("servers")->findChild<QPushButton*>("createButton"), Qt::LeftButton);
        return static_cast<LaunchDialog*>(dialog());
    }
    LaunchWizard* openWizard()
    {
        press(openLaunch(), "moreButton");
        if (!QTest::qWaitFor([] { return qobject_cast<LaunchWizard*>(QApplication::activeModalWidget()); }))
            qFatal("the wizard did not open");
        return static_cast<LaunchWizard*>(QApplication::activeModalWidget());
    }
    QJsonObject launched() { return sent("POST", "/compute/v2.1/servers")[u"server"].toObject(); }
    static test::Answer forbidden() { return test::Answer::json(QJsonObject { { "forbidden", QJsonObject { { "code", 403 }, { "message", "Quota exceeded for instances." } } } }, 403); }
    static QWidget* on(LaunchWizard* wizard, const QString& page)
    {
        wizard->showPage(page);
        return wizard->page(page);
    }
    static void choose(QWidget* page, const QString& value) { page->findChild<kit::PickList*>()->setValue(value); }
    static kit::FormView* formOf(QWidget* page) { return page->findChild<kit::FormView*>(); }

private Q_SLOTS:
    void cleanup() { end(); }

    void launchesWithANameAndEnter()
    {
        begin();
        auto* dialog = openLaunch();
        auto* form = dialog->form();
        QCOMPARE(form->values()[u"image"].toString(), QString("image-0"));
        QCOMPARE(form->values()[u"name"].toString(), QString("debian-1"));
        QCOMPARE(dialog->line(), QString("m1.small · demo network · your key lab-laptop · SSH allowed"));
        QVERIFY(!form->input("flavor")->isVisible());
        QTest::keyClicks(form->input("name"), "web-20");   // the suggestion is selected
        picture(dialog, "launch");
        // What is asked stands close above what was chosen for the user.
        const auto* asked = form->input("image");
        const auto* card = dialog->findChild<QLabel*>("draftLine")->parentWidget();
        const int gap = card->mapTo(dialog, QPoint()).y() - asked->mapTo(dialog, QPoint(0, asked->height())).y();
        QVERIFY2(gap > 0 && gap < 60, qPrintable(QString::number(gap)));
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(gone());
        const auto body = launched();
        QCOMPARE(body[u"name"].toString(), QString("web-20"));
        QCOMPARE(body[u"flavorRef"].toString(), QString("m1.small"));
        QCOMPARE(body[u"key_name"].toString(), QString("lab-laptop"));
        QCOMPARE(body[u"networks"][0][u"uuid"].toString(), QString("n1"));
        QCOMPARE(body[u"security_groups"].toArray(), (QJsonArray { QJsonObject { { "name", "g1" } } }));
        QVERIFY(!body.contains("min_count") && !body.contains("user_data") && !body.contains("block_device_mapping_v2"));
        QVERIFY(!named("servers", "web-20").isEmpty());   // at once
        QCOMPARE(workspace().jobs().running(), 1);
    }
    void saysWhenItIsReady()
    {
        begin();
        auto* dialog = openLaunch();
        QSignalSpy events(&workspace().live(), &model::LiveUpdates::applied);
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(gone());
        QTRY_COMPARE(named("servers", "debian-1")[u"OS-EXT-STS:task_state"].toString(), QString("scheduling"));
        QTRY_VERIFY(!events.isEmpty());
        test::untilIdle();
        m_cloud->settle();
        QTRY_COMPARE(workspace().jobs().running(), 0);
        kit::Toast* ready = nullptr;
        QTRY_VERIFY(toasted("debian-1 is ready at 10.20.0."));
        for (auto* toast : m_window->findChildren<kit::Toast*>())
            ready = toast->text().contains("is ready") ? toast : ready;
        picture(m_window.get(), "ready");
        QVERIFY(button(ready, "SSH"));
        press(ready, "Console");
        QCOMPARE(static_cast<ResourcePanel*>(m_window->currentPanel())->findChild<QTabBar*>("detailTabs")->currentIndex(), 1);
    }
    void undoTakesTheInstanceBack()
    {
        begin();
        QTest::keyClick(openLaunch(), Qt::Key_Return);
        QVERIFY(gone());
        QTRY_VERIFY(!named("servers", "debian-1").isEmpty());
        QVERIFY(workspace().undo().undo());
        QTRY_VERIFY(named("servers", "debian-1").isEmpty());
        QTRY_COMPARE(workspace().jobs().running(), 0);
    }
    void makesWhatTheProjectLacks()
    {
        begin([](test::ScriptedCloud& cloud) {
            cloud.table("/compute/v2.1/os-keypairs").clear();
            cloud.table("/network/v2.0/networks").remove("n1"), cloud.table("/network/v2.0/networks").remove("n3");
            cloud.table("/network/v2.0/security-groups").clear();
            cloud.put("/network/v2.0/security-groups", { { "id", "g1" }, { "name", "default" }, { "security_group_rules", QJsonArray() } });
        });
        auto* dialog = openLaunch();
        QCOMPARE(dialog->line(), QString("m1.small · a network will be made · a key pair will be made · SSH will be allowed"));
        picture(dialog, "launch-makes");
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!launched().isEmpty());
        const auto network = sent("POST", "/network/v2.0/subnets")[u"subnet"][u"network_id"].toString();
        QCOMPARE(launched()[u"networks"][0][u"uuid"].toString(), network);
        QCOMPARE(sent("POST", "/network/v2.0/subnets")[u"subnet"][u"cidr"].toString(), QString("10.21.0.0/24"));   // 10.20 has one
        QCOMPARE(sent("POST", "/network/v2.0/routers")[u"router"][u"external_gateway_info"][u"network_id"].toString(), QString("n2"));
        QCOMPARE(launched()[u"key_name"].toString(), QString("demo-key"));
        const auto rules = m_cloud->server().askedFor("POST", "/network/v2.0/security-group-rules");
        QCOMPARE(rules.size(), 2);
        QCOMPARE(rules.first().json()[u"security_group_rule"][u"port_range_min"].toInt(), 22);
        QCOMPARE(launched()[u"security_groups"].toArray().size(), 2);
        // Its private half is in the keyring, or in memory where there is none.
        QTRY_VERIFY(workspace().undo().count() > 0);
        QTRY_VERIFY(!QApplication::activeModalWidget() || QApplication::activeModalWidget() != dialog);
        while (auto* left = qobject_cast<QDialog*>(QApplication::activeModalWidget()))
            left->reject();
        // All of it goes again with undo.
        QVERIFY(workspace().undo().undo());
        QTRY_VERIFY(!m_cloud->table("/network/v2.0/networks").contains(network));
        QTRY_COMPARE(m_cloud->table("/network/v2.0/security-groups").size(), 1);
    }
    void leavesNothingBehindWhenRefused()
    {
        begin([](test::ScriptedCloud& cloud) { cloud.table("/network/v2.0/networks").remove("n1"), cloud.table("/network/v2.0/networks").remove("n3"); });
        auto* dialog = openLaunch();
        m_cloud->refuseAt("POST", "/compute/v2.1/servers", forbidden());
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(texts(dialog).join(' ').contains("Quota exceeded"));
        QVERIFY(dialog->isVisible() && dialog->acceptButton()->isEnabled());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/networks").size(), 1);
        QCOMPARE(m_cloud->table("/network/v2.0/routers").size(), 1);
        QTest::keyClick(dialog, Qt::Key_Return);   // again, without any change
        QVERIFY(gone());
    }
    void takesBackTheInstancesOfBeforeARefusalFirst()
    {
        const QString servers = "/compute/v2.1/servers";
        begin([](test::ScriptedCloud& cloud) {
            cloud.table("/network/v2.0/networks").remove("n1"), cloud.table("/network/v2.0/networks").remove("n3");
            cloud.lingering = 3;
        });
        const auto before = m_cloud->table(servers).size();
        auto* dialog = openLaunch();
        QTest::keyClicks(dialog->form()->input("name"), "n-{1..3}");
        m_cloud->server().hold(servers);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", servers).size(), 1);
        m_cloud->refuseAt("POST", servers, forbidden());   // the second
        m_cloud->server().letGo();
        QTRY_VERIFY_WITH_TIMEOUT(texts(dialog).join(' ').contains("Quota exceeded"), patience);
        QCOMPARE(m_cloud->table(servers).size(), before);
        QCOMPARE(m_cloud->table("/network/v2.0/networks").size(), 1);
        QVERIFY(!texts(dialog).join(' ').contains("still there"));
    }
    void saysWhatItCouldNotTakeBack()
    {
        begin([](test::ScriptedCloud& cloud) { cloud.table("/network/v2.0/networks").remove("n1"), cloud.table("/network/v2.0/networks").remove("n3"); });
        auto* dialog = openLaunch();
        m_cloud->refuseAt("POST", "/compute/v2.1/servers", forbidden());
        m_cloud->refuseNext("DELETE", forbidden());   // the router's
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(texts(dialog).join(' ').contains("still there: private-router."));
        QVERIFY(texts(dialog).join(' ').contains("Quota exceeded"));
    }
    void takesWhatIsNotListedForLaunched()
    {
        begin([](test::ScriptedCloud& cloud) { cloud.table("/network/v2.0/networks").remove("n1"), cloud.table("/network/v2.0/networks").remove("n3"); });
        const auto before = m_cloud->table("/compute/v2.1/servers").size();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        dialog->form()->setValue("count", 3);
        m_cloud->refuseAll("GET", "/compute/v2.1/servers/detail", forbidden());
        accept(dialog);
        QVERIFY(gone());
        test::untilIdle();
        QCOMPARE(m_cloud->table("/compute/v2.1/servers").size(), before + 3);
        QCOMPARE(m_cloud->table("/network/v2.0/networks").size(), 2);   // with the one that they are on
    }
    void changesWhatIsBehindTheLine()
    {
        begin();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        QVERIFY(dialog->form()->input("flavor")->isVisible());
        dialog->form()->setValue("flavor", "m1.large");
        dialog->form()->setValue("network", "n3");
        dialog->form()->setValue("key", "-");
        QCOMPARE(dialog->line(), QString("m1.large · backend network · no key pair · SSH allowed"));
        picture(dialog, "launch-changed");
        // Another image does not take the choice back.
        dialog->form()->setValue("image", "image-1");
        QCOMPARE(dialog->form()->values()[u"flavor"].toString(), QString("m1.large"));
        QCOMPARE(dialog->form()->values()[u"name"].toString(), QString("ubuntu-1"));
        accept(dialog);
        QVERIFY(gone());
        QVERIFY(!launched().contains("key_name"));
        QCOMPARE(launched()[u"imageRef"].toString(), QString("image-1"));
    }
    void findsAnImageByTyping()
    {
        begin([](test::ScriptedCloud& cloud) {
            for (int i = 0; i < 30; ++i)
                cloud.put("/image/v2/images", { { "id", QString("more-%1").arg(i) }, { "name", QString("Alpine %1").arg(i) }, { "status", "active" }, { "disk_format", "qcow2" }, { "size", 5e7 } });
        });
        auto* dialog = openLaunch();
        auto* list = static_cast<kit::PickList*>(dialog->form()->input("image"));
        QVERIFY(list->search()->isVisible());
        QTest::keyClicks(list->search(), "alpine 17");
        QTest::keyClick(list->search(), Qt::Key_Down);
        QCOMPARE(dialog->form()->values()[u"image"].toString(), QString("more-17"));
        QTest::keyClick(list->search(), Qt::Key_Return);
        QVERIFY(gone());
        QCOMPARE(launched()[u"imageRef"].toString(), QString("more-17"));
        QCOMPARE(launched()[u"flavorRef"].toString(), QString("m1.tiny"));   // small enough a system
    }
    void turnsAmberWhenItDoesNotFit()
    {
        begin();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        auto* line = dialog->findChild<QLabel*>("fitLine");
        QTRY_COMPARE(line->text(), QString("Fits on lab-pc, leaving 16.6 GiB of memory free"));
        dialog->form()->setValue("flavor", "g1.gpu");
        QTRY_COMPARE(line->text(), QString("lab-pc: Memory: 64 GiB asked, 18.6 GiB free."));
        QCOMPARE(line->palette().color(QPalette::WindowText), theme::tokens().warn);
        picture(dialog, "launch-misfit");
        const auto before = m_cloud->server().askedFor("POST", "/compute/v2.1/servers").size();
        accept(dialog);
        QVERIFY(dialog->isVisible());
        QCOMPARE(m_cloud->server().askedFor("POST", "/compute/v2.1/servers").size(), before);
        press(dialog, "Make it m1.small");
        QCOMPARE(dialog->form()->values()[u"flavor"].toString(), QString("m1.small"));
        QTRY_VERIFY(line->text().startsWith("Fits"));
        QVERIFY(button(dialog, "acceptButton")->isEnabled());
    }
    void shelvesWhatIsIdleToMakeRoom()
    {
        begin();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        dialog->form()->setValue("flavor", "g1.gpu");
        press(dialog, "Shelve web-2");
        QTRY_COMPARE(server(test::InstancesFixture::web2)[u"OS-EXT-STS:task_state"].toString(), QString("shelving"));
        m_cloud->freeMemory = 100'000;
        m_cloud->settle();
        QTRY_VERIFY(dialog->findChild<QLabel*>("fitLine")->text().startsWith("Fits"));
    }
    void asksTheFitOnceForManyKeys()
    {
        begin();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        QTRY_VERIFY(!dialog->findChild<QLabel*>("fitLine")->text().isEmpty());
        const auto before = m_cloud->server().askedFor("POST", "/skylab/v1/fit").size();
        for (int count = 2; count < 9; ++count)
            dialog->form()->setValue("count", count);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", "/skylab/v1/fit").size(), before + 1);
        test::untilIdle();
        QCOMPARE(m_cloud->server().askedFor("POST", "/skylab/v1/fit").size(), before + 1);
        QCOMPARE(sent("POST", "/skylab/v1/fit")[u"fit"][u"count"].toInt(), 8);
    }
    void doesWithoutTheFitOnOtherClouds()
    {
        begin([](test::ScriptedCloud& cloud) { cloud.hasExtras = false; });
        auto* dialog = openLaunch();
        test::untilIdle();
        QVERIFY(!dialog->findChild<QLabel*>("fitLine")->isVisible());
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(gone());
        QVERIFY(!launched().isEmpty());
        QVERIFY(m_cloud->server().askedFor("POST", "/skylab/v1/fit").isEmpty());
    }
    void launchesManyByAPattern()
    {
        begin();
        auto* dialog = openLaunch();
        QTest::keyClicks(dialog->form()->input("name"), "node-{08..11}");
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(gone());
        for (const auto name : { "node-08", "node-09", "node-10", "node-11" })
            QTRY_VERIFY2(!named("servers", name).isEmpty(), name);
        QCOMPARE(workspace().jobs().running(), 4);
    }
    void launchesManyByCount()
    {
        begin();
        auto* dialog = openLaunch();
        press(dialog, "changeButton");
        dialog->form()->setValue("count", 3);
        accept(dialog);
        QVERIFY(gone());
        QCOMPARE(launched()[u"max_count"].toInt(), 3);
        QTRY_VERIFY(!named("servers", "debian-1-3").isEmpty());
        QCOMPARE(workspace().jobs().running(), 3);
        QVERIFY(workspace().undo().undo());
        QTRY_VERIFY(named("servers", "debian-1-1").isEmpty() && named("servers", "debian-1-3").isEmpty());
    }
    void givesAnInstallerADisk()
    {
        begin();
        auto* dialog = openLaunch();
        dialog->form()->setValue("image", "image-4");   // an ISO that wants 4 GB of memory and 40 of disk
        QTRY_COMPARE(dialog->form()->values()[u"flavor"].toString(), QString("m1.medium"));
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(gone());
        const auto devices = launched()[u"block_device_mapping_v2"].toArray();
        QCOMPARE(devices.size(), 2);
        QCOMPARE(devices[1][u"source_type"].toString(), QString("blank"));
        QCOMPARE(devices[1][u"volume_size"].toInt(), 40);
    }
    // ---- the wizard
    void wizardKeepsWhatWasChosen()
    {
        begin();
        auto* dialog = openLaunch();
        QTest::keyClicks(dialog->form()->input("name"), "from-two-fields");
        dialog->form()->setValue("image", "image-2");
        press(dialog, "moreButton");
        QTRY_VERIFY(qobject_cast<LaunchWizard*>(QApplication::activeModalWidget()));
        auto* wizard = static_cast<LaunchWizard*>(QApplication::activeModalWidget());
        QCOMPARE(wizard->list()->count(), 11);
        QCOMPARE(wizard->draft().name, QString("from-two-fields"));
        QCOMPARE(wizard->draft().sourceId, QString("image-2"));
        for (int page = 0; page < wizard->list()->count(); ++page) {
            wizard->list()->setCurrentRow(page);
            picture(wizard, QString("wizard-%1").arg(page, 2, 10, QChar('0')));
        }
        QVERIFY(wizard->firstFault().isEmpty());
        accept(wizard);
        QVERIFY(gone());
        QCOMPARE(launched()[u"imageRef"].toString(), QString("image-2"));
        QCOMPARE(launched()[u"networks"][0][u"uuid"].toString(), QString("n1"));
    }
    void wizardTurnsPagesByKeys()
    {
        begin();
        auto* wizard = openWizard();
        QCOMPARE(wizard->currentPage(), QString("details"));
        QTest::keyClick(wizard, Qt::Key_PageDown, Qt::ControlModifier);
        QCOMPARE(wizard->currentPage(), QString("source"));
        QTest::keyClick(wizard, Qt::Key_Return);
        QCOMPARE(wizard->currentPage(), QString("flavor"));
        QTest::keyClick(wizard, Qt::Key_PageUp, Qt::ControlModifier);
        QCOMPARE(wizard->currentPage(), QString("source"));
        QTest::keyClick(wizard, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(gone());
        QVERIFY(!launched().isEmpty());
    }
    void wizardGoesToTheFirstFault()
    {
        begin();
        auto* wizard = openWizard();
        static_cast<QLineEdit*>(formOf(on(wizard, "details"))->input("name"))->clear();
        on(wizard, "review");
        accept(wizard);
        QCOMPARE(wizard->currentPage(), QString("details"));
        QVERIFY(texts(wizard).contains("Give it a name."));
        QVERIFY(wizard->list()->item(0)->data(Qt::AccessibleTextRole).toString().contains("Give it a name"));
        QVERIFY(launched().isEmpty());
    }
    void wizardBootsFromANewVolumeWithMoreDisks()
    {
        begin();
        auto* wizard = openWizard();
        auto* source = on(wizard, "source");
        formOf(source)->setValue("new", true);
        formOf(source)->setValue("size", 33);
        formOf(source)->setValue("delete", false);
        QTRY_VERIFY(workspace().collection("volumes").model().contains("v2"));
        press(source, "addDisk");
        press(source, "addDisk");
        auto* disks = source->findChildren<QComboBox*>().at(1);
        for (auto* combo : source->findChildren<QComboBox*>())
            disks = combo->accessibleName() == u"Disk" ? combo : disks;
        disks->setCurrentIndex(disks->findData("v2"));
        picture(wizard, "wizard-disks");
        accept(wizard);
        QVERIFY(gone());
        const auto devices = launched()[u"block_device_mapping_v2"].toArray();
        QCOMPARE(devices.size(), 3);
        QCOMPARE(devices[0][u"volume_size"].toInt(), 33);
        QCOMPARE(devices[0][u"delete_on_termination"].toBool(true), false);
        QCOMPARE(devices[1][u"source_type"].toString(), QString("blank"));
        QCOMPARE(devices[2][u"uuid"].toString(), QString("v2"));
        QVERIFY(!launched().contains("imageRef"));
    }
    void wizardBootsFromAVolumeSnapshot()
    {
        begin();
        auto* wizard = openWizard();
        auto* source = on(wizard, "source");
        auto* kind = source->findChild<QComboBox*>();
        kind->setCurrentIndex(3);
        QCOMPARE(wizard->firstFault(), QString("source"));
        choose(source, "s1");
        QTRY_VERIFY(wizard->firstFault().isEmpty());
        accept(wizard);
        QVERIFY(gone());
        QCOMPARE(launched()[u"block_device_mapping_v2"][0][u"source_type"].toString(), QString("snapshot"));
    }
    void wizardMakesASizeOfItsOwn()
    {
        begin();
        auto* wizard = openWizard();
        auto* page = on(wizard, "flavor");
        press(page, "ownSize");
        auto* form = formOf(page);
        QVERIFY(form->input("ram")->isVisible());
        form->input("ram")->findChild<QSlider*>()->setValue(12);   // 3 GB
        form->setValue("vcpus", 3);
        QTRY_COMPARE(sent("POST", "/skylab/v1/fit")[u"fit"][u"flavor"][u"ram"].toInt(), 3072);
        QTRY_VERIFY(page->findChild<QLabel*>("fitText")->text().startsWith("Fits on lab-pc"));
        picture(wizard, "wizard-own-size");
        accept(wizard);
        QVERIFY(gone());
        const QJsonValue flavor = sent("POST", "/compute/v2.1/flavors")[u"flavor"];
        QCOMPARE(flavor[u"name"].toString(), QString("custom-3-3072-20"));
        QCOMPARE(flavor[u"os-flavor-access:is_public"].toBool(true), false);
        QCOMPARE(launched()[u"flavorRef"].toString(), m_cloud->table("/compute/v2.1/flavors").last()[u"id"].toString().isEmpty() ? QString() : named("flavors", "custom-3-3072-20")[u"id"].toString());
    }
    void wizardOrdersNetworksAndPorts()
    {
        begin([](test::ScriptedCloud& cloud) { cloud.put("/network/v2.0/ports", { { "id", "free-port" }, { "name", "spare" }, { "network_id", "n3" }, { "device_id", "" }, { "device_owner", "" }, { "fixed_ips", QJsonArray { QJsonObject { { "ip_address", "10.30.0.9" } } } } }); });
        auto* wizard = openWizard();
        auto* page = on(wizard, "networks");
        press(page, "addNic");
        QTRY_COMPARE(workspace().collection("ports").state(), model::Collection::State::Ready);
        QComboBox* second = nullptr;
        QLineEdit* address = nullptr;
        for (auto* combo : page->findChildren<QComboBox*>())
            second = combo->accessibleName() == u"Interface 2" ? combo : second;
        for (auto* edit : page->findChildren<QLineEdit*>())
            address = edit->accessibleName() == u"Address of interface 1" ? edit : address;
        QVERIFY(second && address);
        second->setCurrentIndex(second->findData("port:free-port"));
        QTest::keyClicks(address, "10.20.0.x");
        QCOMPARE(wizard->firstFault(), QString("networks"));
        address->clear();
        QTest::keyClicks(address, "10.20.0.77");
        QVERIFY(wizard->firstFault().isEmpty());
        picture(wizard, "wizard-networks");
        for (auto* tool : page->findChildren<QToolButton*>()) {
            if (tool->toolTip() == u"Later" && tool->isVisible()) {
                QTest::mouseClick(tool, Qt::LeftButton);   // the first one's
                break;
            }
        }
        accept(wizard);
        QVERIFY(gone());
        const auto networks = launched()[u"networks"].toArray();
        QCOMPARE(networks[0][u"port"].toString(), QString("free-port"));
        QCOMPARE(networks[1][u"fixed_ip"].toString(), QString("10.20.0.77"));
    }
    void wizardShowsWhatGroupsLetIn()
    {
        begin();
        auto* wizard = openWizard();
        auto* page = on(wizard, "groups");
        auto* list = page->findChild<kit::PickList*>();
        QCOMPARE(page->findChild<QLabel*>("letIn")->text(), QString("TCP 22 from anywhere\nICMP from 10.20.0.0/24"));
        QTest::keyClick(list->list(), Qt::Key_Home);
        QTest::keyClick(list->list(), Qt::Key_Space);   // default is off
        QCOMPARE(page->findChild<QLabel*>("letIn")->text(), QString("TCP 22 from anywhere"));   // by a group that will be made
        list->setValues({ "g2" });
        for (auto* check : page->findChildren<QCheckBox*>())
            check->setChecked(false);
        accept(wizard);
        QVERIFY(gone());
        QCOMPARE(launched()[u"security_groups"].toArray(), (QJsonArray { QJsonObject { { "name", "g2" } } }));
        QVERIFY(m_cloud->server().askedFor("POST", "/network/v2.0/security-groups").isEmpty());
    }
    void wizardImportsAKey()
    {
        begin();
        auto* wizard = openWizard();
        auto* page = on(wizard, "key");
        press(page, "importKey");
        QTRY_VERIFY(QApplication::activeModalWidget() != wizard);
        auto* import = form();
        import->form()->setValue("name", "mine");
        import->form()->setValue("key", "ssh-ed25519 AAAA me");
        accept(import);
        QTRY_COMPARE(wizard->draft().keyName, QString("mine"));
        QCOMPARE(sent("POST", "/compute/v2.1/os-keypairs")[u"keypair"][u"public_key"].toString(), QString("ssh-ed25519 AAAA me"));
    }
    void wizardStaysWhenWhatNobodyWaitsForIsRefused()
    {
        begin();
        auto* wizard = openWizard();
        load({ "server-groups" });
        const auto refuse = [&](const QString& page, const QString& opener, const QString& path, const QMap<QString, QString>& values) {
            const auto asked = [&](const char* verb) { return m_cloud->server().askedFor(verb, path).size(); };
            const auto listings = asked("GET");
            m_cloud->server().hold(path);
            m_cloud->refuseAt("POST", path, forbidden());
            press(on(wizard, page), opener);
            QTRY_VERIFY(QApplication::activeModalWidget() != wizard);
            QPointer<kit::WizardDialog> asking = form();
            for (auto it = values.begin(); it != values.end(); ++it)
                asking->form()->setValue(it.key(), *it);
            accept(asking);
            QTRY_COMPARE(asked("POST"), 1);
            asking->reject();
            QTRY_VERIFY(!asking);
            m_cloud->server().letGo();
            test::untilIdle();
            QCOMPARE(asked("GET"), listings);   // nothing was made that is to be shown
        };
        const auto before = wizard->draft();
        refuse("server-group", "makeGroup", "/compute/v2.1/os-server-groups", { { "name", "apart" } });
        refuse("key", "importKey", "/compute/v2.1/os-keypairs", { { "name", "mine" }, { "key", "ssh-ed25519 AAAA me" } });
        QCOMPARE(wizard->draft().serverGroup, before.serverGroup);
        QCOMPARE(wizard->draft().keyName, before.keyName);
    }
    void wizardChecksTheScript()
    {
        begin();
        auto* wizard = openWizard();
        auto* page = on(wizard, "script");
        auto* edit = page->findChild<QPlainTextEdit*>("script");
        edit->setPlainText("#cloud-config\npackages: nginx\nruncmd:\n  - echo: hello\nruncmds: []\n");
        auto* faults = page->findChild<QListWidget*>("scriptFaults");
        QTRY_COMPARE(faults->count(), 3);
        QVERIFY(faults->item(0)->text().startsWith("Line 2: “packages” has to be a list"));
        picture(wizard, "wizard-script");
        QCOMPARE(wizard->firstFault(), QString("script"));
        QTest::mouseClick(faults->viewport(), Qt::LeftButton, {}, faults->visualItemRect(faults->item(0)).center());
        QCOMPARE(edit->textCursor().blockNumber(), 1);
        edit->setPlainText("#cloud-config\npackages: [nginx]\n");
        QTRY_VERIFY(wizard->firstFault().isEmpty());
        accept(wizard);
        QVERIFY(gone());
        QCOMPARE(QByteArray::fromBase64(launched()[u"user_data"].toString().toLatin1()), QByteArray("#cloud-config\npackages: [nginx]\n"));
    }
    void wizardTakesMetadataFromTheCatalogue()
    {
        begin();
        auto* wizard = openWizard();
        auto* page = on(wizard, "metadata");
        auto* catalogue = page->findChild<kit::PickList*>();
        QTRY_COMPARE(catalogue->list()->count(), 1);
        catalogue->setValue("lab_role");
        press(page, "takeDefinition");
        auto* value = page->findChild<QComboBox*>();
        QVERIFY(value);
        value->setCurrentText("database");
        picture(wizard, "wizard-metadata");
        choose(on(wizard, "server-group"), "sg1");
        on(wizard, "review");
        picture(wizard, "wizard-review");
        QVERIFY(texts(wizard).contains("lab_role = database"));
        const auto fit = [&] {   // the label comes with the answer
            const auto* label = wizard->page("review")->findChild<QLabel*>("reviewFit");
            return label ? label->text() : QString();
        };
        QTRY_VERIFY(fit().startsWith("Fits on lab-pc"));
        QVERIFY(texts(wizard).contains("13 of 32"));   // instances afterwards
        accept(wizard);
        QVERIFY(gone());
        QCOMPARE(launched()[u"metadata"][u"lab_role"].toString(), QString("database"));
        QCOMPARE(sent("POST", "/compute/v2.1/servers")[u"OS-SCH-HNT:scheduler_hints"][u"group"].toString(), QString("sg1"));
    }
};

SKYLAB_TEST(LaunchTest)
#include "LaunchTest.moc"
