#include "kit/ChoiceCard.h"
#include "kit/ConfirmDialog.h"
#include "kit/PickList.h"
#include "panel/compute/MetadataDialog.h"
#include "support/TestMain.h"
#include "ui/InstancesFixture.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace skylab;
using namespace skylab::panel;

/// What can be done with instances: each action in the states that allow it, sent as Nova has it, taken back where it can be.
class InstancesTest : public test::InstancesFixture {
    Q_OBJECT

    void rest()
    {
        test::untilIdle();
        m_cloud->settle();
        QTRY_COMPARE(workspace().jobs().running(), 0);
    }
    void setState(const QString& id, const QString& status)
    {
        auto row = m_cloud->table("/compute/v2.1/servers")[id];
        row["status"] = status;
        row["OS-EXT-STS:task_state"] = QJsonValue::Null;
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(server(id)[u"status"].toString(), status);
    }

private Q_SLOTS:
    void init()
    {
        begin();
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
    }
    void cleanup() { end(); }

    void offersEverythingOfHorizonInSections()
    {
        const QStringList wanted { "console", "log", "start", "stop", "reboot", "reset", "pause", "unpause", "suspend", "resume", "shelve", "unshelve", "rescue", "unrescue", "confirm-resize", "revert-resize", "resize", "rebuild",
                                   "create-image", "create-backup", "associate-ip", "disassociate-ip", "attach-interface", "detach-interface", "edit", "rename", "attach-volume", "detach-volume", "metadata", "tags", "retrieve-password", "change-password",
                                   "security-groups", "port-security-groups", "lock", "unlock", "migrate", "live-migrate", "evacuate", "reset-state", "delete" };
        QSet<QString> there, groups;
        for (const auto& action : m_panel->actions()->all()) {
            there.insert(action.id);
            if (!action.group.isEmpty())
                groups.insert(action.group);
        }
        for (const auto& id : wanted)
            QVERIFY2(there.contains(id), qPrintable(id));
        QCOMPARE(groups.size(), 7);
    }
    void simpleActions_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QString>("blockedIn");
        QTest::newRow("stop") << "ACTIVE" << "stop" << "os-stop" << "SHUTOFF";
        QTest::newRow("start") << "SHUTOFF" << "start" << "os-start" << "ACTIVE";
        QTest::newRow("reboot") << "ACTIVE" << "reboot" << "reboot" << "SHUTOFF";
        QTest::newRow("hard reboot") << "ERROR" << "reset" << "reboot" << "RESCUE";
        QTest::newRow("pause") << "ACTIVE" << "pause" << "pause" << "PAUSED";
        QTest::newRow("unpause") << "PAUSED" << "unpause" << "unpause" << "ACTIVE";
        QTest::newRow("suspend") << "ACTIVE" << "suspend" << "suspend" << "SUSPENDED";
        QTest::newRow("resume") << "SUSPENDED" << "resume" << "resume" << "ACTIVE";
        QTest::newRow("shelve") << "SHUTOFF" << "shelve" << "shelve" << "SHELVED_OFFLOADED";
        QTest::newRow("unshelve") << "SHELVED_OFFLOADED" << "unshelve" << "unshelve" << "ACTIVE";
        QTest::newRow("unrescue") << "RESCUE" << "unrescue" << "unrescue" << "ACTIVE";
        QTest::newRow("confirm") << "VERIFY_RESIZE" << "confirm-resize" << "confirmResize" << "ACTIVE";
        QTest::newRow("revert") << "VERIFY_RESIZE" << "revert-resize" << "revertResize" << "ACTIVE";
        QTest::newRow("lock") << "ACTIVE" << "lock" << "lock" << "";
        QTest::newRow("offload") << "SHELVED" << "offload" << "shelveOffload" << "ACTIVE";
        QTest::newRow("crash dump") << "ACTIVE" << "crash-dump" << "trigger_crash_dump" << "SHUTOFF";
        QTest::newRow("restore") << "SOFT_DELETED" << "restore" << "restore" << "ACTIVE";
    }
    void simpleActions()
    {
        QFETCH(QString, state);
        QFETCH(QString, action);
        QFETCH(QString, verb);
        QFETCH(QString, blockedIn);
        if (!blockedIn.isEmpty()) {
            setState(web1, blockedIn);
            auto* blocked = this->action(m_panel, web1, action);
            QVERIFY(blocked && !blocked->isEnabled());
            QVERIFY(blocked->toolTip() != blocked->text() && blocked->toolTip().endsWith('.'));
        }
        setState(web1, state);
        auto* it = this->action(m_panel, web1, action);
        QVERIFY2(it->isEnabled(), qPrintable(it->toolTip()));
        it->trigger();
        QVERIFY(didAct(web1, verb));
        rest();
    }
    void nothingIsOfferedWhileItIsBusy()
    {
        trigger("stop", { web1 });
        QTRY_COMPARE(server(web1)[u"OS-EXT-STS:task_state"].toString(), QString("powering-off"));
        QVERIFY(!action(m_panel, web1, "pause")->isEnabled());
        QVERIFY(action(m_panel, web1, "pause")->toolTip().contains("busy"));
        QVERIFY(action(m_panel, web1, "reset")->isEnabled());   // that is what it is for
        rest();
    }
    void undoStartsWhatWasStopped()
    {
        trigger("stop", { web1, web2 });
        QVERIFY(didAct(web2, "os-stop"));
        rest();
        QTRY_COMPARE(server(web2)[u"status"].toString(), QString("SHUTOFF"));
        QVERIFY(workspace().undo().undo());
        QVERIFY(didAct(web1, "os-start") && didAct(web2, "os-start"));
        rest();
    }
    void undoTakesBackOnlyWhatWasDone()
    {
        const auto refuse = [this](const QString& id, int status) {
            m_cloud->refuseAt("POST", QString("/compute/v2.1/servers/%1/action").arg(id), test::Answer::json(QJsonObject { { "conflictingRequest", QJsonObject { { "code", status }, { "message", "It is busy." } } } }, status));
        };
        auto& jobs = workspace().jobs();
        const auto ended = [&](model::Job::State state) { return QTest::qWaitFor([&] { return jobs.all().front().state == state; }, patience); };
        refuse(web2, 409);
        trigger("stop", { web1, web2 });
        QVERIFY(didAct(web1, "os-stop") && didAct(web2, "os-stop"));
        rest();
        QVERIFY(ended(model::Job::State::Failed));
        QVERIFY(workspace().undo().undo());
        QVERIFY(didAct(web1, "os-start"));
        rest();
        QTRY_COMPARE(server(web1)[u"status"].toString(), QString("ACTIVE"));
        QVERIFY(acted(web2, "os-start").isUndefined());
        // Of what was refused nothing can be taken back, until it is tried again.
        refuse(web1, 409);
        trigger("stop", { web1 });
        QCOMPARE(workspace().undo().count(), 1);
        QVERIFY(ended(model::Job::State::Failed));
        QCOMPARE(workspace().undo().count(), 0);
        jobs.retry(jobs.all().front().id);
        QTRY_COMPARE(m_cloud->server().askedFor("POST", QString("/compute/v2.1/servers/%1/action").arg(web1)).size(), 4);
        rest();
        QVERIFY(ended(model::Job::State::Done));
        QCOMPARE(workspace().undo().count(), 1);
        // It may have been done when nobody knows.
        refuse(web2, 504);
        trigger("stop", { web2 });
        QVERIFY(ended(model::Job::State::Failed));
        QCOMPARE(workspace().undo().count(), 2);
    }
    void aReaderMayNothing()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.roles = QStringList { "reader" }; });
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
        QTRY_VERIFY(!action(m_panel, web1, "stop")->isEnabled());
        QVERIFY(!action(m_panel, web1, "delete")->isEnabled());
        QVERIFY(!action(m_panel, web1, "associate-ip")->isEnabled());
        QVERIFY(!action(m_panel, web1, "disassociate-ip")->isEnabled());
        QVERIFY(action(m_panel, web1, "port-security-groups")->isEnabled());   // opens a tab
        QVERIFY(!action(m_panel, web1, "migrate"));   // of administrators only
    }
    void aPolicyRuleIsRespected()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.rules = QJsonObject { { "os_compute_api:os-pause-server:pause", false }, { "os_compute_api:servers:stop", true } }; });
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
        QTRY_VERIFY(!action(m_panel, web1, "pause")->isEnabled());
        QVERIFY(action(m_panel, web1, "stop")->isEnabled());
    }
    void lockedOnesAreLeftAlone()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.roles = QStringList { "member" }; });
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
        trigger("lock", { web1 });
        QTRY_VERIFY(server(web1)[u"locked"].toBool());
        QVERIFY(action(m_panel, web1, "stop")->toolTip().contains("locked"));
        QVERIFY(!action(m_panel, web1, "delete")->isEnabled());
        QVERIFY(action(m_panel, web1, "unlock")->isEnabled());
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_VERIFY(!server(web1)[u"locked"].toBool());
    }
    void resizesThroughAForm()
    {
        trigger("resize", { web1 });
        auto* form = this->form();
        auto* list = static_cast<kit::PickList*>(form->form()->input("flavor"));
        QTRY_COMPARE(list->list()->count(), 4);   // all but its own
        list->setValue("m1.large");
        picture(form, "resize");
        accept(form);
        QVERIFY(gone());
        QCOMPARE(acted(web1, "resize")[u"flavorRef"].toString(), QString("m1.large"));
        rest();
        QCOMPARE(server(web1)[u"status"].toString(), QString("VERIFY_RESIZE"));
    }
    void rebuildsFromAnImage()
    {
        trigger("rebuild", { web1 });
        auto* form = this->form();
        QTRY_COMPARE(form->form()->values()[u"image"].toString(), QString("image-0"));   // what it has
        form->form()->setValue("image", "image-1");
        accept(form);
        QVERIFY(gone());
        QCOMPARE(acted(web1, "rebuild")[u"imageRef"].toString(), QString("image-1"));
        QVERIFY(!acted(web1, "rebuild").toObject().contains("adminPass"));
        rest();
    }
    /// One form for several names them all, and what wipes a disk is done with one at a time.
    void aFormForSeveralNamesThemAll()
    {
        load({ "flavors" });
        trigger("rebuild", { web1, web2 });
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(toasted("This works on one at a time."));
        trigger("resize", { web1, web2 });
        auto* form = this->form();
        QVERIFY(!form->windowTitle().contains("web-1"));
        auto* list = static_cast<kit::PickList*>(form->form()->input("flavor"));
        QTRY_COMPARE(list->list()->count(), 4);
        list->setValue("m1.large");
        accept(form);
        kit::ConfirmDialog* question = nullptr;
        QTRY_VERIFY((question = qobject_cast<kit::ConfirmDialog*>(QApplication::activeModalWidget())));
        QVERIFY(acted(web1, "resize").isUndefined() && acted(web2, "resize").isUndefined());
        const auto said = texts(question).join(u' ');
        QVERIFY2(said.contains("web-1") && said.contains("web-2"), qPrintable(said));
        accept(question);
        QVERIFY(gone());
        QVERIFY(didAct(web1, "resize") && didAct(web2, "resize"));
        rest();
    }
    void aRefusalStaysInTheForm()
    {
        trigger("rebuild", { web1 });
        auto* form = this->form();
        QTRY_COMPARE(form->form()->values()[u"image"].toString(), QString("image-0"));
        m_cloud->refuseNext("POST", test::Answer::json(QJsonObject { { "badRequest", QJsonObject { { "code", 400 }, { "message", "Image is too large." } } } }, 400));
        accept(form);
        QTRY_VERIFY(texts(form).join(' ').contains("Image is too large."));
        QVERIFY(form->isVisible());
        accept(form);
        QVERIFY(gone());
        rest();
    }
    void rescuesAndMore_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QJsonObject>("values");
        QTest::addColumn<QJsonObject>("wanted");
        QTest::newRow("rescue") << "rescue" << "rescue" << QJsonObject { { "image", "image-1" } } << QJsonObject { { "rescue_image_ref", "image-1" } };
        QTest::newRow("backup") << "create-backup" << "createBackup" << QJsonObject { { "name", "b" }, { "rotation", 3 } } << QJsonObject { { "name", "b" }, { "backup_type", "daily" }, { "rotation", 3 } };
        QTest::newRow("snapshot") << "create-image" << "createImage" << QJsonObject { { "name", "before" } } << QJsonObject { { "name", "before" } };
        QTest::newRow("migrate") << "migrate" << "migrate" << QJsonObject { { "host", "lab-server" } } << QJsonObject { { "host", "lab-server" } };
        QTest::newRow("live") << "live-migrate" << "os-migrateLive" << QJsonObject {} << QJsonObject { { "host", QJsonValue::Null }, { "block_migration", "auto" } };
        QTest::newRow("evacuate") << "evacuate" << "evacuate" << QJsonObject { { "host", "lab-server" } } << QJsonObject { { "host", "lab-server" } };
        QTest::newRow("reset state") << "reset-state" << "os-resetState" << QJsonObject { { "state", "error" } } << QJsonObject { { "state", "error" } };
        QTest::newRow("password") << "change-password" << "changePassword" << QJsonObject { { "password", "s3cret" }, { "again", "s3cret" } } << QJsonObject { { "adminPass", "s3cret" } };
    }
    void rescuesAndMore()
    {
        QFETCH(QString, action);
        QFETCH(QString, verb);
        QFETCH(QJsonObject, values);
        QFETCH(QJsonObject, wanted);
        load({ "compute-hosts", "images" });
        trigger(action, { web1 });
        auto* form = this->form();
        for (auto it = values.begin(); it != values.end(); ++it)
            form->form()->setValue(it.key(), *it);
        accept(form);
        QVERIFY(gone());
        QCOMPARE(acted(web1, verb).toObject(), wanted);
        rest();
    }
    void twoPasswordsHaveToBeTheSame()
    {
        trigger("change-password", { web1 });
        auto* form = this->form();
        QTest::keyClicks(form->form()->input("password"), "one");
        QTest::keyClicks(form->form()->input("again"), "two");
        accept(form);
        QVERIFY(form->isVisible());
        QVERIFY(form->form()->input("again")->accessibleDescription().contains("not the same"));
    }
    void retrievesThePasswordWithAKeyFile()
    {
        // openssl genrsa -traditional 1024, and a password encrypted with its public half
        QFile key(SKYLAB_SOURCE_DIR "/tests/ui/data/password.pem"), secret(SKYLAB_SOURCE_DIR "/tests/ui/data/password.b64");
        QVERIFY(key.exists() && secret.open(QIODevice::ReadOnly));
        trigger("retrieve-password", { web1 });   // it has told none yet
        QTRY_VERIFY(m_window->findChild<QWidget*>("toast"));
        QVERIFY(!QApplication::activeModalWidget());
        m_cloud->serverPassword = QString::fromLatin1(secret.readAll()).simplified().remove(' ');
        trigger("retrieve-password", { web1 });
        auto* form = this->form();
        form->form()->setValue("file", "/nowhere/key.pem");
        accept(form);
        QTRY_VERIFY(form->acceptButton()->isEnabled());
        QVERIFY(texts(form).join(' ').contains("can't be read"));
        form->form()->setValue("file", key.fileName());
        accept(form);
        QTRY_VERIFY(QApplication::activeModalWidget() && QApplication::activeModalWidget()->findChild<QLineEdit*>("password"));
        QCOMPARE(QApplication::activeModalWidget()->findChild<QLineEdit*>("password")->text(), QString("Horse-Battery-7"));
        picture(QApplication::activeModalWidget(), "password");
    }
    void editsNameAndDescription()
    {
        trigger("edit", { web1 });
        auto* form = this->form();
        form->form()->setValue("name", "shop");
        form->form()->setValue("description", "The shop");
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("shop"));
        QCOMPARE(server(web1)[u"description"].toString(), QString("The shop"));
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
    }
    void changesMetadata()
    {
        trigger("metadata", { web1 });
        auto* dialog = static_cast<MetadataDialog*>(this->dialog());
        press(dialog, "addPair");
        auto* name = dialog->view()->findChildren<QLineEdit*>().first();
        for (auto* edit : dialog->view()->findChildren<QLineEdit*>())
            name = edit->placeholderText() == u"name" ? edit : name;
        QTest::keyClicks(name, "role");
        auto* value = name;
        for (auto* edit : dialog->view()->findChildren<QLineEdit*>())
            value = edit->accessibleName() == u"Value of role" ? edit : value;
        QTest::keyClicks(value, "web");
        picture(dialog, "metadata");
        accept(dialog);
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"metadata"][u"role"].toString(), QString("web"));
        QVERIFY(workspace().undo().undo());
        QTRY_VERIFY(server(web1)[u"metadata"].toObject().isEmpty());
    }
    void tagsManyAtOnce()
    {
        auto row = server(web2);
        row["tags"] = QJsonArray { "own", "lab" };
        m_cloud->put("/compute/v2.1/servers", row);
        row = server(web1);
        row["tags"] = QJsonArray { "lab" };
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(server(web1)[u"tags"].toArray().size(), 1);
        trigger("tags", { web1, web2 });
        auto* form = this->form();
        QCOMPARE(form->form()->values()[u"tags"].toString(), QString("lab"));   // what both have
        form->form()->setValue("tags", "class, web");
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"tags"].toArray(), (QJsonArray { "class", "web" }));
        QTRY_COMPARE(server(web2)[u"tags"].toArray(), (QJsonArray { "class", "own", "web" }));
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web2)[u"tags"].toArray(), (QJsonArray { "lab", "own" }));
    }
    void changesSecurityGroups()
    {
        load({ "security-groups" });
        trigger("security-groups", { web1 });
        auto* form = this->form();
        QTRY_COMPARE(form->form()->values()[u"groups"].toArray(), QJsonArray { "default" });
        form->form()->setValue("groups", QJsonArray { "web" });
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"security_groups"].toArray(), (QJsonArray { QJsonObject { { "name", "web" } } }));
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web1)[u"security_groups"].toArray(), (QJsonArray { QJsonObject { { "name", "default" } } }));
    }
    void leavesGroupsAloneThatItDoesNotKnow()
    {
        auto row = m_cloud->table("/compute/v2.1/servers")[web1];
        row["security_groups"] = QJsonArray { QJsonObject { { "name", "default" } }, QJsonObject { { "name", "hidden" } } };
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_COMPARE(server(web1)[u"security_groups"].toArray().size(), 2);
        workspace().collection("security-groups").clear();
        m_cloud->server().hold("/network/v2.0/security-groups");
        trigger("security-groups", { web1 });
        auto* form = this->form();
        QCOMPARE(workspace().collection("security-groups").state(), model::Collection::State::Loading);
        accept(form);   // a list that is not there takes none away
        QCOMPARE(QApplication::activeModalWidget(), form);
        m_cloud->server().letGo();
        QTRY_COMPARE(form->form()->values()[u"groups"].toArray(), QJsonArray { "default" });
        form->form()->setValue("groups", QJsonArray { "web" });
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QStringList sent;
        const auto asked = m_cloud->server().askedFor("POST", QString("/compute/v2.1/servers/%1/action").arg(web1));
        for (const auto& ask : asked)
            sent << ask.json().keys().value(0) + ' ' + ask.json().begin()->toObject()[u"name"].toString();
        QCOMPARE(sent, (QStringList { "addSecurityGroup web", "removeSecurityGroup default" }));
    }
    void givesAndTakesAFloatingIp()
    {
        load({ "floating-ips", "networks" });
        m_cloud->put("/network/v2.0/ports", { { "id", "port-9" }, { "network_id", "n1" }, { "device_id", web2 }, { "fixed_ips", QJsonArray { QJsonObject { { "ip_address", "10.20.0.12" } } } } });
        trigger("associate-ip", { web2 });
        auto* form = this->form();
        auto* combo = static_cast<QComboBox*>(form->form()->input("address"));
        QCOMPARE(combo->count(), 2);   // the free one, and a new one
        combo->setCurrentIndex(combo->findData("f2"));
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/floatingips")["f2"][u"port_id"].toString(), QString("port-9"));
        QCOMPARE(m_cloud->table("/network/v2.0/floatingips")["f2"][u"fixed_ip_address"].toString(), QString("10.20.0.12"));
        QTRY_COMPARE(workspace().jobs().running(), 0);
        trigger("disassociate-ip", { web1 });
        form = this->form();
        QCOMPARE(form->form()->values()[u"address"].toString(), QString("172.24.4.17"));
        accept(form);
        QVERIFY(gone());
        QTRY_VERIFY(m_cloud->table("/network/v2.0/floatingips")["f1"][u"port_id"].isNull());
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(m_cloud->table("/network/v2.0/floatingips")["f1"][u"port_id"].toString(), QString("port-1"));
    }
    void attachesAndDetachesVolumes()
    {
        load({ "volumes" });
        QVERIFY(!action(m_panel, web1, "detach-volume")->isEnabled());
        trigger("attach-volume", { web1 });
        auto* form = this->form();
        QTRY_COMPARE(form->form()->values()[u"volume"].toString(), QString("v2"));
        accept(form);
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"os-extended-volumes:volumes_attached"].toArray().size(), 1);
        QTRY_COMPARE(workspace().jobs().running(), 0);
        trigger("detach-volume", { web1 });
        accept(this->form());
        QVERIFY(gone());
        QTRY_COMPARE(server(web1)[u"os-extended-volumes:volumes_attached"].toArray().size(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web1)[u"os-extended-volumes:volumes_attached"].toArray().size(), 1);
    }
    void plugsIntoNetworks()
    {
        load({ "networks", "ports" });
        trigger("attach-interface", { web1 });
        auto* form = this->form();
        form->form()->setValue("network", "n3");
        form->form()->setValue("fixed", "10.30.0.5");
        accept(form);
        QVERIFY(gone());
        const QJsonValue attachment = sent("POST", QString("/compute/v2.1/servers/%1/os-interface").arg(web1))[u"interfaceAttachment"];
        QCOMPARE(attachment[u"net_id"].toString(), QString("n3"));
        QCOMPARE(attachment[u"fixed_ips"][0][u"ip_address"].toString(), QString("10.30.0.5"));
        trigger("detach-interface", { web1 });
        accept(this->form());
        QVERIFY(gone());
        QTRY_VERIFY(!m_cloud->table("/network/v2.0/ports").contains("port-1"));
    }
    void snapshotsByCtrlS()
    {
        select(m_panel, { web1 });
        m_window->activateWindow();
        QTRY_VERIFY(m_window->isActiveWindow());
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
        auto* form = this->form();
        QVERIFY(form->form()->values()[u"name"].toString().startsWith("web-1 20"));   // with the time
        QTest::keyClick(form, Qt::Key_Return);
        QVERIFY(gone());
        QVERIFY(didAct(web1, "createImage"));
        rest();
    }
    void showsLoadTagsAndLocks()
    {
        auto row = server(web1);
        row["tags"] = QJsonArray { "lab", "web" };
        row["locked"] = true;
        m_cloud->put("/compute/v2.1/servers", row);
        QTRY_VERIFY(server(web1)[u"locked"].toBool());
        const auto& model = rows("servers");
        const auto column = [&](const QString& id) {
            for (int i = 0; i < model.presenter()->columns(); ++i) {
                if (model.presenter()->columnId(i) == id)
                    return i;
            }
            return -1;
        };
        int at = 0;
        while (model.idAt(at) != web1)
            ++at;
        QTRY_VERIFY(model.index(at, column("cpu")).data().toString().endsWith('%'));
        QCOMPARE(model.index(at, column("cpu")).data(kit::SeriesRole).value<QList<double>>().size(), 20);
        QCOMPARE(model.index(at, column("tags")).data().toString(), QString("lab, web"));
        QCOMPARE(model.index(at, column("locked")).data(kit::IconRole).toString(), QString("lock"));
        for (int i = 0; i < model.rowCount(); ++i) {
            if (model.rowAt(i)[u"status"].toString() == u"BUILD") {
                QCOMPARE(model.index(i, column("status")).data().toString(), QString("Booting"));
                QCOMPARE(model.index(i, column("status")).data(kit::StepsRole).toPoint(), QPoint(3, 4));
            }
        }
        picture(m_window.get(), "instances");
    }
    void looksAtAllProjects()
    {
        auto* everybody = m_panel->findChild<QAbstractButton*>("switch:all-projects");
        QVERIFY(everybody && everybody->isVisible());
        QTest::mouseClick(everybody, Qt::LeftButton);
        QTRY_VERIFY(std::any_of(m_cloud->server().asked.begin(), m_cloud->server().asked.end(), [](const test::Ask& ask) { return ask.path.endsWith("/servers/detail") && ask.query.contains("all_tenants=1"); }));
        QVERIFY(!workspace().collection("servers").source().projectBound);
        QTest::mouseClick(everybody, Qt::LeftButton);
        QVERIFY(workspace().collection("servers").source().projectBound);
    }
    void anEmptyPageOffersTheFirstImages()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.table("/compute/v2.1/servers").clear(); });
        m_panel = open("servers");
        QTRY_COMPARE(m_panel->findChildren<kit::ChoiceCard*>().size(), 3);
        const auto before = m_panel->findChildren<kit::ChoiceCard*>();
        kit::ChoiceCard* rocky = nullptr;
        for (auto* card : before)
            rocky = card->text() == u"Rocky 9" ? card : rocky;
        QVERIFY(rocky && rocky->isVisible());
        picture(m_window.get(), "instances-empty");
        // What becomes known besides changes nothing of what is shown.
        load({ "networks", "flavors", "volumes" });
        workspace().collection("flavors").reload();
        workspace().collection("images").reload();
        test::untilIdle();
        QCOMPARE(m_panel->findChildren<kit::ChoiceCard*>(), before);
        QTest::mouseClick(rocky, Qt::LeftButton);
        auto* launch = form();
        QCOMPARE(m_panel->findChildren<kit::ChoiceCard*>(), before);
        QCOMPARE(workspace().nameOf("images", launch->form()->values()[u"image"].toString()), QString("Rocky 9"));
    }
    void anEmptyPageWaitsForWhatItOffers()
    {
        end();
        begin([](test::ScriptedCloud& cloud) {
            cloud.table("/compute/v2.1/servers").clear();
            cloud.server().hold("/image/v2/images");
        });
        m_panel = open("servers");
        test::untilIdle();
        QCOMPARE(m_panel->table()->state(), kit::DataTable::State::Loading);
        m_cloud->server().letGo();
        QTRY_COMPARE(m_panel->table()->state(), kit::DataTable::State::Empty);
        QCOMPARE(m_panel->findChildren<kit::ChoiceCard*>().size(), 3);
        // Without images it is empty all the same.
        end();
        begin([](test::ScriptedCloud& cloud) {
            cloud.table("/compute/v2.1/servers").clear();
            cloud.table("/image/v2/images").clear();
        });
        m_panel = open("servers");
        QTRY_COMPARE(m_panel->table()->state(), kit::DataTable::State::Empty);
        QVERIFY(m_panel->findChildren<kit::ChoiceCard*>().isEmpty());
    }
};

SKYLAB_TEST(InstancesTest)
#include "InstancesTest.moc"
