#include "identity/handlers/RolesHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString priorId(const Call& call) { return call.id(QStringLiteral("prior_role_id")); }
QString impliedId(const Call& call) { return call.id(QStringLiteral("implied_role_id")); }

auto notImplied(const Call& call)
{
    return fail(ErrorCode::NotFound, QStringLiteral("%1 does not imply %2.").arg(priorId(call).left(64), impliedId(call).left(64)));
}

void writeRole(JsonWriter& json, const Call& call, const RoleGraph& graph, const QString& id)
{
    const auto role = graph.role(id);
    json.beginObject().key("id").value(id).key("links").beginObject().key("self").value(call.baseUrl + QStringLiteral("/roles/") + id).endObject();
    json.key("name").value(role ? role->name : QString()).endObject();
}

void writeSelf(JsonWriter& json, const Call& call)
{
    json.key("links").beginObject().key("self").value(call.request.baseUrl() + QString::fromUtf8(call.request.path)).endObject();
}

void writeAllImplied(JsonWriter& json, const Call& call, const RoleGraph& graph, const QString& prior)
{
    json.beginObject().key("prior_role");
    writeRole(json, call, graph, prior);
    json.key("implies").beginArray();
    for (const auto& implied : graph.implied(prior))
        writeRole(json, call, graph, implied);
    json.endArray().endObject();
}

http::Response oneInference(const Call& call, const RoleGraph& graph, int status)
{
    JsonWriter json;
    json.beginObject().key("role_inference").beginObject().key("prior_role");
    writeRole(json, call, graph, priorId(call));
    json.key("implies");
    writeRole(json, call, graph, impliedId(call));
    json.endObject();
    writeSelf(json, call);
    json.endObject();
    return http::Response::json(status, json.take());
}

Result<> recordImplication(db::Transaction& transaction, const Call& call, const char* change)
{
    const QJsonObject payload { { QStringLiteral("prior_role_id"), priorId(call) }, { QStringLiteral("implied_role_id"), impliedId(call) } };
    return service::appendEvent(transaction, call.context, QStringLiteral("identity.role_inference.") + QLatin1String(change), priorId(call), {}, payload);
}

} // namespace

Result<sdk::Page<RoleRow>> RolesHandler::list(Call& call, const sdk::ListQuery& query)
{
    const auto domain = call.query(u"domain_id");
    return m_directory.read([&](db::Connection& connection) {
        return domain.isEmpty() ? Store<RoleRow>::list(connection, query, QStringLiteral("domain_id IS NULL"))
                                : Store<RoleRow>::list(connection, query, QStringLiteral("domain_id = ?"), { domain });
    });
}

Result<RoleRow> RolesHandler::show(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<RoleRow>(connection, id); });
}

Result<RoleRow> RolesHandler::create(Call& call, sdk::Decoded<sdk::Role> wanted)
{
    RoleRow row;
    static_cast<sdk::Role&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.createdAt = Clock::now();
    row.extra.remove(QStringLiteral("links"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<RoleRow> {
        if (row.domainId)
            TRY(requiredDomain(transaction, *row.domainId));
        TRY(named(Store<RoleRow>::insert(transaction, row), nameTaken("role", row.name)));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<RoleRow> RolesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<RoleRow> {
        const auto stored = TRY(required<RoleRow>(transaction, id));
        TRY(requireMutable(stored.options, changes, "Role", id));
        TRY(keeps(changes, "domain_id", stored.domainId.value_or(QString())));
        auto row = TRY(sdk::decode<RoleRow>(changes, sdk::In::Update, {}, stored)).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(named(Store<RoleRow>::update(transaction, row).map([](bool) { }), nameTaken("role", row.name)));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> RolesHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<RoleRow>(transaction, id));
        TRY(requireMutable(row.options, {}, "Role", id));
        TRY(Store<RoleRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<http::Response> RolesHandler::listInferences(Call& call)
{
    const auto graph = TRY(m_directory.roles());
    JsonWriter json;
    json.beginObject().key("role_inferences").beginArray();
    for (const auto& prior : graph->priors())
        writeAllImplied(json, call, *graph, prior);
    json.endArray();
    writeSelf(json, call);
    json.endObject();
    return http::Response::json(200, json.take());
}

Result<http::Response> RolesHandler::listImplied(Call& call)
{
    TRY(m_directory.read([&](db::Connection& connection) { return required<RoleRow>(connection, priorId(call)); }));
    const auto graph = TRY(m_directory.roles());
    JsonWriter json;
    json.beginObject().key("role_inference");
    writeAllImplied(json, call, *graph, priorId(call));
    writeSelf(json, call);
    json.endObject();
    return http::Response::json(200, json.take());
}

Result<> RolesHandler::requireImplied(const Call& call)
{
    TRY(m_directory.read([&](db::Connection& connection) -> Result<> {
        TRY(required<RoleRow>(connection, priorId(call)));
        TRY(required<RoleRow>(connection, impliedId(call)));
        return {};
    }));
    if (!TRY(m_directory.roles())->implied(priorId(call)).contains(impliedId(call)))
        return notImplied(call);
    return {};
}

Result<http::Response> RolesHandler::showImplied(Call& call)
{
    TRY(requireImplied(call));
    return oneInference(call, *TRY(m_directory.roles()), 200);
}

Result<http::Response> RolesHandler::checkImplied(Call& call)
{
    TRY(requireImplied(call));
    return http::Response::empty(204);
}

Result<http::Response> RolesHandler::imply(Call& call)
{
    TRY(m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto prior = TRY(required<RoleRow>(transaction, priorId(call)));
        const auto implied = TRY(required<RoleRow>(transaction, impliedId(call)));
        if (implied.domainId && !prior.domainId)
            return fail(ErrorCode::Forbidden, QStringLiteral("The role %1 of the whole cloud cannot imply %2, which is a domain's own.").arg(prior.id, implied.id));
        if (implied.name == u"admin")      // whoever may grant the prior role would make administrators
            return fail(ErrorCode::Forbidden, QStringLiteral("%1 cannot be an implied role.").arg(implied.id));
        const auto graph = TRY(Directory::readRoles(transaction));
        if (graph.expand({ impliedId(call) }).contains(priorId(call)))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 already implies %2: a circle of roles means nothing.").arg(impliedId(call), priorId(call)));
        const auto added = TRY(transaction.execute(QStringLiteral("INSERT INTO role_implications (prior_role_id, implied_role_id) VALUES (?, ?) ON CONFLICT DO NOTHING"),
                                                   priorId(call), impliedId(call)));
        return added > 0 ? recordImplication(transaction, call, "create") : Result<>();
    }));
    return oneInference(call, *TRY(m_directory.roles()), 201);
}

Result<http::Response> RolesHandler::removeImplied(Call& call)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(required<RoleRow>(transaction, priorId(call)));
        TRY(required<RoleRow>(transaction, impliedId(call)));
        if (TRY(transaction.execute(QStringLiteral("DELETE FROM role_implications WHERE prior_role_id = ? AND implied_role_id = ?"), priorId(call), impliedId(call))) == 0)
            return notImplied(call);
        TRY(recordImplication(transaction, call, "delete"));
        return http::Response::empty(204);
    });
}

} // namespace skylab::identity
