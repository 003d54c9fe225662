// What a ScriptedCloud does with servers beyond listing them, and Skylab's own endpoints below /skylab/v1.
#include "ui/ScriptedCloud.h"

#include "core/Clock.h"
#include "core/Sizes.h"
#include "core/Uuid.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace skylab::test {

namespace {

const QString servers = QStringLiteral("/compute/v2.1/servers");
const QString trash = QStringLiteral("/skylab/v1/trash");

QString now() { return toString(Clock::now(), TimeFormat::SecondsZ); }

Answer conflict(const QString& message) { return Answer::json(QJsonObject { { "conflictingRequest", QJsonObject { { "code", 409 }, { "message", message } } } }, 409); }

QJsonObject check(const char* filter, bool passed, const QString& message) { return { { "filter", QLatin1String(filter) }, { "passed", passed }, { "message", message } }; }

/// Everything that a server does for a while after an action.
const QMap<QString, QString>& tasks()
{
    static const QMap<QString, QString> all {
        { "os-stop", "powering-off" }, { "os-start", "powering-on" }, { "reboot", "rebooting" }, { "pause", "pausing" }, { "unpause", "unpausing" }, { "suspend", "suspending" }, { "resume", "resuming" },
        { "shelve", "shelving" }, { "unshelve", "unshelving" }, { "rescue", "rescuing" }, { "unrescue", "unrescuing" }, { "rebuild", "rebuilding" }, { "resize", "resize_prep" }, { "revertResize", "resize_reverting" },
        { "createImage", "image_snapshot" }, { "createBackup", "image_backup" }, { "migrate", "resize_prep" }, { "os-migrateLive", "migrating" }, { "evacuate", "rebuilding" }, { "restore", "restoring" },
    };
    return all;
}

} // namespace

QJsonObject ScriptedCloud::fitOf(const QJsonObject& wanted)
{
    const auto flavor = wanted.contains("flavor") ? wanted[u"flavor"].toObject() : table("/compute/v2.1/flavors").value(wanted[u"flavorRef"].toString());
    const int count = wanted[u"count"].toInt(1), ram = flavor[u"ram"].toInt() * count, cores = flavor[u"vcpus"].toInt() * count;
    const bool memory = ram <= freeMemory, quota = count <= 20;
    QJsonArray ways;
    if (!memory) {
        const auto smaller = table("/compute/v2.1/flavors").value("m1.small");
        ways = { QJsonObject { { "kind", "smaller_flavor" }, { "flavor", smaller } },
                 QJsonObject { { "kind", "shelve_servers" }, { "servers", QJsonArray { QJsonObject { { "id", "7c1e0001-aaaa-4bbb-8ccc-0123456789ab" }, { "name", "web-2" } } } }, { "frees", QJsonObject { { "ram", 2048 } } } },
                 QJsonObject { { "kind", "overcommit" }, { "resource", "MEMORY_MB" }, { "allocation_ratio", 1.5 } } };
    }
    const QJsonArray checks { check("ram", memory, memory ? QStringLiteral("Memory is free.") : QStringLiteral("Memory: %1 asked, %2 free.").arg(mebibytesText(ram), mebibytesText(freeMemory))), check("vcpus", true, "Processors are free.") };
    const QJsonObject host { { "host", "lab-pc" }, { "fits", memory }, { "checks", checks }, { "memory_mib", QJsonObject { { "total", 32768 }, { "free", freeMemory }, { "after", freeMemory - ram }, { "allocation_ratio", 1.0 } } } };
    const auto limit = [&](const char* resource, int limit, int used, int more) { return QJsonObject { { "resource", QLatin1String(resource) }, { "limit", limit }, { "in_use", used }, { "after", used + more }, { "fits", used + more <= limit } }; };
    return { { "fits", memory && quota }, { "count", count }, { "fitting", memory ? count : 0 }, { "hosts", QJsonArray { host } }, { "quota", QJsonArray { limit("instances", 32, 12, count), limit("cores", 128, 20, cores), limit("ram", 262'144, 40'960, ram) } }, { "ways_out", ways } };
}

