#include "identity/handlers/ProjectsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/Texts.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

constexpr int maxDepth = 5;      // projects below a domain, as Keystone's default

/// Parents, nearest first, without the domain.
Result<std::vector<ProjectRow>> parentsOf(db::Connection& connection, const ProjectRow& row)
{
    std::vector<ProjectRow> parents;
    auto parentId = row.parentId;
    while (parentId) {
        const auto parent = TRY(Store<ProjectRow>::find(connection, *parentId));
        if (!parent || parent->isDomain)
            break;
        parents.push_back(*parent);
        parentId = parent->parentId;
    }
    return parents;
}

Result<std::vector<ProjectRow>> childrenOf(db::Connection& connection, const QString& id)
{
    return Store<ProjectRow>::select(connection, QStringLiteral("parent_id = ?"), { id });
}

/// Of which projects the caller may see more than the id, beside the one that the path names: as in Keystone those where
/// the caller has a role; all (nothing) for who reads the whole cloud or the project's domain.
Result<std::optional<QStringList>> visibleRelatives(db::Connection& connection, const service::Context& context, const ProjectRow& row)
{
    const auto domain = row.isDomain ? row.id : row.domainId.value_or(QString());
    if (seesAll(context) || (!context.domainId.isEmpty() && context.domainId == domain))
        return std::optional<QStringList>();
    const auto condition = AssignmentStore::projectsOf(context.userId, AssignmentStore::Which::All);
    auto ids = TRY(texts(connection.query(QStringLiteral("SELECT id FROM projects WHERE ") + condition.sql, condition.arguments)));
    return std::optional(std::move(ids));
}

void append(QJsonArray& list, const Call& call, const std::optional<QStringList>& visible, const ProjectRow& row)
{
    if (!visible || visible->contains(row.id))
        list.append(QJsonObject { { QStringLiteral("project"), sdk::toJson(row, call.encoding()) } });
}

Result<> addSubtree(db::Connection& connection, const Call& call, const std::optional<QStringList>& visible, const QString& id, QJsonArray& list, QJsonValue& ids)
{
    const auto children = TRY(childrenOf(connection, id));
    QJsonObject byId;
    for (const auto& child : children) {
        append(list, call, visible, child);
        QJsonValue below;
        TRY(addSubtree(connection, call, visible, child.id, list, below));
        byId.insert(child.id, below);
    }
    ids = byId.isEmpty() ? QJsonValue() : QJsonValue(byId);
    return {};
}

http::Response tagsResponse(const Call& call, const QStringList& tags)
{
    JsonWriter json;
    json.beginObject().key("links").beginObject().key("self").value(call.request.baseUrl() + QString::fromUtf8(call.request.path)).endObject();
    json.key("tags").beginArray();
    for (const auto& tag : tags)
        json.value(tag);
    json.endArray().endObject();
    return http::Response::json(200, json.take());
}

/// tags, tags-any, not-tags, not-tags-any. The stored list is compact JSON; a tag is looked for with its quotes.
void addTagFilters(const sdk::ListQuery& query, QStringList& where, QVariantList& arguments)
{
    const auto add = [&](QStringView parameter, const QString& joint, const QString& form) {
        const auto value = query.value(parameter);
        if (value.isEmpty())
            return;
        QStringList all;
        for (const auto& tag : value.split(u',', Qt::SkipEmptyParts)) {
            JsonWriter json;
            json.value(tag);
            all << QStringLiteral("REPLACE(tags, ?, '') <> tags");
            arguments << QString::fromUtf8(json.take());
        }
        if (!all.isEmpty())
            where << form.arg(all.join(joint));
    };
    add(u"tags", QStringLiteral(" AND "), QStringLiteral("(%1)"));
    add(u"tags-any", QStringLiteral(" OR "), QStringLiteral("(%1)"));
    add(u"not-tags", QStringLiteral(" AND "), QStringLiteral("NOT (%1)"));
    add(u"not-tags-any", QStringLiteral(" OR "), QStringLiteral("NOT (%1)"));
}

} // namespace

