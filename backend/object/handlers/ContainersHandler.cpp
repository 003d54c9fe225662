#include "object/handlers/ContainersHandler.h"

#include "core/Uuid.h"
#include "object/ObjectService.h"
#include "object/model/Headers.h"

namespace skylab::object {

using service::Call;

namespace {

const QString accountId = QStringLiteral("account");
const QString containerId = QStringLiteral("container");

/// Walks names in order, folding those behind a delimiter into one folder each: a folder costs one query, not its size.
template <typename Fetch>
Result<std::vector<ListingEntry>> walk(const ListingQuery& query, Fetch fetch)
{
    std::vector<ListingEntry> entries;
    auto marker = query.marker;
    const auto start = [&](const QString& name) { return query.reverse ? name : afterPrefix(name); };
    while (int(entries.size()) < query.limit) {
        const int wanted = query.limit - int(entries.size());
        const std::vector<ListingEntry> batch = TRY(fetch(marker, wanted));
        bool folded = false;
        for (const auto& entry : batch) {
            const auto cut = query.delimiter.isEmpty() ? -1 : entry.name.indexOf(query.delimiter, query.prefix.size());
            const bool isFolderObject = query.inPath && cut >= 0 && cut + query.delimiter.size() == entry.name.size();
            if (cut < 0 || isFolderObject) {
                if (!query.inPath || entry.name != query.prefix)
                    entries.push_back(entry);
                marker = entry.name;
                continue;
            }
            ListingEntry folder;
            folder.subdir = entry.name.left(cut + query.delimiter.size());
            // A folder that the marker itself lies in has been shown already.
            if (!query.inPath && !(query.marker.startsWith(folder.subdir) && !query.reverse))
                entries.push_back(folder);
            marker = start(folder.subdir);
            folded = true;
            break;
        }
        if (!folded && int(batch.size()) < wanted)
            break;
    }
    return entries;
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
    return sql + (query.reverse ? QStringLiteral(" ORDER BY name DESC LIMIT ?") : QStringLiteral(" ORDER BY name LIMIT ?"));
}

} // namespace

Result<std::vector<ListingEntry>> ContainersHandler::objectEntries(db::Connection& connection, const ContainerRow& container, const ListingQuery& query) const
{
    return walk(query, [&](const QString& marker, int wanted) -> Result<std::vector<ListingEntry>> {
        QVariantList arguments { container.id, Clock::now().micros };
        auto sql = QStringLiteral("SELECT name, bytes, etag, content_type, created_at FROM objects WHERE container_id = ? AND (delete_at IS NULL OR delete_at > ?)") + nameRange(query, marker, arguments);
        arguments << wanted;
        auto rows = TRY(connection.query(sql, arguments));
        std::vector<ListingEntry> entries;
        while (rows.next())
            entries.push_back({ rows.get<QString>(0), {}, rows.get<qint64>(1), 0, rows.get<QString>(2), rows.get<QString>(3), rows.get<Timestamp>(4) });
        return entries;
    });
}

Result<std::vector<ListingEntry>> ContainersHandler::containerEntries(db::Connection& connection, const QString& account, const ListingQuery& query) const
{
    return walk(query, [&](const QString& marker, int wanted) -> Result<std::vector<ListingEntry>> {
        QVariantList arguments { account };
        auto sql = QStringLiteral("SELECT name, bytes_used, object_count, updated_at FROM containers WHERE account = ?") + nameRange(query, marker, arguments);
        arguments << wanted;
        auto rows = TRY(connection.query(sql, arguments));
        std::vector<ListingEntry> entries;
        while (rows.next())
            entries.push_back({ rows.get<QString>(0), {}, rows.get<qint64>(1), rows.get<qint64>(2), {}, {}, rows.get<Timestamp>(3) });
        return entries;
    });
}

Result<http::Response> ContainersHandler::listAccount(Call& call)
{
    const auto account = call.id(accountId);
    TRY(m_service.authorize(call, account, nullptr, ObjectService::Want::List));
    const auto query = TRY(ListingQuery::read(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(Accounts::find(connection, account));
        Usage usage;
        {
            auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*), CAST(COALESCE(SUM(object_count), 0) AS BIGINT), CAST(COALESCE(SUM(bytes_used), 0) AS BIGINT) FROM containers WHERE account = ?"), account));
            if (rows.next())
                usage = { rows.get<qint64>(0), rows.get<qint64>(1), rows.get<qint64>(2) };
        }
        auto response = listingResponse(query, call.request.method == "HEAD" ? std::vector<ListingEntry>() : TRY(containerEntries(connection, account, query)), true, account);
        if (call.request.method == "HEAD")
            response.status = 204;
        response.headers.set("X-Account-Container-Count", QByteArray::number(usage.containers));
        response.headers.set("X-Account-Object-Count", QByteArray::number(usage.objects));
        response.headers.set("X-Account-Bytes-Used", QByteArray::number(usage.bytes));
        if (usage.containers > 0) {      // the one policy that there is
            response.headers.set("X-Account-Storage-Policy-Policy-0-Container-Count", QByteArray::number(usage.containers));
            response.headers.set("X-Account-Storage-Policy-Policy-0-Object-Count", QByteArray::number(usage.objects));
            response.headers.set("X-Account-Storage-Policy-Policy-0-Bytes-Used", QByteArray::number(usage.bytes));
        }
        response.headers.set("X-Timestamp", swiftTimestamp(row ? row->createdAt : Clock::now()));
        response.headers.set("Accept-Ranges", "bytes");
        if (row)
            writeMetadata(response.headers, row->metadata, "Account");
        return response;
    });
}

