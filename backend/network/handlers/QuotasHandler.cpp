#include "network/handlers/QuotasHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Book.h"

namespace skylab::network {

using service::Call;

namespace {
const QString projectId = QStringLiteral("project_id");

void writeLimits(JsonWriter& json, const QMap<QString, qint64>& limits)
{
    for (auto it = limits.begin(); it != limits.end(); ++it)
        json.key(QStringView(it.key())).value(it.value());
}

http::Response quotaResponse(const QMap<QString, qint64>& limits)
{
    JsonWriter json;
    json.beginObject().key("quota").beginObject();
    writeLimits(json, limits);
    json.endObject().endObject();
    return service::jsonResponse(200, json.take());
}
} // namespace

std::vector<service::Route> QuotasHandler::routes()
{
    using H = QuotasHandler;
    return {
        service::route("GET", "/quotas", wire::administering("get_quotas"), this, &H::list),
        service::route("GET", "/quotas/{project_id}", wire::reading("get_quota"), this, &H::show),
        service::route("GET", "/quotas/{project_id}/default", wire::reading("get_quota"), this, &H::showDefault),
        service::route("GET", "/quotas/{project_id}/details", wire::reading("get_quota"), this, &H::details),
        service::route("GET", "/quotas/{project_id}/details.json", wire::reading("get_quota"), this, &H::details),
        service::route("PUT", "/quotas/{project_id}", wire::administering("update_quota"), this, &H::update),
        service::route("DELETE", "/quotas/{project_id}", wire::administering("delete_quota"), this, &H::reset),
    };
}

Result<http::Response> QuotasHandler::list(Call&)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        QStringList projects;
        {
            auto rows = TRY(connection.query(QStringLiteral("SELECT DISTINCT project_id FROM quota_limits ORDER BY project_id")));
            while (rows.next())
                projects << rows.get<QString>(0);
            TRY(rows.check());
        }
        JsonWriter json;
        json.beginObject().key("quotas").beginArray();
        for (const auto& project : projects) {
            json.beginObject().key("project_id").value(project).key("tenant_id").value(project);
            writeLimits(json, TRY(m_service.quota().limits(connection, project)));
            json.endObject();
        }
        json.endArray().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> QuotasHandler::show(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        return quotaResponse(TRY(m_service.quota().limits(connection, call.id(projectId))));
    });
}

Result<http::Response> QuotasHandler::showDefault(Call&) { return quotaResponse(m_service.quota().defaults()); }

Result<http::Response> QuotasHandler::details(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto project = call.id(projectId);
        const auto limits = TRY(m_service.quota().limits(connection, project));
        JsonWriter json;
        json.beginObject().key("quota").beginObject();
        for (auto it = limits.begin(); it != limits.end(); ++it)
            json.key(QStringView(it.key())).beginObject().key("limit").value(it.value()).key("used").value(TRY(book::used(connection, project, it.key()))).key("reserved").value(0).endObject();
        json.endObject().endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> QuotasHandler::update(Call& call)
{
    const auto wanted = TRY(service::unwrap(call, "quota"));
    const auto project = call.id(projectId);
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        for (auto it = wanted.begin(); it != wanted.end(); ++it) {
            if (it.key() == u"tenant_id" || it.key() == u"project_id" || it.key() == u"force" || it.key() == u"check_limit")
                continue;
            static constexpr sdk::Rules rules { .min = -1, .max = 2147483647 };
            sdk::Problems problems;
            sdk::Decoding decoding { problems, it.key().left(64), rules };
            qint64 limit = 0;
            if (!sdk::Codec<qint64>::decode(it.value(), limit, decoding))
                return refuse(ErrorCode::BadRequest, "InvalidInput", problems.text(), problems.firstField());
            TRY(m_service.quota().setLimit(transaction, project, it.key(), limit));
        }
        return {};
    }));
    return show(call);
}

Result<http::Response> QuotasHandler::reset(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) { return m_service.quota().reset(transaction, call.id(projectId)); }));
    return http::Response::empty(204);
}

} // namespace skylab::network