Result<> checkTags(const QStringList& tags)
{
    QStringList seen;
    for (const auto& tag : tags) {
        if (tag.isEmpty() || tag.size() > 255 || tag.contains(u'/') || tag.contains(u','))
            return fail(ErrorCode::BadRequest, QStringLiteral("'%1' is no tag: a tag has 1 to 255 characters, none of them '/' or ','.").arg(tag.left(64)), QStringLiteral("tags"));
        if (seen.contains(tag))
            return fail(ErrorCode::BadRequest, QStringLiteral("The tag '%1' is there twice.").arg(tag), QStringLiteral("tags"));
        seen << tag;
    }
    if (tags.size() > 80)
        return fail(ErrorCode::BadRequest, QStringLiteral("A project has at most 80 tags."), QStringLiteral("tags"));
    return {};
}

Result<sdk::Page<ProjectRow>> ProjectsHandler::list(Call& call, const sdk::ListQuery& query)
{
    QStringList where;
    QVariantList arguments;
    if (std::none_of(query.filters.begin(), query.filters.end(), [](const sdk::Filter& one) { return qstrcmp(one.column, "is_domain") == 0; }))
        where << QStringLiteral("is_domain IS FALSE");
    if (const auto domain = visibleDomain(call.context); !domain.isEmpty()) {
        where << QStringLiteral("domain_id = ?");
        arguments << domain;
    }
    addTagFilters(query, where, arguments);
    return m_directory.read([&](db::Connection& connection) { return Store<ProjectRow>::list(connection, query, where.join(QStringLiteral(" AND ")), arguments); });
}

Result<ProjectRow> ProjectsHandler::show(Call& call, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) -> Result<ProjectRow> {
        auto row = TRY(required<ProjectRow>(connection, id));
        TRY(addRelatives(connection, call, row));
        return row;
    });
}

Result<> ProjectsHandler::addRelatives(db::Connection& connection, const Call& call, ProjectRow& row)
{
    const auto asked = [&](QStringView name) { return !call.query(name).isNull(); };
    std::optional<QStringList> visible;
    if (asked(u"parents_as_list") || asked(u"subtree_as_list"))
        visible = TRY(visibleRelatives(connection, call.context, row));
    if (asked(u"parents_as_list") || asked(u"parents_as_ids")) {
        QJsonArray list;
        QJsonValue ids;
        const auto parents = TRY(parentsOf(connection, row));
        for (const auto& parent : parents)
            append(list, call, visible, parent);
        for (auto parent = parents.rbegin(); parent != parents.rend(); ++parent)
            ids = QJsonObject { { parent->id, ids } };
        row.extra.insert(QStringLiteral("parents"), asked(u"parents_as_list") ? QJsonValue(list) : ids);
    }
    if (asked(u"subtree_as_list") || asked(u"subtree_as_ids")) {
        QJsonArray list;
        QJsonValue ids;
        TRY(addSubtree(connection, call, visible, row.id, list, ids));
        row.extra.insert(QStringLiteral("subtree"), asked(u"subtree_as_list") ? QJsonValue(list) : ids);
    }
    return {};
}

