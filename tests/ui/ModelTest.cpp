#include "model/Filters.h"
#include "model/Workspace.h"
#include "support/TestMain.h"
#include "ui/ScriptedCloud.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace skylab;
using namespace skylab::model;

namespace {

QJsonObject row(const QString& id, const QString& name, const QString& status = "ACTIVE") { return { { "id", id }, { "name", name }, { "status", status } }; }

class PlainPresenter : public RowPresenter {
public:
    int columns() const override { return 2; }
    QVariant header(int column, int role) const override { return role == Qt::DisplayRole ? columnId(column) : QVariant(); }
    QString columnId(int column) const override { return column == 0 ? "name" : "status"; }
    QVariant data(const QJsonObject& row, const QString&, int column, int role) const override { return role == Qt::DisplayRole ? text(row, column) : QVariant(); }
    QString text(const QJsonObject& row, int column) const override { return row[columnId(column)].toString(); }
    QVariant sortKey(const QJsonObject& row, int column) const override { return text(row, column); }
};

Source serversSource()
{
    Source source;
    source.id = "servers";
    source.service = "compute";
    source.path = "/servers/detail";
    source.key = "servers";
    source.itemPath = "/servers/%1";
    source.itemKey = "server";
    source.eventTypes = QStringList { "server" };
    source.busy = [](const QJsonObject& row) { return row[u"status"].toString() == u"BUILD"; };
    return source;
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT

    static QStringList names(const QAbstractItemModel& model)
    {
        QStringList all;
        for (int i = 0; i < model.rowCount(); ++i)
            all << model.index(i, 0).data().toString();
        return all;
    }
    static std::unique_ptr<ResourceModel> sample()
    {
        auto model = std::make_unique<ResourceModel>("id");
        model->setPresenter(std::make_unique<PlainPresenter>());
        model->replaceAll({ row("1", "web-10"), row("2", "web-2", "ERROR"), row("3", "db") });
        return model;
    }

private Q_SLOTS:
    void replacesRowsWithoutAReset()
    {
        auto model = sample();
        const QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(model.get(), &QAbstractItemModel::modelReset), changed(model.get(), &QAbstractItemModel::dataChanged), rowChanged(model.get(), &ResourceModel::rowChanged);
        QPersistentModelIndex kept(model->index(2, 0));
        model->replaceAll({ row("3", "db"), row("2", "web-2", "ACTIVE"), row("4", "new"), row("5", "newer") });
        QCOMPARE(names(*model), (QStringList { "web-2", "db", "new", "newer" }));
        QCOMPARE(reset.size(), 0);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(rowChanged.size(), 3);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data().toString(), QString("db"));
        model->replaceAll({});
        QCOMPARE(model->rowCount(), 0);
    }
    void saysOnceWhatChanged()
    {
        auto model = sample();
        QSignalSpy changed(model.get(), &QAbstractItemModel::dataChanged);
        model->replaceAll({ row("1", "a"), row("2", "b"), row("3", "c") });
        QCOMPARE(changed.size(), 1);
        model->upsert(row("1", "a"));   // nothing new
        QCOMPARE(changed.size(), 1);
    }
    void filtersByWordsColumnsAndChoices()
    {
        auto model = sample();
        Filters filters(*model);
        filters.sort(0);
        QCOMPARE(names(filters), (QStringList { "db", "web-2", "web-10" }));   // numbers as numbers
        filters.setText("WEB");
        QCOMPARE(filters.rowCount(), 2);
        filters.setText("web -10");
        QCOMPARE(names(filters), QStringList { "web-2" });
        filters.setText("status:err");
        QCOMPARE(names(filters), QStringList { "web-2" });
        filters.setText({});
        filters.setChoice("status", { "ACTIVE" });
        QCOMPARE(filters.rowCount(), 2);
        QCOMPARE(filters.valuesOf("status"), (QStringList { "ACTIVE", "ERROR" }));
        model->upsert(row("2", "web-2", "ACTIVE"));
        QCOMPARE(filters.rowCount(), 3);
    }
    void loadsAndFollowsEvents()
    {
        test::ScriptedCloud cloud;
        cloud.fillSample();
        Workspace workspace;
        workspace.addSource(serversSource());
        auto& servers = workspace.collection("servers");
        workspace.session().signIn(cloud.connection());
        QTRY_COMPARE(workspace.live().state(), client::EventStream::State::Live);
        servers.want();
        QTRY_COMPARE(servers.state(), Collection::State::Ready);
        QCOMPARE(servers.model().rowCount(), 12);
        cloud.put("/compute/v2.1/servers", row("new", "fresh", "BUILD"));
        QTRY_COMPARE(servers.model().rowCount(), 13);
        QVERIFY(servers.isBusy());
        cloud.remove("/compute/v2.1/servers", "new");
        QTRY_COMPARE(servers.model().rowCount(), 12);
    }
    void keepsWhatItHasWhenTheCloudGoes()
    {
        test::ScriptedCloud cloud;
        cloud.fillSample();
        Workspace workspace;
        workspace.addSource(serversSource());
        auto& servers = workspace.collection("servers");
        workspace.session().signIn(cloud.connection());
        QTRY_VERIFY(workspace.session().isSignedIn());
        servers.want();
        QTRY_COMPARE(servers.state(), Collection::State::Ready);
        cloud.server().setListening(false);
        servers.reload();
        QTRY_COMPARE(servers.error().code, ErrorCode::Unavailable);
        QCOMPARE(servers.state(), Collection::State::Ready);
        QCOMPARE(servers.model().rowCount(), 12);
    }
    void jobFollowsItsResourceToTheEnd()
    {
        test::ScriptedCloud cloud;
        Workspace workspace;
        workspace.addSource(serversSource());
        auto& servers = workspace.collection("servers");
        servers.model().upsert(row("1", "a", "BUILD"));
        auto& jobs = workspace.jobs();
        const int job = jobs.start("server", "Launch a");
        jobs.follow(job, servers, "1", [](const QJsonObject& row) { return row[u"status"].toString() == u"ERROR" ? QString("No host.") : QString(); });
        QCOMPARE(jobs.running(), 1);
        servers.model().upsert(row("1", "a", "ERROR"));
        QCOMPARE(jobs.running(), 0);
        QCOMPARE(jobs.find(job)->error.message, QString("No host."));
        const int second = jobs.start("server", "Delete a");
        servers.model().upsert(row("1", "a", "BUILD"));
        jobs.follow(second, servers, "1");
        servers.model().remove("1");
        QCOMPARE(jobs.find(second)->state, Job::State::Done);
    }
    void jobCanBeTriedAgain()
    {
        test::ScriptedCloud cloud;
        Workspace workspace;
        workspace.session().signIn(cloud.connection());
        QTRY_VERIFY(workspace.session().isSignedIn());
        cloud.refuseNext("POST", test::Answer { 409, R"({"conflictingRequest":{"code":409,"message":"Busy."}})" });
        auto& jobs = workspace.jobs();
        const int job = jobs.run("plus", "Create", [&] { return workspace.session().post("compute", "/servers", { { "server", QJsonObject { { "name", "x" } } } }); });
        QTRY_COMPARE(jobs.find(job)->state, Job::State::Failed);
        QCOMPARE(jobs.find(job)->text, QString("Busy."));
        jobs.retry(job);
        QTRY_COMPARE(jobs.find(job)->state, Job::State::Done);
    }
    void undoTakesBackTheLastFirst()
    {
        Undo undo;
        QString done;
        undo.push("a", [&] { done += 'a'; });
        undo.push("b", [&] { done += 'b'; });
        QVERIFY(undo.undo() && undo.undo() && !undo.undo());
        QCOMPARE(done, QString("ba"));
        undo.push("c", [&] { done += 'c'; });
        undo.drop(undo.push("d", [&] { done += 'd'; }));
        QVERIFY(undo.undo() && !undo.undo());
        QCOMPARE(done, QString("bac"));
    }
};

SKYLAB_TEST(ModelTest)
#include "ModelTest.moc"