QJsonObject ScriptedCloud::metricsOf(const QString& server) const
{
    const auto status = m_tables[servers].rows[server][u"status"].toString();
    const int samples = status == u"ERROR" || status == u"BUILD" ? 0 : 180;
    const auto series = [samples](double from, double step) {
        QJsonArray values;
        for (int i = 0; i < samples; ++i)
            values.append(i % 61 == 60 ? QJsonValue() : QJsonValue(from + step * ((i * 37) % 23)));
        return values;
    };
    return { { "server_id", server }, { "interval", 5 }, { "end", now() }, { "vcpus", 2 }, { "memory_mib", 2048 }, { "disk_gib", 20 }, { "cpu_percent", series(12, 1.5) }, { "memory_used_mib", series(900, 8) },
             { "disk_read_bytes", series(0, 90'000) }, { "disk_write_bytes", series(20'000, 40'000) }, { "network_receive_bytes", series(4'000, 9'000) }, { "network_transmit_bytes", series(1'000, 5'000) } };
}

Answer ScriptedCloud::skylabAnswer(const Ask& ask)
{
    const auto path = ask.path.mid(10);   // below /skylab/v1
    if (path == u"/metrics/servers") {
        QJsonArray all;
        for (const auto& row : std::as_const(m_tables[servers].rows)) {
            QJsonArray history;
            for (int i = 0; i < 20; ++i)
                history.append((i * 17 + row[u"name"].toString().size() * 11) % 70 + 5);
            if (row[u"status"].toString() == u"ACTIVE")
                all.append(QJsonObject { { "id", row[u"id"] }, { "cpu_percent", history.last() }, { "memory_percent", 40 }, { "cpu", history } });
        }
        return Answer::json(QJsonObject { { "servers", all }, { "interval", 5 } });
    }
    if (path.startsWith(u"/metrics/servers/"))
        return Answer::json(QJsonObject { { "metrics", metricsOf(path.section(u'/', -1)) } });
    if (path == u"/fit")
        return Answer::json(QJsonObject { { "fit", fitOf(ask.json()[u"fit"].toObject()) } });
    if (path.startsWith(u"/explain/servers/") && explanations.contains(path.section(u'/', -1)))
        return Answer::json(QJsonObject { { "explanation", explanations[path.section(u'/', -1)] } });
    const auto id = path.section(u'/', 3, 3);
    auto& lying = m_tables[trash].rows;
    if (path.startsWith(u"/trash/server/") && lying.contains(id)) {
        remove(trash, id);
        if (!path.endsWith(u"/restore"))
            m_trashed.remove(id);
        else
            put(servers, m_trashed.take(id));
        return { 202, {} };
    }
    return Answer::json(QJsonObject { { "itemNotFound", QJsonObject { { "code", 404 }, { "message", "It is not there." } } } }, 404);
}

/// Into the trash, as the window deletes.
void ScriptedCloud::throwAway(QJsonObject server)
{
    const auto id = server[u"id"].toString();
    m_trashed[id] = server;
    remove(servers, id);
    put(trash, { { "type", "server" }, { "id", id }, { "name", server[u"name"] }, { "project_id", "p1" }, { "deleted_at", now() }, { "deleted_by", QJsonObject { { "id", "u1" }, { "name", "demo" } } }, { "expires_at", toString(Clock::now().addSeconds(7 * 86'400 - 60), TimeFormat::SecondsZ) }, { "size_gib", server[u"flavor"][u"disk"] } });
}

/// Answers what is about servers that were deleted and are not gone yet.
std::optional<Answer> ScriptedCloud::lingeringAnswer(const Ask& ask)
{
    if (ask.verb == "DELETE" && ask.path.startsWith(u"/network/v2.0/networks/") && !m_lingering.isEmpty())
        return conflict("There are ports in use on the network.");
    const auto id = ask.path.section(u'/', 4);
    if (lingering == 0 || !ask.path.startsWith(servers + u'/') || !m_tables[servers].rows.contains(id))
        return {};
    if (ask.verb == "DELETE") {
        m_lingering[id] = lingering;
        return Answer { 204, {} };
    }
    if (ask.verb == "GET" && m_lingering.contains(id) && --m_lingering[id] == 0) {
        m_lingering.remove(id);
        remove(servers, id);
    }
    return {};
}

/// Answers what is about one server; nothing for what the tables answer.
std::optional<Answer> ScriptedCloud::computeAnswer(const Ask& ask)
{
    if (const auto answer = lingeringAnswer(ask))
        return answer;
    if (ask.path.endsWith(u"_router_interface"))
        return Answer::json(ask.json());
    if (const QJsonValue extend = ask.json()[u"os-extend"]; ask.path.startsWith(u"/volume/v3/volumes/") && extend.isObject()) {
        auto volume = m_tables["/volume/v3/volumes"].rows.value(ask.path.section(u'/', 4, 4));
        volume["size"] = extend[u"new_size"];
        put("/volume/v3/volumes", volume);
        return Answer { 202, {} };
    }
    if (!ask.path.startsWith(servers + u'/'))
        return {};
    const auto id = ask.path.section(u'/', 4, 4), what = ask.path.section(u'/', 5, 5), item = ask.path.section(u'/', 6);
    if (!m_tables[servers].rows.contains(id))
        return {};
    auto row = m_tables[servers].rows[id];
    if (what.isEmpty() && ask.verb == "DELETE" && ask.headers.value("x-skylab-trash") == "keep") {
        throwAway(row);
        return Answer { 204, {} };
    }
    if ((what == u"tags" || what == u"metadata") && ask.verb == "PUT") {
        row[what] = ask.json()[what];
        put(servers, row);
        return Answer::json(ask.json());
    }
    if (what == u"os-server-password")
        return Answer::json(QJsonObject { { "password", serverPassword } });
    if (what == u"os-instance-actions" && item == u"req-1")
        return Answer::json(QJsonObject { { "instanceAction", QJsonObject { { "action", "create" }, { "request_id", item }, { "user_id", "u1" }, { "start_time", now() }, { "message", QJsonValue() },
            { "events", QJsonArray { QJsonObject { { "event", "compute__do_build_and_run_instance" }, { "start_time", "2026-01-01T00:00:00.000000" }, { "finish_time", "2026-01-01T00:00:02.500000" }, { "result", "Error" }, { "host", "lab-pc" }, { "traceback", "Traceback: no space" }, { "details", "The disk is full." } } } } } } });
    if (what == u"os-volume_attachments")
        return attachments(row, item, ask);
    if (what == u"os-interface" && ask.verb == "POST")
        return Answer::json(QJsonObject { { "interfaceAttachment", QJsonObject { { "port_id", newUuid() } } } });
    if (what == u"os-interface" && ask.verb == "DELETE") {
        remove("/network/v2.0/ports", item);
        return Answer { 202, {} };
    }
    return {};
}

Answer ScriptedCloud::attachments(QJsonObject row, const QString& volume, const Ask& ask)
{
    const QString key = "os-extended-volumes:volumes_attached";
    auto attached = row[key].toArray();
    if (ask.verb == "GET") {
        QJsonArray all;
        for (const auto& one : std::as_const(attached))
            all.append(QJsonObject { { "id", one[u"id"] }, { "volumeId", one[u"id"] }, { "serverId", row[u"id"] }, { "device", "/dev/vdb" }, { "delete_on_termination", one[u"delete_on_termination"].toBool() } });
        return Answer::json(QJsonObject { { "volumeAttachments", all } });
    }
    if (ask.verb == "POST") {
        const auto wanted = ask.json()[u"volumeAttachment"].toObject();
        attached.append(QJsonObject { { "id", wanted[u"volumeId"] }, { "delete_on_termination", wanted[u"delete_on_termination"].toBool() } });
    } else {
        for (qsizetype i = attached.size(); i-- > 0;) {
            if (attached[i][u"id"].toString() == volume)
                attached.removeAt(i);
        }
    }
    row[key] = attached;
    put(servers, row);
    return ask.verb == "POST" ? Answer::json(ask.json()) : Answer { 202, {} };
}

Answer ScriptedCloud::serverAction(const QString& id, const Ask& ask)
{
    auto row = table(servers).value(id);
    const auto body = ask.json();
    const auto verb = body.keys().value(0);
    const auto argument = body[verb];
    if (verb == u"os-getConsoleOutput")
        return consoleOutput(argument[u"length"].toInt(-1));
    if (row[u"locked"].toBool() && verb != u"unlock" && !roles.contains("admin"))
        return conflict("Instance is locked.");
    if (tasks().contains(verb))
        row["OS-EXT-STS:task_state"] = tasks()[verb];
    Answer answer { 202, {} };
    if (verb == u"createImage" || verb == u"createBackup") {
        const auto image = newUuid();
        put("/image/v2/images", { { "id", image }, { "name", argument[u"name"] }, { "status", "active" }, { "disk_format", "qcow2" }, { "size", 5e8 }, { "visibility", "private" }, { "image_type", "snapshot" }, { "instance_uuid", id }, { "created_at", now() } });
        answer = Answer::json(QJsonObject { { "image_id", image } }, 202);
    } else if (verb == u"rebuild") {
        row["image"] = QJsonObject { { "id", argument[u"imageRef"] } };
    } else if (verb == u"lock" || verb == u"unlock") {
        row["locked"] = verb == u"lock";
    } else if (verb == u"addSecurityGroup" || verb == u"removeSecurityGroup") {
        QJsonArray groups;
        const auto before = row[u"security_groups"].toArray();
        for (const auto& group : before) {
            if (group[u"name"] != argument[u"name"])
                groups.append(group);
        }
        if (verb == u"addSecurityGroup")
            groups.append(QJsonObject { { "name", argument[u"name"] } });
        row["security_groups"] = groups;
    } else if (verb == u"os-resetState") {
        row["status"] = argument[u"state"].toString().toUpper();
    } else if (verb == u"confirmResize" && row[u"status"].toString() == u"VERIFY_RESIZE") {
        row["status"] = "ACTIVE";
    }
    put(servers, row);
    return answer;
}

void ScriptedCloud::settle()
{
    static const QMap<QString, QString> ends { { "powering-off", "SHUTOFF" }, { "pausing", "PAUSED" }, { "suspending", "SUSPENDED" }, { "shelving", "SHELVED_OFFLOADED" }, { "rescuing", "RESCUE" }, { "resize_prep", "VERIFY_RESIZE" } };
    for (const auto& row : QMap(table(servers))) {
        const auto task = row[u"OS-EXT-STS:task_state"].toString();
        if (task.isEmpty())
            continue;
        auto rested = row;
        if (!task.startsWith(u"image_"))   // it goes on as it was
            rested["status"] = ends.value(task, "ACTIVE");
        rested["OS-EXT-STS:task_state"] = QJsonValue::Null;
        if (rested[u"addresses"].toObject().isEmpty())
            rested["addresses"] = QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", QStringLiteral("10.20.0.%1").arg(100 + m_next++) } } } } };
        put(servers, rested);
    }
    for (const auto path : { "/volume/v3/volumes", "/volume/v3/snapshots" }) {
        for (const auto& row : QMap(table(path))) {
            auto rested = row;
            if (row[u"status"].toString() == u"creating") {
                rested["status"] = "available";
                put(path, rested);
            }
        }
    }
}

} // namespace skylab::test
