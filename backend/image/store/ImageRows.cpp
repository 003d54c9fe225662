#include "image/store/ImageRows.h"

namespace skylab::image::rows {

namespace {

using Images = service::Store<ImageRow>;

Result<> index(db::Transaction& transaction, const ImageRow& image)
{
    for (const auto& tag : image.tags)
        TRY(transaction.execute(QStringLiteral("INSERT INTO image_tags (image_id, tag) VALUES (?, ?)"), image.id, tag));
    for (auto it = image.extra.begin(); it != image.extra.end(); ++it)
        TRY(transaction.execute(QStringLiteral("INSERT INTO image_properties (image_id, name, value) VALUES (?, ?, ?)"), image.id, it.key(), it.value().toString()));
    return {};
}

Result<bool> wasDeleted(db::Connection& connection, const QString& id)
{
    auto query = TRY(connection.query(QStringLiteral("SELECT 1 FROM image_deleted_ids WHERE id = ?"), id));
    const bool found = query.next();
    TRY(query.check());
    return found;
}

/// Conditions of a list: who sees what, and the filters that are no plain columns.
struct Scope {
    QStringList where;
    QVariantList arguments;

    void add(const QString& condition, const QVariantList& values = {})
    {
        where << condition;
        arguments += values;
    }
};

void addVisibility(Scope& scope, const service::Context& context, const ImageFilters& filters)
{
    const bool community = filters.visibility == u"community" || filters.visibility == u"all";
    if (context.admin) {
        // Administrators see all, but are not swamped with what anyone chose to offer to everyone.
        if (!community)
            scope.add(QStringLiteral("visibility <> 'community' OR owner = ?"), { context.projectId });
    } else {
        auto condition = QStringLiteral("owner = ? OR visibility = 'public'");
        QVariantList arguments { context.projectId };
        if (community)
            condition += QStringLiteral(" OR visibility = 'community'");
        condition += QStringLiteral(" OR (visibility = 'shared' AND EXISTS (SELECT 1 FROM image_members WHERE image_id = images.id AND member_id = ?");
        arguments << context.projectId;
        if (filters.memberStatus != u"all") {
            condition += QStringLiteral(" AND image_members.status = ?");
            arguments << filters.memberStatus;
        }
        scope.add(condition + QStringLiteral("))"), arguments);
    }
    if (!filters.visibility.isEmpty() && filters.visibility != u"all")
        scope.add(QStringLiteral("visibility = ?"), { filters.visibility });
}

Scope scopeOf(const service::Context& context, const ImageFilters& filters)
{
    Scope scope;
    addVisibility(scope, context, filters);
    scope.add(filters.hidden ? QStringLiteral("os_hidden IS TRUE") : QStringLiteral("os_hidden IS NOT TRUE"));
    for (const auto& tag : filters.tags)
        scope.add(QStringLiteral("EXISTS (SELECT 1 FROM image_tags WHERE image_id = images.id AND tag = ?)"), { tag });
    for (const auto& [name, value] : filters.properties)
        scope.add(QStringLiteral("EXISTS (SELECT 1 FROM image_properties WHERE image_id = images.id AND image_properties.name = ? AND value = ?)"), { name, value });
    if (filters.size)
        scope.add(QStringLiteral("size = ?"), { *filters.size });
    if (filters.sizeMin)
        scope.add(QStringLiteral("size >= ?"), { *filters.sizeMin });
    if (filters.sizeMax)
        scope.add(QStringLiteral("size <= ?"), { *filters.sizeMax });
    return scope;
}

sdk::ImageMember readMember(const db::Query& query)
{
    sdk::ImageMember member;
    member.imageId = query.get<QString>(0);
    member.memberId = query.get<QString>(1);
    member.status = query.get<QString>(2);
    member.createdAt = query.get<Timestamp>(3);
    member.updatedAt = query.get<Timestamp>(4);
    return member;
}

Result<QStringList> strings(db::Connection& connection, const QString& sql)
{
    auto query = TRY(connection.query(sql));
    QStringList list;
    while (query.next())
        list << query.get<QString>(0);
    TRY(query.check());
    return list;
}

} // namespace

Result<> insert(db::Transaction& transaction, const ImageRow& image)
{
    if (TRY(Images::find(transaction, image.id)) || TRY(wasDeleted(transaction, image.id)))
        return fail(ErrorCode::Conflict, QStringLiteral("Image ID %1 already exists!").arg(image.id), QStringLiteral("id"));
    TRY(Images::insert(transaction, image));
    return index(transaction, image);
}

Result<bool> update(db::Transaction& transaction, const ImageRow& image)
{
    if (!TRY(Images::update(transaction, image)))
        return false;
    TRY(transaction.execute(QStringLiteral("DELETE FROM image_tags WHERE image_id = ?"), image.id));
    TRY(transaction.execute(QStringLiteral("DELETE FROM image_properties WHERE image_id = ?"), image.id));
    TRY(index(transaction, image));
    return true;
}

Result<bool> remove(db::Transaction& transaction, const QString& id)
{
    if (!TRY(Images::remove(transaction, id)))
        return false;
    TRY(transaction.execute(QStringLiteral("INSERT INTO image_deleted_ids (id, deleted_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"), id, Clock::now()));
    return true;
}

Result<std::optional<ImageRow>> find(db::Connection& connection, const QString& id) { return Images::find(connection, id); }

Result<std::vector<ImageRow>> inStates(db::Connection& connection, const QStringList& states)
{
    QStringList marks;
    QVariantList arguments;
    for (const auto& state : states) {
        marks << QStringLiteral("?");
        arguments << state;
    }
    return Images::select(connection, QStringLiteral("status IN (%1)").arg(marks.join(QStringLiteral(", "))), arguments);
}

Result<QStringList> allIds(db::Connection& connection) { return strings(connection, QStringLiteral("SELECT id FROM images")); }

Result<sdk::Page<ImageRow>> list(db::Connection& connection, const service::Context& context, const ImageFilters& filters)
{
    const auto scope = scopeOf(context, filters);
    auto page = TRY(Images::list(connection, filters.query, u'(' + scope.where.join(QStringLiteral(") AND (")) + u')', scope.arguments));
    page.more = page.more && !page.items.empty();      // limit=0 has no next page
    return page;
}

Result<QString> twinOf(db::Connection& connection, const sdk::Image& image)
{
    if (!image.osHashValue || !image.size || *image.size == 0)
        return QString();
    auto query = TRY(connection.query(QStringLiteral("SELECT id FROM images WHERE os_hash_value = ? AND os_hash_algo = ? AND size = ? AND id <> ? AND status IN ('active', 'deactivated') AND stores = ? LIMIT 1"),
                                      image.osHashValue, image.osHashAlgo, image.size, image.id, image.stores));
    const auto id = query.next() ? query.get<QString>(0) : QString();
    TRY(query.check());
    return id;
}

Result<Usage> usage(db::Connection& connection, const QString& projectId)
{
    auto query = TRY(connection.query(QStringLiteral(
        "SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT), "
        "CAST(COALESCE(SUM(CASE WHEN status IN ('uploading', 'importing') THEN size ELSE 0 END), 0) AS BIGINT), "
        "CAST(COALESCE(SUM(CASE WHEN status IN ('saving', 'uploading', 'importing') THEN 1 ELSE 0 END), 0) AS BIGINT) FROM images WHERE owner = ?"), projectId));
    Usage usage;
    if (query.next())
        usage = { query.get<qint64>(0), query.get<qint64>(1), query.get<qint64>(2), query.get<qint64>(3) };
    TRY(query.check());
    return usage;
}

Result<bool> isMember(db::Connection& connection, const QString& imageId, const QString& projectId)
{
    return TRY(member(connection, imageId, projectId)).has_value();
}

Result<std::vector<sdk::ImageMember>> members(db::Connection& connection, const QString& imageId)
{
    auto query = TRY(connection.query(QStringLiteral("SELECT image_id, member_id, status, created_at, updated_at FROM image_members WHERE image_id = ? ORDER BY created_at, member_id"), imageId));
    std::vector<sdk::ImageMember> all;
    while (query.next())
        all.push_back(readMember(query));
    TRY(query.check());
    return all;
}

Result<std::optional<sdk::ImageMember>> member(db::Connection& connection, const QString& imageId, const QString& projectId)
{
    auto query = TRY(connection.query(QStringLiteral("SELECT image_id, member_id, status, created_at, updated_at FROM image_members WHERE image_id = ? AND member_id = ?"), imageId, projectId));
    std::optional<sdk::ImageMember> found;
    if (query.next())
        found = readMember(query);
    TRY(query.check());
    return found;
}

Result<> addMember(db::Transaction& transaction, const sdk::ImageMember& member)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO image_members (image_id, member_id, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?)"),
                            member.imageId, member.memberId, member.status, member.createdAt, member.updatedAt));
    return {};
}