/// Fills in domain and parent from each other and from who asks.
Result<> ProjectsHandler::place(db::Connection& connection, const service::Context& context, ProjectRow& row)
{
    if (row.isDomain) {
        if (row.parentId || row.domainId)
            return fail(ErrorCode::BadRequest, QStringLiteral("A project that acts as a domain has neither parent_id nor domain_id."), QStringLiteral("project.parent_id"));
        return {};
    }
    if (row.parentId) {
        const auto parent = TRY(required<ProjectRow>(connection, *row.parentId));
        const auto domain = parent.isDomain ? parent.id : parent.domainId.value_or(QString());
        if (row.domainId && *row.domainId != domain)
            return fail(ErrorCode::BadRequest, QStringLiteral("The parent project is in another domain than %1.").arg(*row.domainId), QStringLiteral("project.domain_id"));
        if (!parent.enabled)
            return fail(ErrorCode::Forbidden, QStringLiteral("Cannot create project in a branch containing a disabled project: %1.").arg(parent.id));
        const auto above = TRY(parentsOf(connection, parent));
        if (!parent.isDomain && int(above.size()) + 2 > maxDepth)
            return fail(ErrorCode::Forbidden, QStringLiteral("Max hierarchy depth reached for the branch of %1: at most %2 projects below one another.").arg(parent.id).arg(maxDepth));
        row.domainId = domain;
        return {};
    }
    if (!row.domainId)
        row.domainId = defaultDomain(context);
    row.parentId = row.domainId;
    TRY(requiredDomain(connection, *row.domainId));
    return {};
}

Result<ProjectRow> ProjectsHandler::create(Call& call, sdk::Decoded<sdk::Project> wanted)
{
    ProjectRow given;
    static_cast<sdk::Project&>(given) = std::move(wanted.value);
    given.id = newHexId();
    given.createdAt = Clock::now();
    given.extra.remove(QStringLiteral("links"));
    TRY(checkTags(given.tags));
    return m_directory.write([&](db::Transaction& transaction) -> Result<ProjectRow> {
        auto row = given;
        TRY(place(transaction, call.context, row));
        TRY(named(Store<ProjectRow>::insert(transaction, row), projectNameTaken(row)));
        TRY(record(transaction, call.context, "create", row, row.id));
        return row;
    });
}

/// A disabled project has only disabled ones below it.
Result<> ProjectsHandler::requireEnabling(db::Connection& connection, const ProjectRow& stored, const ProjectRow& row)
{
    if (stored.isDomain || stored.enabled == row.enabled)
        return {};
    if (row.enabled) {
        for (const auto& parent : TRY(parentsOf(connection, row)))
            if (!parent.enabled)
                return fail(ErrorCode::Forbidden, QStringLiteral("Cannot enable project %1 since it has disabled parents: %2.").arg(row.id, parent.id));
        return {};
    }
    for (const auto& child : TRY(childrenOf(connection, row.id)))
        if (child.enabled)
            return fail(ErrorCode::Forbidden, QStringLiteral("Cannot disable project %1 since its subtree contains enabled projects. Disable %2 first.").arg(row.id, child.id));
    return {};
}

Result<ProjectRow> ProjectsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<ProjectRow> {
        const auto stored = TRY(required<ProjectRow>(transaction, id));
        TRY(requireMutable(stored.options, changes, "Project", id));
        TRY(keeps(changes, "domain_id", stored.domainId.value_or(QString())));
        TRY(keeps(changes, "parent_id", stored.parentId.value_or(QString())));
        if (changes.contains(u"is_domain") && changes.value(u"is_domain").toBool() != stored.isDomain)
            return fail(ErrorCode::BadRequest, QStringLiteral("'is_domain' can't be changed."), QStringLiteral("is_domain"));
        auto row = TRY(sdk::decode<ProjectRow>(changes, sdk::In::Update, {}, stored)).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(checkTags(row.tags));
        TRY(requireEnabling(transaction, stored, row));
        TRY(named(Store<ProjectRow>::update(transaction, row).map([](bool) { }), projectNameTaken(row)));
        if (stored.enabled && !row.enabled)
            TRY(m_revocations.revokeProject(transaction, id));
        TRY(record(transaction, call.context, "update", row, row.id));
        return row;
    });
}

Result<> removeProject(db::Transaction& transaction, const service::Context& context, const ProjectRow& row)
{
    TRY(AssignmentStore::forget(transaction, row.id));
    TRY(transaction.execute(QStringLiteral("DELETE FROM credentials WHERE project_id = ?"), row.id));
    TRY(transaction.execute(QStringLiteral("DELETE FROM application_credentials WHERE project_id = ?"), row.id));
    TRY(transaction.execute(QStringLiteral("UPDATE users SET default_project_id = NULL WHERE default_project_id = ?"), row.id));
    TRY(Store<ProjectRow>::remove(transaction, row.id));
    return record(transaction, context, "delete", row, row.id);
}

