#include "kit/DataTable.h"
#include "model/FilterCompletion.h"
#include "model/Filters.h"
#include "panel/ResourcePanel.h"
#include "panel/Specs.h"
#include "panel/Wording.h"
#include "theme/Theme.h"

#include <QApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLineEdit>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace skylab;

/// A panel of ten thousand rows: what each deed costs the window's thread. Writes JSON: {"name": {"wall": ms, "cpu": ms}}, the
/// median of some runs.
namespace {

constexpr int rowCount = 10'000;

double threadCpu()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

class Host : public shell::PanelHost {
public:
    void openResource(const QString&, const QString&, const QString&) override { }
    void beginCreate() override { }
    [[nodiscard]] QByteArray tableLayout(const QString&) const override { return {}; }
    void saveTableLayout(const QString&, const QByteArray&) override { }
    [[nodiscard]] QByteArray remembered(const QString&) const override { return {}; }
    void remember(const QString&, const QByteArray&) override { }
    void showNote(const QString&) override { }
    void storeSecret(const QString&, const Secret&, const std::function<void(bool, const QString&)>&) override { }
    void readSecret(const QString&, const std::function<void(const Secret&)>&) override { }
};

QJsonObject row(int number, int revision)
{
    const char* kinds[] = { "web", "db", "mail", "worker", "ci-runner", "gitlab", "bastion" };
    const char* states[] = { "ACTIVE", "ACTIVE", "ACTIVE", "SHUTOFF", "ERROR", "PAUSED", "BUILD" };
    const QJsonArray addresses { QJsonObject { { "addr", QStringLiteral("10.%1.%2.%3").arg(number / 65536).arg(number / 256 % 256).arg(number % 256) }, { "OS-EXT-IPS:type", "fixed" } } };
    return { { "id", QStringLiteral("7c1e%1-aaaa-4bbb-8ccc-0123456789ab").arg(number, 6, 10, QLatin1Char('0')) }, { "name", QStringLiteral("%1-prod-%2").arg(QLatin1String(kinds[number % 7])).arg(number) },
             { "status", QLatin1String(states[(number + revision) % 7]) }, { "created", QStringLiteral("2025-%1-%2T10:00:00Z").arg(1 + number % 12, 2, 10, QLatin1Char('0')).arg(1 + number % 28, 2, 10, QLatin1Char('0')) },
             { "updated", QStringLiteral("2026-01-01T00:00:%1Z").arg(revision % 60, 2, 10, QLatin1Char('0')) }, { "addresses", QJsonObject { { "demo", addresses } } }, { "key_name", "lab-laptop" },
             { "flavor", QJsonObject { { "original_name", "m1.small" }, { "vcpus", 1 + number % 8 }, { "ram", 512 << (number % 6) }, { "disk", 20 } } }, { "image", QJsonObject { { "id", "image-1" } } },
             { "tags", QJsonArray { number % 2 ? "lab" : "prod" } }, { "OS-EXT-AZ:availability_zone", "nova" }, { "OS-EXT-SRV-ATTR:host", QStringLiteral("node-%1").arg(number % 40) } };
}

kit::Columns columns()
{
    using kit::CellKind;
    const auto address = [](const QJsonObject& row) { return panel::addressCell({ row[u"addresses"][u"demo"][0][u"addr"].toString() }); };
    return {
        { "name", "Name", CellKind::TwoLine, [](const QJsonObject& row) { return kit::Cell { row[u"name"].toString(), "Debian 12", {}, "server" }; } },
        { "status", "Status", CellKind::Status, [](const QJsonObject& row) { return panel::stateCell(row[u"status"].toString()); }, 150 },
        { "ip", "IP address", CellKind::Mono, address, 150 },
        { "flavor", "Flavor", CellKind::Text, [](const QJsonObject& row) { return panel::textCell(row[u"flavor"][u"original_name"].toString()); }, 120 },
        { "memory", "Memory", CellKind::Number, [](const QJsonObject& row) { return panel::sizeCell(row[u"flavor"][u"ram"].toDouble(), panel::mebi); }, 90 },
        { "vcpus", "vCPU", CellKind::Number, [](const QJsonObject& row) { return panel::numberCell(row[u"flavor"][u"vcpus"].toDouble()); }, 70 },
        { "host", "Host", CellKind::Text, [](const QJsonObject& row) { return panel::textCell(row[u"OS-EXT-SRV-ATTR:host"].toString()); }, 120 },
        { "tags", "Tags", CellKind::Tags, [](const QJsonObject& row) { return panel::tagsCell({ row[u"tags"][0].toString() }); }, 120 },
        { "key", "Key pair", CellKind::Text, [](const QJsonObject& row) { return panel::textCell(row[u"key_name"].toString()); }, 120, true },
        { "age", "Age", CellKind::Muted, [](const QJsonObject& row) { return panel::ageCell(row[u"created"].toString()); }, 90 },
    };
}

panel::PanelSpec spec()
{
    panel::PanelSpec spec;
    spec.id = spec.collection = "servers";
    spec.title = "Instances";
    spec.service = "compute";
    spec.columns = columns();
    spec.choices = QStringList { "status", "flavor", "host" };
    for (const auto id : { "start", "stop", "reboot", "pause", "suspend", "shelve" }) {
        panel::Action action { id, id, "square" };
        action.blocked = [](const QJsonObject& row) { return row[u"status"].toString() == u"ACTIVE" ? QString() : QString("It is not running."); };
        action.call = [](const QJsonObject&, const QJsonObject&) { return panel::Call(); };
        spec.actions.push_back(action);
    }
    return spec;
}

std::vector<QJsonObject> rows(int revision, int everyNth)
{
    std::vector<QJsonObject> all;
    for (int i = 0; i < rowCount; ++i)
        all.push_back(row(i, i % everyNth == 0 ? revision : 0));
    return all;
}

enum class Settle { Yes, No };

class Bench {
public:
    explicit Bench(QWidget& viewport) : m_viewport(viewport) { }

