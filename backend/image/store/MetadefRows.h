#pragma once

#include "db/Transaction.h"
#include "image/model/Metadefs.h"
#include "sdk/image/Metadef.h"
#include "service/Context.h"
#include "service/Store.h"

#include <map>

namespace skylab::image {

struct MetadefNamespaceRow : sdk::MetadefNamespace {
    static constexpr const char* table = "metadef_namespaces";
};
using MetadefNamespaces = service::Store<MetadefNamespaceRow>;

/// A definition in a namespace.
struct MetadefItem {
    QString namespaceName;
    MetadefKind kind = MetadefKind::Property;
    QString name;
    QJsonObject body;
    Timestamp createdAt;
    Timestamp updatedAt;
};

/// All SQL about definitions of metadata.
namespace rows {

/// NotFound unless the caller may see the namespace: its own, public ones, all for administrators.
Result<MetadefNamespaceRow> visibleNamespace(db::Connection& connection, const service::Context& context, const QString& name);
/// What lists are narrowed to: the same, and namespaces for one of the resource types where any are named.
struct NamespaceScope {
    QString where;
    QVariantList arguments;
};
NamespaceScope namespaceScope(const service::Context& context, const QStringList& resourceTypes);

/// Of several namespaces at once, by their names.
Result<std::map<QString, std::vector<MetadefItem>>> itemsOfAll(db::Connection& connection, const QStringList& namespaceNames, MetadefKind kind);
/// By name.
Result<std::vector<MetadefItem>> items(db::Connection& connection, const QString& namespaceName, MetadefKind kind);
Result<std::optional<MetadefItem>> item(db::Connection& connection, const QString& namespaceName, MetadefKind kind, const QString& name);
/// Conflict when the name is taken.
Result<> addItem(db::Transaction& transaction, const MetadefItem& item);
/// `before` may be another name. Conflict when the new one is taken.
Result<> changeItem(db::Transaction& transaction, const QString& before, const MetadefItem& item);
/// False when it is not there.
Result<bool> removeItem(db::Transaction& transaction, const QString& namespaceName, MetadefKind kind, const QString& name);
Result<> removeItems(db::Transaction& transaction, const QString& namespaceName, MetadefKind kind);

} // namespace rows
} // namespace skylab::image
