#include "object/store/ListingStore.h"

#include "object/model/Headers.h"

namespace skylab::object {

namespace {

/// Where the list goes on: after a name, or after one version of it.
struct Cursor {
    QString name;
    QString version;             ///< "current": the current one has been shown; an id: that one has; empty: all have
};

constexpr int firstBatch = 32;   // with a delimiter: most of a batch would be thrown away when a folder begins
constexpr int largestBatch = 4096;

/// Walks names in order, folding those behind a delimiter into one folder each. `fetch(cursor, most, take)` gives take() the
/// entries behind the cursor until it wants no more.
template <typename Fetch>
Result<> walk(const ListingQuery& query, Cursor cursor, Fetch fetch, const ListingVisitor& visit)
{
    if (query.delimiter.isEmpty())
        return fetch(cursor, query.limit, [&](const ListingEntry& entry) {
            visit(entry);
            return true;
        });
    int shown = 0;
    const auto show = [&](const ListingEntry& entry) {
        visit(entry);
        ++shown;
    };
    for (int batchSize = firstBatch; shown < query.limit;) {
        const int wanted = std::min(query.limit - shown, batchSize);
        int seen = 0;
        bool folded = false;
        TRY(fetch(cursor, wanted, [&](const ListingEntry& entry) {
            ++seen;
            const auto cut = entry.name.indexOf(query.delimiter, query.prefix.size());
            const bool isFolderObject = query.inPath && cut >= 0 && cut + query.delimiter.size() == entry.name.size();
            if (cut < 0 || isFolderObject) {
                cursor = { entry.name, entry.versionId.isEmpty() ? QString() : entry.isLatest && entry.contentType != deletedType ? QStringLiteral("current") : entry.versionId };
                if (!query.inPath || entry.name != query.prefix)
                    show(entry);
                return true;
            }
            ListingEntry folder;
            folder.subdir = entry.name.left(cut + query.delimiter.size());
            // A folder that the marker itself lies in has been shown already.
            if (!query.inPath && !(query.marker.startsWith(folder.subdir) && !query.reverse))
                show(folder);
            cursor = { query.reverse ? folder.subdir : afterPrefix(folder.subdir), {} };
            folded = true;
            return false;
        }));
        if (!folded && seen < wanted)
            break;
        batchSize = folded ? firstBatch : std::min(batchSize * 4, largestBatch);
    }
    return {};
}

/// WHERE for names between the marks with the prefix, in the order asked for.
QString nameRange(const ListingQuery& query, const QString& marker, QVariantList& arguments)
{
    QString sql;
    if (!query.prefix.isEmpty()) {
        sql += QStringLiteral(" AND name >= ? AND name < ?");
        arguments << query.prefix << afterPrefix(query.prefix);
    }
    if (!marker.isEmpty()) {
        sql += query.reverse ? QStringLiteral(" AND name < ?") : QStringLiteral(" AND name > ?");
        arguments << marker;
    }
    if (!query.endMarker.isEmpty()) {
        sql += query.reverse ? QStringLiteral(" AND name > ?") : QStringLiteral(" AND name < ?");
        arguments << query.endMarker;
    }
    return sql;
}

const QString shownColumns = QStringLiteral("name, bytes, etag, content_type, created_at, kind, whole_bytes, whole_etag, target, target_account");

/// `contentType`: of the entry before, which is mostly the same.
ListingEntry shown(db::Query& rows, const QString& account, const QString& contentType)
{
    ListingEntry entry { rows.get<QString>(0), {}, rows.get<qint64>(1), 0, rows.utf8(2).toByteArray(), contentType, rows.get<Timestamp>(4) };
    if (QAnyStringView(contentType) != QAnyStringView(QUtf8StringView(rows.utf8(3))))
        entry.contentType = rows.get<QString>(3);
    if (rows.utf8(5).isEmpty())
        return entry;
    const auto what = rows.get<QString>(5);
    if (what == kind::staticLarge) {
        entry.bytes = rows.get<qint64>(6);
        entry.sloEtag = rows.get<QString>(7);
    } else if (what == kind::symlink) {
        const auto other = rows.get<QString>(9);
        entry.symlinkPath = QStringLiteral("/v1/") + (other.isEmpty() ? account : other) + u'/' + rows.get<QString>(8);
        entry.symlinkEtag = rows.get<QString>(7);
        entry.symlinkBytes = rows.get<qint64>(6);
    }
    return entry;
}

/// Versions behind the cursor: of the names after it, and what is left of its own name.
QString versionRange(const ListingQuery& query, const Cursor& cursor, QVariantList& arguments)
{
    auto sql = nameRange(query, {}, arguments);
    if (cursor.name.isEmpty())
        return sql;
    if (cursor.version.isEmpty()) {
        arguments << cursor.name;
        return sql + QStringLiteral(" AND name > ?");
    }
    arguments << cursor.name << cursor.name << cursor.name;      // the first bounds the search in the index
    if (cursor.version == u"current")
        return sql + QStringLiteral(" AND name >= ? AND (name > ? OR (name = ? AND latest = 0))");
    arguments << cursor.version;
    return sql + QStringLiteral(" AND name >= ? AND (name > ? OR (name = ? AND latest = 0 AND version_id < ?))");
}

Result<> currentOnes(db::Connection& connection, const ContainerRow& container, const ListingQuery& query, const ListingVisitor& visit)
{
    return walk(query, { query.marker, {} }, [&](const Cursor& cursor, int wanted, const auto& take) -> Result<> {
        QVariantList arguments { container.id, Clock::now().micros };
        const auto sql = QStringLiteral("SELECT ") + shownColumns + QStringLiteral(" FROM objects WHERE container_id = ? AND (delete_at IS NULL OR delete_at > ?)")
            + nameRange(query, cursor.name, arguments) + (query.reverse ? QStringLiteral(" ORDER BY name DESC LIMIT ?") : QStringLiteral(" ORDER BY name LIMIT ?"));
        arguments << wanted;
        auto rows = TRY(connection.query(sql, arguments));
        QString contentType;
        while (rows.next()) {
            const auto entry = shown(rows, container.account, contentType);
            if (!take(entry))
                return {};
            contentType = entry.contentType;
        }
        return rows.check();
    }, visit);
}

Result<> allVersions(db::Connection& connection, const ContainerRow& container, const ListingQuery& query, const ListingVisitor& visit)
{
    Cursor start { query.marker, {} };
    if (!query.versionMarker.isEmpty()) {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM objects WHERE container_id = ? AND name = ? AND version_id = ?"), container.id, query.marker,
                                         query.versionMarker == u"null" ? QString() : query.versionMarker));
        start.version = rows.next() ? QStringLiteral("current") : query.versionMarker;
    }
    return walk(query, start, [&](const Cursor& cursor, int wanted, const auto& take) -> Result<> {
        QVariantList arguments { container.id, Clock::now().micros, container.id };
        // Where an object was deleted, the mark of that is the latest there is.
        const auto sql = QStringLiteral("SELECT %1, version_id, latest FROM ("
                                        "SELECT %1, container_id, version_id, 1 AS latest FROM objects WHERE container_id = ? AND (delete_at IS NULL OR delete_at > ?) UNION ALL "
                                        "SELECT %1, container_id, version_id, 0 AS latest FROM versions WHERE container_id = ?) AS every WHERE 1 = 1").arg(shownColumns)
            + versionRange(query, cursor, arguments) + QStringLiteral(" ORDER BY name, latest DESC, version_id DESC LIMIT ?");
        arguments << wanted;
        auto before = cursor.name;      // taking an entry moves the cursor
        auto rows = TRY(connection.query(sql, arguments));
        while (rows.next()) {
            auto entry = shown(rows, container.account, {});
            entry.versionId = rows.get<QString>(10);
            entry.isLatest = rows.get<qint64>(11) == 1 || (entry.contentType == deletedType && entry.name != before);
            if (entry.versionId.isEmpty())
                entry.versionId = QStringLiteral("null");
            before = entry.name;
            if (!take(entry))
                return {};
        }
        return rows.check();
    }, visit);
}

} // namespace

