#include "image/store/MetadefRows.h"

namespace skylab::image::rows {

namespace {

const QString columns = QStringLiteral("SELECT namespace, name, body, created_at, updated_at FROM metadef_items WHERE namespace = ? AND kind = ?");

MetadefItem read(db::Query& query, MetadefKind kind)
{
    return { query.get<QString>(0), kind, query.get<QString>(1), QJsonDocument::fromJson(query.get<QString>(2).toUtf8()).object(), query.get<Timestamp>(3), query.get<Timestamp>(4) };
}

QString bodyText(const MetadefItem& item) { return QString::fromUtf8(QJsonDocument(item.body).toJson(QJsonDocument::Compact)); }

tl::unexpected<Error> taken(const MetadefItem& item)
{
    return fail(ErrorCode::Conflict, QStringLiteral("A metadata definition %1 with name=%2 already exists in namespace=%3.").arg(toString(item.kind), item.name, item.namespaceName), QStringLiteral("name"));
}

} // namespace

Result<MetadefNamespaceRow> visibleNamespace(db::Connection& connection, const service::Context& context, const QString& name)
{
    auto row = TRY(MetadefNamespaces::find(connection, name));
    if (!row || (!context.admin && row->visibility != u"public" && row->owner != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Metadata definition namespace=%1 was not found.").arg(name.left(80)), QStringLiteral("namespace"));
    return *row;
}

NamespaceScope namespaceScope(const service::Context& context, const QStringList& resourceTypes)
{
    NamespaceScope scope;
    QStringList where;
    if (!context.admin) {
        where << QStringLiteral("(visibility = 'public' OR owner = ?)");
        scope.arguments << context.projectId;
    }
    if (!resourceTypes.isEmpty()) {
        where << QStringLiteral("namespace IN (SELECT namespace FROM metadef_items WHERE kind = 'resource_type' AND name IN (%1))").arg(QStringList(resourceTypes.size(), QStringLiteral("?")).join(u','));
        for (const auto& type : resourceTypes)
            scope.arguments << type;
    }
    scope.where = where.join(QStringLiteral(" AND "));
    return scope;
}

Result<std::vector<MetadefItem>> items(db::Connection& connection, const QString& namespaceName, MetadefKind kind)
{
    auto query = TRY(connection.query(columns + QStringLiteral(" ORDER BY name"), namespaceName, toString(kind)));
    std::vector<MetadefItem> all;
    while (query.next())
        all.push_back(read(query, kind));
    TRY(query.check());
    return all;
}

Result<std::map<QString, std::vector<MetadefItem>>> itemsOfAll(db::Connection& connection, const QStringList& namespaceNames, MetadefKind kind)
{
    std::map<QString, std::vector<MetadefItem>> all;
    if (namespaceNames.isEmpty())
        return all;
    QVariantList arguments { toString(kind) };
    for (const auto& name : namespaceNames)
        arguments << name;
    auto query = TRY(connection.query(QStringLiteral("SELECT namespace, name, body, created_at, updated_at FROM metadef_items WHERE kind = ? AND namespace IN (%1) ORDER BY namespace, name")
                                          .arg(QStringList(namespaceNames.size(), QStringLiteral("?")).join(u',')), arguments));
    while (query.next()) {
        auto item = read(query, kind);
        all[item.namespaceName].push_back(std::move(item));
    }
    TRY(query.check());
    return all;
}

Result<std::optional<MetadefItem>> item(db::Connection& connection, const QString& namespaceName, MetadefKind kind, const QString& name)
{
    auto query = TRY(connection.query(columns + QStringLiteral(" AND name = ?"), namespaceName, toString(kind), name));
    std::optional<MetadefItem> found;
    if (query.next())
        found = read(query, kind);
    TRY(query.check());
    return found;
}

Result<> addItem(db::Transaction& transaction, const MetadefItem& item)
{
    const auto added = TRY(transaction.execute(QStringLiteral("INSERT INTO metadef_items (namespace, kind, name, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
                                               item.namespaceName, toString(item.kind), item.name, bodyText(item), item.createdAt, item.updatedAt));
    return added ? Result<>() : taken(item);
}

Result<> changeItem(db::Transaction& transaction, const QString& before, const MetadefItem& item)
{
    if (before != item.name && TRY(rows::item(transaction, item.namespaceName, item.kind, item.name)))
        return taken(item);
    TRY(transaction.execute(QStringLiteral("UPDATE metadef_items SET name = ?, body = ?, updated_at = ? WHERE namespace = ? AND kind = ? AND name = ?"),
                            item.name, bodyText(item), item.updatedAt, item.namespaceName, toString(item.kind), before));
    return {};
}

Result<bool> removeItem(db::Transaction& transaction, const QString& namespaceName, MetadefKind kind, const QString& name)
{
    return TRY(transaction.execute(QStringLiteral("DELETE FROM metadef_items WHERE namespace = ? AND kind = ? AND name = ?"), namespaceName, toString(kind), name)) > 0;
}

Result<> removeItems(db::Transaction& transaction, const QString& namespaceName, MetadefKind kind)
{
    TRY(transaction.execute(QStringLiteral("DELETE FROM metadef_items WHERE namespace = ? AND kind = ?"), namespaceName, toString(kind)));
    return {};
}

} // namespace skylab::image::rows