Result<> ProjectsHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<ProjectRow>(transaction, id));
        TRY(requireMutable(row.options, {}, "Project", id));
        if (row.isDomain && row.enabled)
            return fail(ErrorCode::Forbidden, QStringLiteral("Cannot delete a project acting as a domain that is enabled, please disable it first."));
        if (!TRY(childrenOf(transaction, id)).empty())
            return fail(ErrorCode::Forbidden, QStringLiteral("Cannot delete the project %1 since it is not a leaf in the hierarchy. Delete the projects below it first.").arg(id));
        if (row.isDomain && TRY(Store<UserRow>::count(transaction, QStringLiteral("domain_id = ?"), { id })) + TRY(Store<GroupRow>::count(transaction, QStringLiteral("domain_id = ?"), { id })) > 0)
            return fail(ErrorCode::Forbidden, QStringLiteral("The project acts as a domain that has users or groups. Delete it with DELETE /v3/domains/%1.").arg(id));
        TRY(m_revocations.revokeProject(transaction, id));
        return removeProject(transaction, call.context, row);
    });
}

Result<QStringList> ProjectsHandler::storeTags(const Call& call, const std::function<Result<>(QStringList&)>& change)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<QStringList> {
        auto row = TRY(required<ProjectRow>(transaction, projectId(call)));
        TRY(change(row.tags));
        TRY(checkTags(row.tags));
        TRY(Store<ProjectRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row, row.id));
        return row.tags;
    });
}

Result<http::Response> ProjectsHandler::listTags(Call& call)
{
    const auto row = TRY(m_directory.read([&](db::Connection& connection) { return required<ProjectRow>(connection, projectId(call)); }));
    return tagsResponse(call, row.tags);
}

Result<http::Response> ProjectsHandler::replaceTags(Call& call)
{
    const auto value = call.json.value(u"tags");
    if (!value.isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body must hold \"tags\", a list of strings."), QStringLiteral("tags"));
    QStringList wanted;
    for (const auto& one : value.toArray()) {
        if (!one.isString())
            return fail(ErrorCode::BadRequest, QStringLiteral("A tag must be a string."), QStringLiteral("tags"));
        wanted << one.toString();
    }
    const auto tags = TRY(storeTags(call, [&](QStringList& stored) -> Result<> {
        stored = wanted;
        return {};
    }));
    return tagsResponse(call, tags);
}

Result<http::Response> ProjectsHandler::clearTags(Call& call)
{
    TRY(storeTags(call, [](QStringList& stored) -> Result<> {
        stored.clear();
        return {};
    }));
    return http::Response::empty(204);
}

Result<http::Response> ProjectsHandler::checkTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    const auto row = TRY(m_directory.read([&](db::Connection& connection) { return required<ProjectRow>(connection, projectId(call)); }));
    if (!row.tags.contains(tag))
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find project tag: %1.").arg(tag.left(255)));
    return http::Response::empty(204);
}

Result<http::Response> ProjectsHandler::addTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    TRY(storeTags(call, [&](QStringList& stored) -> Result<> {
        if (!stored.contains(tag))
            stored << tag;
        return {};
    }));
    auto response = http::Response::empty(201);
    response.headers.set("Location", (call.request.baseUrl() + QString::fromUtf8(call.request.path)).toUtf8());
    return response;
}

Result<http::Response> ProjectsHandler::removeTag(Call& call)
{
    const auto tag = call.id(QStringLiteral("tag"));
    TRY(storeTags(call, [&](QStringList& stored) -> Result<> {
        if (!stored.removeOne(tag))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find project tag: %1.").arg(tag.left(255)));
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::identity
