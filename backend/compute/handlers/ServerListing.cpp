#include "compute/handlers/ServerListing.h"

#include "compute/ComputeService.h"
#include "compute/model/NamePattern.h"
#include "compute/model/ServerKeys.h"

#include <QJsonDocument>

namespace skylab::compute {

namespace {

const QStringList knownParameters {
    QStringLiteral("all_tenants"), QStringLiteral("project_id"), QStringLiteral("tenant_id"), QStringLiteral("name"), QStringLiteral("status"), QStringLiteral("ip"), QStringLiteral("ip6"),
    QStringLiteral("host"), QStringLiteral("node"), QStringLiteral("changes-since"), QStringLiteral("changes-before"), QStringLiteral("deleted"), QStringLiteral("soft_deleted"),
    QStringLiteral("tags"), QStringLiteral("tags-any"), QStringLiteral("not-tags"), QStringLiteral("not-tags-any"), QStringLiteral("locked"), QStringLiteral("description"),
    QStringLiteral("hidden"), QStringLiteral("kernel_id"), QStringLiteral("ramdisk_id"), QStringLiteral("auto_disk_config"), QStringLiteral("instance_name"),
};

bool isYes(const QString& text) { return text == u"1" || text.compare(QStringLiteral("true"), Qt::CaseInsensitive) == 0 || text.compare(QStringLiteral("t"), Qt::CaseInsensitive) == 0
        || text.compare(QStringLiteral("yes"), Qt::CaseInsensitive) == 0 || text.compare(QStringLiteral("on"), Qt::CaseInsensitive) == 0; }

} // namespace

template <typename Row>
Result<sdk::Page<Row>> ServerListing::read()
{
    auto rules = m_call.service.traits().listRules;
    rules.known = knownParameters;
    rules.refuseUnknown = m_call.version >= sdk::mv(2, 75);
    m_query = TRY(sdk::parseListQuery<ServerRow>(m_call.request.query(), rules));
    m_query.limit = m_query.limit.value_or(rules.maxLimit);
    if (m_query.sort.empty())
        m_query.sort = { { "created_at", true } };
    dropAdminFilters();
    TRY(readScope());
    TRY(readTimes());
    TRY(readStatus());
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<Row>> {
        TRY(readNames(connection));
        TRY(readAddresses(connection));
        TRY(readTags(connection));
        return service::Store<Row>::list(connection, m_query, m_where.join(QStringLiteral(" AND ")), m_arguments);
    });
}

Result<sdk::Page<ServerRow>> ServerListing::page() { return read<ServerRow>(); }
Result<sdk::Page<ServerNameRow>> ServerListing::names() { return read<ServerNameRow>(); }

/// What only administrators may filter by is not heard from others; some of it is theirs from 2.83 on.
void ServerListing::dropAdminFilters()
{
    static const QStringList everyones { QStringLiteral("reservation_id"), QStringLiteral("image"), QStringLiteral("flavor_id"), QStringLiteral("id") };
    static const QStringList since283 { QStringLiteral("availability_zone"), QStringLiteral("config_drive"), QStringLiteral("key_name"), QStringLiteral("created_at"), QStringLiteral("launched_at"),
                                        QStringLiteral("terminated_at"), QStringLiteral("power_state"), QStringLiteral("task_state"), QStringLiteral("vm_state"), QStringLiteral("progress"), QStringLiteral("user_id") };
    if (m_call.context.admin)
        return;
    std::erase_if(m_query.filters, [&](const sdk::Filter& filter) {
        const auto column = QString::fromLatin1(filter.column);
        return !everyones.contains(column) && !(m_call.version >= sdk::mv(2, 83) && since283.contains(column));
    });
}