Result<> ListingStore::containers(db::Connection& connection, const QString& account, const ListingQuery& query, const ListingVisitor& visit)
{
    return walk(query, { query.marker, {} }, [&](const Cursor& cursor, int wanted, const auto& take) -> Result<> {
        QVariantList arguments { account };
        const auto sql = QStringLiteral("SELECT name, bytes_used + version_bytes, object_count, updated_at FROM containers WHERE account = ?")
            + nameRange(query, cursor.name, arguments) + (query.reverse ? QStringLiteral(" ORDER BY name DESC LIMIT ?") : QStringLiteral(" ORDER BY name LIMIT ?"));
        arguments << wanted;
        auto rows = TRY(connection.query(sql, arguments));
        while (rows.next())
            if (!take({ rows.get<QString>(0), {}, rows.get<qint64>(1), rows.get<qint64>(2), {}, {}, rows.get<Timestamp>(3) }))
                return {};
        return rows.check();
    }, visit);
}

Result<> ListingStore::objects(db::Connection& connection, const ContainerRow& container, const ListingQuery& query, const ListingVisitor& visit)
{
    return query.versions ? allVersions(connection, container, query, visit) : currentOnes(connection, container, query, visit);
}

Result<std::vector<ListingEntry>> ListingStore::objects(db::Connection& connection, const ContainerRow& container, const ListingQuery& query)
{
    std::vector<ListingEntry> entries;
    TRY(objects(connection, container, query, [&](const ListingEntry& entry) { entries.push_back(entry); }));
    return entries;
}

} // namespace skylab::object
