#include "ui/LonePanel.h"

#include "kit/DataTable.h"
#include "panel/Specs.h"
#include "panel/Wording.h"

#include <QTest>
#include <QVBoxLayout>

namespace skylab::test {

using namespace skylab::panel;

namespace {

model::Source serversSource()
{
    model::Source source;
    source.id = "servers";
    source.service = "compute";
    source.path = "/servers/detail";
    source.key = "servers";
    source.itemPath = "/servers/%1";
    source.itemKey = "server";
    source.eventTypes = QStringList { "server" };
    source.busy = [](const QJsonObject& row) { return !row[u"OS-EXT-STS:task_state"].toString().isEmpty(); };
    return source;
}

QStringList addressesOf(const Row& row)
{
    QStringList all;
    for (const auto& network : row[u"addresses"].toObject()) {
        for (const auto& address : network.toArray())
            all << address[u"addr"].toString();
    }
    return all;
}

QStringList tagsOf(const Row& row)
{
    QStringList tags;
    for (const auto& tag : row[u"tags"].toArray())
        tags << tag.toString();
    return tags;
}

Call putServer(const Row& row, const QString& key, const QJsonValue& value)
{
    return { "PUT", "/servers/" + row[u"id"].toString(), QJsonObject { { "server", QJsonObject { { key, value } } } } };
}

kit::Columns columns()
{
    using kit::CellKind;
    return {
        { "name", "Name", CellKind::TwoLine, [](const Row& row) { return kit::Cell { row[u"name"].toString(), "Debian", {}, "server" }; } },
        { "status", "Status", CellKind::Status, [](const Row& row) { return stateCell(row[u"status"].toString()); }, 150 },
        { "ip", "IP address", CellKind::Mono, [](const Row& row) { return addressCell(addressesOf(row)); }, 190 },
        { "memory", "Memory", CellKind::Number, [](const Row& row) { return sizeCell(row[u"flavor"][u"ram"].toDouble(), mebi); }, 100 },
        { "vcpus", "vCPU", CellKind::Number, [](const Row& row) { return numberCell(row[u"flavor"][u"vcpus"].toDouble()); }, 70 },
        { "tags", "Tags", CellKind::Tags, [](const Row& row) { return tagsCell(tagsOf(row)); }, 140 },
        { "age", "Age", CellKind::Muted, [](const Row& row) { return ageCell(row[u"created"].toString()); }, 90 },
        { "host", "Host", CellKind::Text, [](const Row& row) { return textCell(row[u"OS-EXT-SRV-ATTR:host"].toString()); }, 120, true },
    };
}

std::vector<Action> actions()
{
    Action stop { "stop", "Stop", "square" };
    stop.group = "Power";
    stop.rule = "os_compute_api:servers:stop";
    stop.blocked = [](const Row& row) { return row[u"status"].toString() == u"ACTIVE" ? QString() : QString("It is not running."); };
    stop.call = [](const Row& row, const Values&) { return Call { "POST", QStringLiteral("/servers/%1/action").arg(row[u"id"].toString()), QJsonObject { { "os-stop", QJsonValue::Null } } }; };
    stop.fixes = [](Context& context, const Row&, const Error&) { return std::vector<kit::Fix> { { "Force it", "power", [&host = context.host] { host.showNote("forced"); } } }; };
    auto remove = deleteAction("/servers", [](int count) { return QStringLiteral("Delete %1?").arg(count); }, "They are gone.");
    remove.group = "Delete";
    remove.consequences = [](const QList<Row>& rows) { return QStringList { QStringLiteral("%1 disks").arg(rows.size()) }; };
    return { stop, remove };
}

} // namespace

PanelSpec everythingSpec(model::Workspace&)
{
    PanelSpec spec;
    spec.id = spec.collection = "servers";
    spec.title = "Instances";
    spec.icon = "server";
    spec.service = "compute";
    spec.columns = columns();
    spec.choices = QStringList { "status" };
    spec.actions = actions();
    spec.status = [](const Row& row) { return stateCell(row[u"status"].toString()); };
    spec.fault = [](const Row& row) { return row.contains("fault") ? std::optional(Error { ErrorCode::NoValidHost, row[u"fault"][u"message"].toString() }) : std::nullopt; };
    spec.facts = [](const Row& row) {
        Edit name { { kit::EditKind::Line, row[u"name"] }, [](const Row& row, const QJsonValue& value) { return putServer(row, "name", value); } };
        name.editor.required = true;
        Edit tags { { kit::EditKind::Tags, row[u"tags"].toArray() }, [](const Row& row, const QJsonValue& value) { return putServer(row, "tags", value); } };
        if (row[u"status"].toString() == u"ERROR")
            tags.editor.blocked = "It is broken.";
        return Facts { { "Name", row[u"name"].toString(), name }, { "Tags", tagsOf(row).join(", "), tags }, { { "Host", row[u"OS-EXT-SRV-ATTR:host"].toString() } } };
    };
    return spec;
}

LonePanel::LonePanel(LoneHost& host, const std::function<PanelSpec(model::Workspace&)>& spec)
{
    cloud.fillSample();
    workspace.addSource(serversSource());
    window = std::make_unique<QWidget>();
    window->resize(1200, 800);
    panel = new ResourcePanel(spec(workspace), workspace, host);
    auto* column = new QVBoxLayout(window.get());
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(panel);
    window->show();
    workspace.session().signIn(cloud.connection());
    if (!QTest::qWaitFor([&] { return workspace.live().state() == client::EventStream::State::Live; }))
        qFatal("it was never signed in");
    panel->activate();
    if (!QTest::qWaitFor([&] { return servers().model().rowCount() == 12; }))
        qFatal("the servers were never loaded");
}

LonePanel::~LonePanel() { window.reset(); }

QStringList LonePanel::names() const
{
    QStringList all;
    const auto* model = panel->table()->view()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        all << model->index(row, 0).data().toString();
    return all;
}

void LonePanel::select(const QStringList& ids)
{
    auto* view = panel->table()->view();
    view->clearSelection();
    for (int row = 0; row < view->model()->rowCount(); ++row) {
        const auto index = view->model()->index(row, 0);
        if (ids.contains(index.data(kit::IdRole).toString()))
            view->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
}

} // namespace skylab::test
