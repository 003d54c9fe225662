#include "network/handlers/TagsHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Traffic.h"

namespace skylab::network {

using service::Call;

namespace {

constexpr int maxTags = 50;
constexpr int maxTagLength = 255;
constexpr qint64 maxIgnoredBody = 1 << 16;      // bytes

const QString resourceId = QStringLiteral("resource_id");
const QString tagName = QStringLiteral("tag");

Result<> checkTag(const QString& tag)
{
    if (tag.isEmpty() || tag.toUcs4().size() > maxTagLength || tag.contains(u',') || tag.contains(u'/'))
        return invalid(QStringLiteral("'%1' is not a tag: 1 to 255 characters without comma and slash are allowed.").arg(tag.left(64)), QStringLiteral("tags"));
    return {};
}

Result<QStringList> tagsIn(const QJsonObject& json)
{
    QStringList tags;
    if (!json.value(QStringLiteral("tags")).isArray())
        return invalid(QStringLiteral("tags must be a list."), QStringLiteral("tags"));
    const auto list = json.value(QStringLiteral("tags")).toArray();
    for (const auto& value : list) {
        TRY(checkTag(value.toString()));
        if (!tags.contains(value.toString()))
            tags << value.toString();
    }
    return tags;
}

http::Response tagsResponse(const QStringList& tags, int status = 200)
{
    JsonWriter json;
    json.beginObject().key("tags").beginArray();
    for (const auto& tag : tags)
        json.value(tag);
    json.endArray().endObject();
    return service::jsonResponse(status, json.take());
}

tl::unexpected<Error> noTag(const QString& tag)
{
    return refuse(ErrorCode::NotFound, "TagNotFound", QStringLiteral("Tag %1 could not be found.").arg(tag.left(64)));
}

service::Route made(const char* method, const QString& path, const service::Guard& guard, service::RouteHandler handle)
{
    return { method, path, guard.rule, guard.check, std::move(handle) };
}

} // namespace

template <typename Row>
Result<QStringList> TagsHandler::tagsOf(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<QStringList> {
        return TRY(visible<Row>(connection, call.context, call.id(resourceId))).tags;
    });
}

template <typename Row>
Result<QStringList> TagsHandler::changeTags(Call& call, const std::function<Result<>(QStringList&)>& work)
{
    return m_service.change(call.context, [&](Change& change) -> Result<QStringList> {
        auto row = TRY(owned<Row>(change.db, call.context, call.id(resourceId)));
        TRY(wire::checkRevision(call, row.revisionNumber));
        TRY(work(row.tags));
        if (row.tags.size() > maxTags)
            return invalid(QStringLiteral("A resource can have %1 tags at most.").arg(maxTags), QStringLiteral("tags"));
        TRY(change.save(row));
        TRY(change.announce("update", TRY(decorated(change.db, row))));
        return row.tags;
    });
}

template <typename Row>
void TagsHandler::addRoutes(std::vector<service::Route>& all, const QString& base)
{
    const auto path = base + QStringLiteral("/{resource_id}/tags");
    const auto one = path + QStringLiteral("/{tag}");
    const auto read = wire::reading("get_tags");
    const auto write = wire::writing("update_tags");
    all.push_back(made("GET", path, read, [this](Call& call) -> Result<http::Response> { return tagsResponse(TRY(tagsOf<Row>(call))); }));
    all.push_back(made("PUT", path, write, [this](Call& call) -> Result<http::Response> {
        const auto wanted = TRY(tagsIn(call.json));
        return tagsResponse(TRY(changeTags<Row>(call, [&](QStringList& tags) -> Result<> {
            tags = wanted;
            return {};
        })));
    }));
    all.push_back(made("POST", path, write, [this](Call& call) -> Result<http::Response> {
        const auto more = TRY(tagsIn(call.json));
        return tagsResponse(TRY(changeTags<Row>(call, [&](QStringList& tags) -> Result<> {
            tags += more;
            tags.removeDuplicates();
            return {};
        })), 201);
    }));
    all.push_back(made("DELETE", path, write, [this](Call& call) -> Result<http::Response> {
        TRY(changeTags<Row>(call, [](QStringList& tags) -> Result<> {
            tags.clear();
            return {};
        }));
        return http::Response::empty(204);
    }));
    all.push_back(made("GET", one, read, [this](Call& call) -> Result<http::Response> {
        if (!TRY(tagsOf<Row>(call)).contains(call.id(tagName)))
            return noTag(call.id(tagName));
        return http::Response::empty(204);
    }));
    all.push_back(made("PUT", one, write, [this](Call& call) -> Result<http::Response> {
        TRY(call.body.readAll(maxIgnoredBody));      // all is in the path; what clients send beside it (tempest: a text) says nothing
        const auto tag = call.id(tagName);
        TRY(checkTag(tag));
        TRY(changeTags<Row>(call, [&](QStringList& tags) -> Result<> {
            if (!tags.contains(tag))
                tags << tag;
            return {};
        }));
        return http::Response::empty(201);
    }));
    all.back().body = service::BodyKind::Stream;
    all.push_back(made("DELETE", one, write, [this](Call& call) -> Result<http::Response> {
        const auto tag = call.id(tagName);
        TRY(changeTags<Row>(call, [&](QStringList& tags) -> Result<> {
            if (tags.removeAll(tag) == 0)
                return noTag(tag);
            return {};
        }));
        return http::Response::empty(204);
    }));
}

std::vector<service::Route> TagsHandler::routes()
{
    std::vector<service::Route> all;
    addRoutes<NetworkRow>(all, QStringLiteral("/networks"));
    addRoutes<SubnetRow>(all, QStringLiteral("/subnets"));
    addRoutes<PortRow>(all, QStringLiteral("/ports"));
    addRoutes<SubnetPoolRow>(all, QStringLiteral("/subnetpools"));
    addRoutes<RouterRow>(all, QStringLiteral("/routers"));
    addRoutes<FloatingIpRow>(all, QStringLiteral("/floatingips"));
    addRoutes<GroupRow>(all, QStringLiteral("/security-groups"));
    addRoutes<TrunkRow>(all, QStringLiteral("/trunks"));
    addRoutes<PolicyRow>(all, QStringLiteral("/policies"));
    addRoutes<PolicyRow>(all, QStringLiteral("/qos/policies"));
    return all;
}

} // namespace skylab::network