Result<> updateMember(db::Transaction& transaction, const sdk::ImageMember& member)
{
    TRY(transaction.execute(QStringLiteral("UPDATE image_members SET status = ?, updated_at = ? WHERE image_id = ? AND member_id = ?"),
                            member.status, member.updatedAt, member.imageId, member.memberId));
    return {};
}

Result<bool> removeMember(db::Transaction& transaction, const QString& imageId, const QString& projectId)
{
    return TRY(transaction.execute(QStringLiteral("DELETE FROM image_members WHERE image_id = ? AND member_id = ?"), imageId, projectId)) > 0;
}

Result<> addUse(db::Transaction& transaction, const QString& imageId, const QString& userId)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO image_uses (image_id, user_id, created_at) VALUES (?, ?, ?) ON CONFLICT (image_id, user_id) DO NOTHING"),
                            imageId, userId, Clock::now()));
    return {};
}

Result<bool> removeUse(db::Transaction& transaction, const QString& imageId, const QString& userId)
{
    return TRY(transaction.execute(QStringLiteral("DELETE FROM image_uses WHERE image_id = ? AND user_id = ?"), imageId, userId)) > 0;
}

Result<bool> isUsed(db::Connection& connection, const QString& imageId)
{
    auto query = TRY(connection.query(QStringLiteral("SELECT 1 FROM image_uses WHERE image_id = ? LIMIT 1"), imageId));
    const bool used = query.next();
    TRY(query.check());
    return used;
}

Result<QStringList> usedIds(db::Connection& connection) { return strings(connection, QStringLiteral("SELECT DISTINCT image_id FROM image_uses")); }

} // namespace skylab::image::rows
