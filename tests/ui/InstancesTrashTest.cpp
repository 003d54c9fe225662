#include "kit/ConfirmDialog.h"
#include "shell/CloudView.h"
#include "support/TestMain.h"
#include "ui/InstancesFixture.h"

using namespace skylab;
using namespace skylab::panel;

/// Instances that are thrown away: gone from the list at once, to be had back, gone for good.
class InstancesTrashTest : public test::InstancesFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin();
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
    }
    void cleanup() { end(); }

    void deletedOnesLieInTheTrash()
    {
        select(m_panel, { web1, web2 });
        m_panel->table()->view()->setFocus();
        QTest::keyClick(m_panel->table()->view(), Qt::Key_Delete);
        auto* sheet = static_cast<kit::ConfirmDialog*>(dialog());
        QVERIFY(texts(sheet).join(' ').contains("floating IP"));
        picture(sheet, "delete-sheet");
        press(sheet, "acceptButton");
        QVERIFY(gone());
        QTRY_VERIFY(server(web1).isEmpty() && server(web2).isEmpty());
        QTRY_COMPARE(workspace().jobs().running(), 0);
        auto* bin = open("trash");
        QTRY_COMPARE(rows("trash").rowCount(), 2);
        picture(m_window.get(), "trash");
        // The first comes back with its id.
        select(bin, { web1 });
        bin->actions()->trigger("restore", { rows("trash").row(web1) });
        QTRY_COMPARE(rows("trash").rowCount(), 1);
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
        // The other one goes for good, which is asked.
        bin->actions()->trigger("delete", { rows("trash").row(web2) });
        accept(dialog());
        QTRY_COMPARE(rows("trash").rowCount(), 0);
        QVERIFY(server(web2).isEmpty());
    }
    void undoRestoresFromTheTrash()
    {
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QTRY_VERIFY(server(web1).isEmpty());
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(workspace().undo().undo());
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
    }
    void whatIsThrownAwayLeavesAtOnceAndTheWorkIsShown()
    {
        m_cloud->server().hold("/compute/v2.1/servers/" + web1);
        const QJsonObject task { { "id", "t-trash" }, { "kind", "compute.server.trash" }, { "resource_id", web1 }, { "state", "running" }, { "steps", QJsonArray { QJsonObject { { "name", "Stop the guest" }, { "state", "running" } } } } };
        m_cloud->put("/skylab/v1/tasks", task);
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QVERIFY(gone());
        QVERIFY(server(web1).isEmpty());   // the cloud has not answered yet
        QVERIFY(toasted("web-1 is in the trash"));
        QCOMPARE(workspace().jobs().running(), 1);
        m_cloud->server().letGo();
        // An orderly stop takes its time: the drawer goes on telling it.
        QTRY_COMPARE(workspace().jobs().all().front().steps.size(), std::size_t(1));
        QCOMPARE(workspace().jobs().all().front().text, QString("Stop the guest"));
        QVERIFY(server(web1).isEmpty());
        auto over = task;
        over["state"] = "done";
        m_cloud->put("/skylab/v1/tasks", over);
        QTRY_COMPARE(workspace().jobs().all().front().state, model::Job::State::Done);
    }
    /// The cloud calls the orderly stop off then: nothing failed.
    void whatIsThrownAwayCanBeDeletedForGoodAtOnce()
    {
        QJsonObject task { { "id", "t-trash" }, { "kind", "compute.server.trash" }, { "resource_id", web1 }, { "state", "running" }, { "steps", QJsonArray { QJsonObject { { "name", "Stop the guest" }, { "state", "running" } } } } };
        m_cloud->put("/skylab/v1/tasks", task);
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QTRY_COMPARE(workspace().jobs().all().front().text, QString("Stop the guest"));
        task["state"] = "cancelled";
        task["error"] = "Cancelled by the user.";
        m_cloud->put("/skylab/v1/tasks", task);
        QTRY_VERIFY(workspace().jobs().all().front().isOver());
        QCOMPARE(workspace().jobs().all().front().state, model::Job::State::Done);
        QVERIFY(!toasted("Failed"));
    }
    void whatCanNotBeThrownAwayComesBack()
    {
        m_cloud->refuseNext("DELETE", test::Answer::json(QJsonObject { { "conflictingRequest", QJsonObject { { "code", 409 }, { "message", "It is locked." } } } }, 409));
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QTRY_COMPARE(workspace().jobs().all().front().state, model::Job::State::Failed);
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
    }
    void undoDoesNotOvertakeTheDeed()
    {
        m_cloud->server().hold("/compute/v2.1/servers/" + web1);
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QTRY_COMPARE(m_cloud->server().askedFor("DELETE", "/compute/v2.1/servers/" + web1).size(), 1);
        QVERIFY(workspace().undo().undo());
        const auto restores = [this] { return m_cloud->server().askedFor("POST", "/skylab/v1/trash/server/" + web1 + "/restore").size(); };
        const auto later = [this] { return m_cloud->server().askedFor("GET", "/compute/v2.1/flavors/detail").size(); };
        const auto before = later();
        workspace().collection("flavors").reload();
        QTRY_COMPARE(later(), before + 1);   // what was asked for after it has arrived
        QCOMPARE(restores(), 0);
        m_cloud->server().letGo();
        QTRY_COMPARE(restores(), 1);
        QTRY_COMPARE(server(web1)[u"name"].toString(), QString("web-1"));
        QTRY_COMPARE(workspace().jobs().running(), 0);
        QVERIFY(std::none_of(workspace().jobs().all().begin(), workspace().jobs().all().end(), [](const model::Job& job) { return job.state == model::Job::State::Failed; }));
    }
    void cloudsWithoutATrashDelete()
    {
        end();
        begin([](test::ScriptedCloud& cloud) { cloud.hasExtras = false; });
        m_panel = open("servers");
        QTRY_COMPARE(rows("servers").rowCount(), 12);
        trigger("delete", { web1 });
        press(dialog(), "acceptButton");
        QTRY_VERIFY(server(web1).isEmpty());
        const auto asked = m_cloud->server().askedFor("DELETE", "/compute/v2.1/servers/" + web1);
        QCOMPARE(asked.size(), 1);
        QVERIFY(!asked.first().headers.contains("x-skylab-trash"));
        const auto offered = m_window->current()->offered();
        QVERIFY(std::none_of(offered.begin(), offered.end(), [](const auto* entry) { return entry->id == "trash"; }));
    }
};

SKYLAB_TEST(InstancesTrashTest)
#include "InstancesTrashTest.moc"
