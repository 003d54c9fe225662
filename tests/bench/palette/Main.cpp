#include "model/Workspace.h"
#include "shell/search/SearchIndex.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace skylab;

/// What the command palette costs the window's thread with ten thousand instances. Writes JSON: {"name": milliseconds of CPU}, the
/// median of some runs.
namespace {

constexpr int rowCount = 10'000;
constexpr int runs = 15;

double threadCpu()
{
    timespec time {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

std::vector<QJsonObject> rows()
{
    std::vector<QJsonObject> all;
    for (int i = 0; i < rowCount; ++i) {
        const QJsonArray addresses { QJsonObject { { "addr", QStringLiteral("10.%1.%2.%3").arg(i >> 14).arg((i >> 7) & 127).arg(i & 127) }, { "OS-EXT-IPS-MAC:mac_addr", QStringLiteral("fa:16:3e:00:%1:%2").arg(i >> 8, 2, 16, QChar('0')).arg(i & 255, 2, 16, QChar('0')) } } };
        all.push_back({ { "id", QStringLiteral("%1-aaaa-4bbb-8ccc-0123456789ab").arg(i, 8, 16, QChar('0')) }, { "name", QStringLiteral("node-%1-%2").arg(i % 37).arg(i) }, { "status", "ACTIVE" }, { "addresses", QJsonObject { { "net", addresses } } } });
    }
    return all;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    model::Workspace workspace;
    model::Source source;
    source.id = "servers";
    workspace.addSource(source);
    shell::PanelEntry entry;
    entry.id = entry.collection = "servers";
    shell::SearchIndex index(workspace);
    index.watch(entry);
    workspace.collection("servers").model().replaceAll(rows());
    QJsonObject result;
    const auto before = threadCpu();
    while (!index.isComplete())
        QCoreApplication::processEvents();
    result["index all rows, once"] = threadCpu() - before;
    for (const auto* query : { "n", "node-5", "9999", "10.0.77.3", "fa:16:3e:00:1f", "node 77", "zzqq" }) {
        std::vector<double> times;
        for (int run = 0; run < runs; ++run) {
            const auto start = threadCpu();
            const auto hits = index.find(shell::Query(QLatin1String(query)), 6, {});
            times.push_back(threadCpu() - start + double(hits.empty()) * 0);
        }
        result[QStringLiteral("search “%1”").arg(QLatin1String(query))] = median(times);
    }
    std::puts(QJsonDocument(QJsonObject { { "rows", rowCount }, { "results", result } }).toJson(QJsonDocument::Indented).constData());
    return 0;
}