    /// Until it is painted. `prepare` is not measured.
    void measure(const QString& name, int runs, const std::function<void(int)>& deed, const std::function<void(int)>& prepare = {}, Settle after = Settle::Yes)
    {
        std::vector<double> walls, cpus;
        for (int run = 0; run < runs; ++run) {
            if (prepare)
                prepare(run);
            if (after == Settle::Yes)
                settle();
            QElapsedTimer wall;
            const double cpu = threadCpu();
            wall.start();
            deed(run);
            QCoreApplication::processEvents();
            m_viewport.repaint();
            walls.push_back(double(wall.nsecsElapsed()) / 1e6);
            cpus.push_back(threadCpu() - cpu);
        }
        std::sort(walls.begin(), walls.end());
        std::sort(cpus.begin(), cpus.end());
        m_results[name] = QJsonObject { { "wall", walls[walls.size() / 2] }, { "cpu", cpus[cpus.size() / 2] }, { "worst", walls.back() } };
    }
    /// Timers of no time have run: the facts are made, buttons are there.
    static void settle()
    {
        for (const QDeadlineTimer enough(400); !enough.hasExpired();)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
    }
    [[nodiscard]] QJsonObject results() const { return m_results; }

private:
    QWidget& m_viewport;
    QJsonObject m_results;
};

void measureFilters(Bench& bench, panel::ResourcePanel& panel, model::ResourceModel& model)
{
    auto* edit = panel.table()->filters()->edit();
    const auto clear = [edit](int) { edit->clear(); };
    bench.measure("first key at once after a change of all rows", 5, [edit](int) { edit->setText("w"); }, [&](int run) {
        edit->clear();
        Bench::settle();
        model.replaceAll(rows(run + 1, 1));
    }, Settle::No);
    for (const auto text : { "prod", "status:error", "memory>=4G age>30d", "ip:10.0.3.0/24 or tag:lab", "-(web or db) vcpus=2..8" })
        bench.measure(QStringLiteral("filter: %1").arg(text), 7, [edit, text](int) { edit->setText(text); }, clear);
    edit->clear();
    bench.measure("completion of a value", 7, [&](int) { std::ignore = model::FilterCompletion::at("host:", 5, model); });
    bench.measure("filter cleared", 7, [edit](int) { edit->clear(); }, [edit](int) { edit->setText("status:error"); });
}

void measureTicks(Bench& bench, panel::ResourcePanel& panel, model::ResourceModel& model)
{
    auto* view = panel.table()->view();
    std::vector<std::vector<QJsonObject>> twentieth, all;
    for (int revision = 1; revision <= 3; ++revision) {
        twentieth.push_back(rows(revision, 20));
        all.push_back(rows(revision, 1));
    }
    for (const int column : { 0, 1 }) {
        view->sortByColumn(column, Qt::AscendingOrder);
        const QString by = column ? "status, which changes" : "name";
        bench.measure(QStringLiteral("update of 5 % of the rows, sorted by %1").arg(by), 9, [&](int run) { model.replaceAll(twentieth[std::size_t(run % 3)]); });
        bench.measure(QStringLiteral("update of all rows, sorted by %1").arg(by), 9, [&](int run) { model.replaceAll(all[std::size_t(run % 3)]); });
    }
    bench.measure("listing without a change", 5, [&](int) { model.replaceAll(all[2]); }, [&](int) { model.replaceAll(all[2]); });
    view->sortByColumn(0, Qt::AscendingOrder);
    view->selectRow(4000);
    const auto id = view->currentId();
    view->scrollTo(view->currentIndex(), QAbstractItemView::PositionAtCenter);
    model.replaceAll(all[0]);
    QCoreApplication::processEvents();
    if (view->selectedIds() != QStringList { id } || !view->viewport()->rect().contains(view->visualRect(view->currentIndex()).center()))
        qFatal("selection or scroll was lost");
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    theme::installTheme(app, theme::Theme::Mode::Light);
    Host host;
    model::Workspace workspace;
    model::Source source;
    source.id = "servers";
    workspace.addSource(source);
    QWidget window;
    window.resize(1440, 900);
    auto* panel = new panel::ResourcePanel(spec(), workspace, host);
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(panel);
    window.show();
    auto& model = workspace.collection("servers").model();
    auto* view = panel->table()->view();
    Bench bench(*view->viewport());
    const auto first = rows(0, 1);
    bench.measure("first paint", 5, [&](int) { model.replaceAll(first); }, [&](int) { model.replaceAll({}); });
    measureFilters(bench, *panel, model);
    for (const int by : { 0, 2, 4, 9 })
        bench.measure(QStringLiteral("sort by %1").arg(model.presenter()->traits(by).title.toLower()), 5, [&](int) { view->sortByColumn(by, Qt::DescendingOrder); }, [&](int) { view->sortByColumn(5, Qt::AscendingOrder); });
    measureTicks(bench, *panel, model);
    bench.measure("select all", 5, [&](int) { view->selectAll(); }, [&](int) { view->clearSelection(); });
    view->clearSelection();
    const QJsonObject result { { "rows", rowCount }, { "results", bench.results() } };
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Indented).constData());
    return 0;
}
