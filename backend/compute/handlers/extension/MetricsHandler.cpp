#include "compute/handlers/extension/MetricsHandler.h"

#include "compute/ComputeService.h"

#include <algorithm>
#include <cmath>

namespace skylab::compute {

using service::Call;

namespace {

constexpr int listedSamples = 20;
constexpr int longestSpan = MetricRings::interval * MetricRings::length;

/// Percents and MiB with one decimal, null for what is not known.
void writeNumber(JsonWriter& json, float number)
{
    std::isnan(number) ? json.null() : json.value(std::round(double(number) * 10) / 10);
}

void writeBytes(JsonWriter& json, float number)
{
    std::isnan(number) ? json.null() : json.value(qint64(std::llround(number)));
}

void writeSeries(JsonWriter& json, const char* name, const std::vector<float>& series, void (*write)(JsonWriter&, float))
{
    json.key(name).beginArray();
    for (const auto number : series)
        write(json, number);
    json.endArray();
}

struct Visible {
    QString id;
    qint64 memoryMiB = 0;
};

} // namespace

std::vector<service::Route> MetricsHandler::routes()
{
    const service::Guard reader { QStringLiteral("skylab:metrics"), service::rules::projectReader };
    return {
        service::route("GET", "/metrics/servers", reader, this, &MetricsHandler::list),
        service::route("GET", "/metrics/servers/{server_id}", reader, this, &MetricsHandler::show),
    };
}

Result<http::Response> MetricsHandler::list(Call& call)
{
    const auto wanted = call.query(u"ids").split(u',', Qt::SkipEmptyParts);
    const auto visible = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<Visible>> {
        auto sql = QStringLiteral("SELECT id, memory_mib FROM servers WHERE deleted = ? AND trashed_at IS NULL");
        QVariantList arguments { false };
        if (!call.context.admin) {
            sql += QStringLiteral(" AND project_id = ?");
            arguments << call.projectId();
        }
        std::vector<Visible> all;
        auto rows = TRY(connection.query(sql + QStringLiteral(" ORDER BY created_at, id"), arguments));
        while (rows.next())
            all.push_back({ rows.get<QString>(0), rows.get<qint64>(1) });
        TRY(rows.check());
        return all;
    }));
    const QSet<QString> only(wanted.begin(), wanted.end());
    JsonWriter json;
    json.beginObject().key("servers").beginArray();
    for (const auto& server : visible) {
        if (!only.isEmpty() && !only.contains(server.id))
            continue;
        const auto known = m_service.metrics().history(server.id, listedSamples);
        if (!known)
            continue;
        const auto& cpu = known->series[MetricRings::Cpu];
        const auto memory = known->series[MetricRings::MemoryUsed].back() / float(std::max<qint64>(1, server.memoryMiB)) * 100;
        json.beginObject().key("id").value(server.id).key("cpu_percent");
        writeNumber(json, cpu.back());
        json.key("memory_percent");
        writeNumber(json, std::isnan(memory) ? memory : std::min(100.0F, memory));
        writeSeries(json, "cpu", cpu, writeNumber);
        json.endObject();
    }
    json.endArray().key("interval").value(MetricRings::interval).endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> MetricsHandler::show(Call& call)
{
    const auto server = TRY(m_service.server(call.context, call.id(QStringLiteral("server_id"))));
    const auto text = call.query(u"span");
    bool isNumber = true;
    const int span = text.isNull() ? longestSpan : text.toInt(&isNumber);
    if (!isNumber || span < 1 || span > longestSpan)
        return fail(ErrorCode::BadRequest, QStringLiteral("'span' must be 1 to %1 seconds, not '%2'.").arg(longestSpan).arg(text.left(64)), QStringLiteral("span"));
    const auto known = m_service.metrics().history(server.id, (span + MetricRings::interval - 1) / MetricRings::interval).value_or(MetricRings::History());
    const auto* volume = server.bootVolume();
    JsonWriter json;
    json.beginObject().key("metrics").beginObject();
    json.key("server_id").value(server.id).key("interval").value(MetricRings::interval).key("end");
    known.end.isNull() ? json.null() : json.value(toString(known.end, TimeFormat::MicrosZ));
    json.key("vcpus").value(server.vcpus).key("memory_mib").value(server.memoryMiB).key("disk_gib").value(volume ? volume->sizeGiB : server.flavor.disk);
    writeSeries(json, "cpu_percent", known.series[MetricRings::Cpu], writeNumber);
    writeSeries(json, "memory_used_mib", known.series[MetricRings::MemoryUsed], writeNumber);
    writeSeries(json, "disk_read_bytes", known.series[MetricRings::DiskRead], writeBytes);
    writeSeries(json, "disk_write_bytes", known.series[MetricRings::DiskWrite], writeBytes);
    writeSeries(json, "network_receive_bytes", known.series[MetricRings::NetworkReceive], writeBytes);
    writeSeries(json, "network_transmit_bytes", known.series[MetricRings::NetworkTransmit], writeBytes);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::compute