Result<http::Response> ContainersHandler::updateAccount(Call& call)
{
    const auto account = call.id(accountId);
    TRY(m_service.authorize(call, account, nullptr, ObjectService::Want::Write));
    for (const auto* feature : { "bulk-delete", "extract-archive" })      // else a client would think that it was done
        if (!call.query(QString::fromLatin1(feature)).isNull())
            return fail(ErrorCode::NotImplemented, QStringLiteral("This cloud's object store has no %1 (see /info): send one request for each object.").arg(QLatin1String(feature)));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        auto row = TRY(Accounts::find(transaction, account));
        AccountRow changed = row.value_or(AccountRow { account, {}, Clock::now() });
        TRY(mergeMetadata(changed.metadata, call.request.headers, "Account"));
        if (row)
            TRY(Accounts::update(transaction, changed));
        else
            TRY(Accounts::insert(transaction, changed));
        return http::Response::empty(204);
    });
}

void ContainersHandler::containerHeaders(http::Response& response, const ContainerRow& container, bool owner) const
{
    auto& headers = response.headers;
    headers.set("X-Container-Object-Count", QByteArray::number(container.objectCount));
    headers.set("X-Container-Bytes-Used", QByteArray::number(container.bytesUsed));
    headers.set("X-Timestamp", swiftTimestamp(container.createdAt));
    headers.set("Last-Modified", toString(container.updatedAt, TimeFormat::Http).toLatin1());
    headers.set("X-Storage-Policy", "Policy-0");
    headers.set("Accept-Ranges", "bytes");
    writeMetadata(headers, container.metadata, "Container");
    if (owner && !container.readAcl.isEmpty())
        headers.set("X-Container-Read", container.readAcl.toUtf8());
    if (owner && !container.writeAcl.isEmpty())
        headers.set("X-Container-Write", container.writeAcl.toUtf8());
}

Result<http::Response> ContainersHandler::list(Call& call)
{
    const auto account = call.id(accountId);
    const auto query = TRY(ListingQuery::read(call));
    const bool head = call.request.method == "HEAD";
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        // Those who may not look are told so before they learn whether the container exists.
        auto container = m_service.container(connection, account, call.id(containerId));
        TRY(m_service.authorize(call, account, container ? &*container : nullptr, ObjectService::Want::List));
        if (!container)
            return fail(container.error());
        auto response = listingResponse(query, head ? std::vector<ListingEntry>() : TRY(objectEntries(connection, *container, query)), false, container->name);
        if (head)
            response.status = 204;
        containerHeaders(response, *container, bool(m_service.authorize(call, account, nullptr, ObjectService::Want::Write)));
        return response;
    });
}