Result<> ServerListing::readScope()
{
    const auto all = m_query.value(u"all_tenants");
    const bool wantsAll = !all.isNull() && (all.isEmpty() || isYes(all));
    if (!all.isEmpty() && !isYes(all) && all != u"0" && all.compare(QStringLiteral("false"), Qt::CaseInsensitive) != 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid value '%1' for all_tenants").arg(all.left(64)), QStringLiteral("all_tenants"));
    if (wantsAll && !m_call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed."));
    const auto project = m_query.value(u"project_id").isEmpty() ? m_query.value(u"tenant_id") : m_query.value(u"project_id");
    if (!wantsAll) {
        m_where << QStringLiteral("project_id = ?");
        m_arguments << m_call.projectId();
    } else if (!project.isEmpty()) {
        m_where << QStringLiteral("project_id = ?");
        m_arguments << project;
    }
    if (m_call.context.admin)
        for (const auto* name : { u"host", u"node" })
            if (const auto host = m_query.value(name); !host.isEmpty()) {
                m_where << QStringLiteral("host = ?");
                m_arguments << host;
            }
    if (const auto locked = m_query.value(u"locked"); !locked.isNull() && m_call.version >= sdk::mv(2, 73)) {
        m_where << QStringLiteral("locked = ?");
        m_arguments << isYes(locked);
    }
    return {};
}

Result<> ServerListing::readTimes()
{
    const bool deleted = m_call.context.admin && isYes(m_query.value(u"deleted"));
    bool withDeleted = false;
    for (const auto& [name, op] : { std::pair { u"changes-since", ">=" }, { u"changes-before", "<=" } }) {
        const auto text = m_query.value(QStringView(name));
        if (text.isNull() || (QStringView(name) == QStringView(u"changes-before") && m_call.version < sdk::mv(2, 66)))
            continue;
        const auto time = text.contains(u'/') ? Timestamp() : parseTimestamp(text);
        if (time.isNull())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for query parameters %1. Value: %2. '%2' is not a 'date-time'").arg(QString::fromUtf16(name), text.left(64)), QString::fromUtf16(name));
        m_where << QStringLiteral("updated_at %1 ?").arg(QLatin1String(op));
        m_arguments << time.micros;
        withDeleted = true;
    }
    if (deleted || !withDeleted) {
        m_where << QStringLiteral("deleted = ?");
        m_arguments << deleted;
    }
    const bool softly = m_call.context.admin && (deleted || isYes(m_query.value(u"soft_deleted")) || m_query.value(u"status").compare(QStringLiteral("soft_deleted"), Qt::CaseInsensitive) == 0);
    m_where << QStringLiteral("trashed_at IS NULL");
    if (!softly) {      // gone for its owner's eyes
        m_where << QStringLiteral("vm_state <> ?");
        m_arguments << state::softDeleted;
    }
    return {};
}

Result<> ServerListing::readStatus()
{
    QStringList wanted;
    for (const auto& [name, value] : m_query.rest)
        if (name == u"status")
            wanted << value.toUpper();
    if (wanted.isEmpty())
        return {};
    if (m_call.version >= sdk::mv(2, 38))
        for (const auto& one : wanted)
            if (!state::statuses().contains(one))
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid status value '%1'; try one of %2").arg(one.left(64), state::statuses().join(QStringLiteral(", "))), QStringLiteral("status"));
    if (wanted.contains(QStringLiteral("DELETED"))) {
        if (!m_call.context.admin)
            return fail(ErrorCode::Forbidden, QStringLiteral("Only administrators may list deleted instances"));
        const auto at = m_where.indexOf(QStringLiteral("deleted = ?"));
        if (at >= 0)
            m_arguments[at] = true;
    }
    QStringList marks;
    for (const auto& one : wanted) {
        marks << QStringLiteral("?");
        m_arguments << one;
    }
    m_where << QStringLiteral("status IN (%1)").arg(marks.join(QStringLiteral(", ")));
    return {};
}

Result<std::vector<std::pair<QString, QString>>> ServerListing::idsWith(db::Connection& connection, const char* column)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT id, %1 FROM servers WHERE %2").arg(QLatin1String(column), m_where.join(QStringLiteral(" AND "))), m_arguments));
    std::vector<std::pair<QString, QString>> all;
    while (rows.next())
        all.emplace_back(rows.get<QString>(0), rows.value(1).toString());
    TRY(rows.check());
    return all;
}

void ServerListing::onlyThese(const QStringList& ids)
{
    QVariantList values;
    for (const auto& id : ids)
        values << id;
    m_query.filters.push_back({ "id", sdk::FilterOp::Equal, values });
}

Result<> ServerListing::readNames(db::Connection& connection)
{
    for (const auto& [parameter, column] : { std::pair { u"name", "name" }, { u"description", "description" } }) {
        const auto text = m_query.value(QStringView(parameter));
        if (text.isEmpty())
            continue;
        const NamePattern pattern(text);
        if (pattern.isPlain()) {
            m_query.filters.push_back({ column, sdk::FilterOp::Contains, { text } });
            continue;
        }
        QStringList ids;
        for (const auto& [id, name] : TRY(idsWith(connection, column)))
            if (pattern.matches(name))
                ids << id;
        onlyThese(ids);
    }
    return {};
}

Result<> ServerListing::readAddresses(db::Connection& connection)
{
    for (const auto* parameter : { u"ip", u"ip6" }) {
        const auto text = m_query.value(QStringView(parameter));
        if (text.isEmpty())
            continue;
        const bool six = QStringView(parameter) == QStringView(u"ip6");
        const NamePattern pattern(text);
        std::vector<ServerKey> candidates;
        const auto rows = TRY(ServerKeyRows::select(connection, m_where.join(QStringLiteral(" AND ")), m_arguments));
        for (const auto& row : rows)
            candidates.push_back(keyOf(row));
        const auto ports = TRY(m_service.networks().portsOfServers(candidates));
        QStringList ids;
        for (auto it = ports.begin(); it != ports.end(); ++it)
            for (const auto& port : it.value())
                for (const auto& fixed : port.fixedIps)
                    if (fixed.address.contains(u':') == six && pattern.matches(fixed.address) && !ids.contains(it.key()))
                        ids << it.key();
        onlyThese(ids);
    }
    return {};
}

Result<> ServerListing::readTags(db::Connection& connection)
{
    if (m_call.version < sdk::mv(2, 26))
        return {};
    for (const auto* parameter : { u"tags", u"tags-any", u"not-tags", u"not-tags-any" }) {
        const auto text = m_query.value(QStringView(parameter));
        if (text.isEmpty())
            continue;
        const QString name = QString::fromUtf16(parameter);
        const auto wanted = text.split(u',', Qt::SkipEmptyParts);
        QStringList ids;
        for (const auto& [id, json] : TRY(idsWith(connection, "tags"))) {
            const auto tags = QJsonDocument::fromJson(json.toUtf8()).array();
            const auto has = [&](const QString& tag) { return tags.contains(tag); };
            const bool any = std::any_of(wanted.begin(), wanted.end(), has);
            const bool every = std::all_of(wanted.begin(), wanted.end(), has);
            const bool inside = name.endsWith(QStringLiteral("-any")) ? any : every;
            if (inside != name.startsWith(QStringLiteral("not-")))
                ids << id;
        }
        onlyThese(ids);
    }
    return {};
}

} // namespace skylab::compute