Result<> ContainersHandler::takeSettings(ContainerRow& container, const http::Headers& headers)
{
    TRY(mergeMetadata(container.metadata, headers, "Container"));
    for (const auto& [name, member] : { std::pair { "X-Container-Read", &ContainerRow::readAcl }, { "X-Container-Write", &ContainerRow::writeAcl } })
        if (headers.contains(name))
            container.*member = QString::fromUtf8(headers.value(name)).simplified();
    if (headers.contains("X-Remove-Container-Read"))
        container.readAcl.clear();
    if (headers.contains("X-Remove-Container-Write"))
        container.writeAcl.clear();
    for (const auto* name : { "Quota-Bytes", "Quota-Count" }) {
        bool ok = true;
        const auto value = container.metadata.value(QString::fromLatin1(name));
        if (!value.isEmpty() && (value.toLongLong(&ok) < 0 || !ok))
            return fail(ErrorCode::BadRequest, QStringLiteral("X-Container-Meta-%1 must be a number from 0 up, not '%2'.").arg(QLatin1String(name), value.left(64)), QString::fromLatin1(name));
    }
    if (aclIsPublic(container.writeAcl))
        return fail(ErrorCode::BadRequest, QStringLiteral("X-Container-Write can't use referrers such as .r:*."), QStringLiteral("X-Container-Write"));
    return {};
}

Result<http::Response> ContainersHandler::create(Call& call)
{
    const auto account = call.id(accountId);
    const auto name = call.id(containerId);
    TRY(m_service.authorize(call, account, nullptr, ObjectService::Want::Write));
    TRY(checkContainerName(name));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        if (!TRY(Accounts::find(transaction, account)))
            TRY(Accounts::insert(transaction, AccountRow { account, {}, Clock::now() }));
        auto existing = TRY(Containers::findWhere(transaction, QStringLiteral("account = ? AND name = ?"), { account, name }));
        const auto now = Clock::now();
        ContainerRow row = existing.value_or(ContainerRow { newUuid(), account, name, {}, {}, {}, 0, 0, now, now });
        TRY(takeSettings(row, call.request.headers));
        if (existing)
            TRY(Containers::update(transaction, row));
        else
            TRY(Containers::insert(transaction, row));
        TRY(m_service.announce(transaction, call, existing ? "container.update" : "container.create", row));
        return http::Response::empty(existing ? 202 : 201);
    });
}

Result<http::Response> ContainersHandler::update(Call& call)
{
    const auto account = call.id(accountId);
    TRY(m_service.authorize(call, account, nullptr, ObjectService::Want::Write));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        auto row = TRY(m_service.container(transaction, account, call.id(containerId)));
        TRY(takeSettings(row, call.request.headers));
        TRY(Containers::update(transaction, row));
        TRY(m_service.announce(transaction, call, "container.update", row));
        return http::Response::empty(204);
    });
}

Result<http::Response> ContainersHandler::remove(Call& call)
{
    const auto account = call.id(accountId);
    TRY(m_service.authorize(call, account, nullptr, ObjectService::Want::Write));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(m_service.container(transaction, account, call.id(containerId)));
        if (TRY(Objects::count(transaction, QStringLiteral("container_id = ?"), { row.id })) > 0)
            return fail(ErrorCode::Conflict, QStringLiteral("The container %1 is not empty: delete its %2 objects first.").arg(row.name).arg(row.objectCount));
        TRY(Containers::remove(transaction, row.id));
        TRY(m_service.announce(transaction, call, "container.delete", row));
        return http::Response::empty(204);
    });
}

} // namespace skylab::object
