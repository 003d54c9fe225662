#include "object/handlers/ContainersHandler.h"

#include "core/Uuid.h"
#include "object/ObjectService.h"
#include "object/model/Acl.h"
#include "object/model/Headers.h"
#include "object/store/ListingStore.h"

namespace skylab::object {

namespace {

constexpr const char* policyName = "Policy-0";

bool isFalse(const QString& text)
{
    static const QStringList no { QStringLiteral("false"), QStringLiteral("0"), QStringLiteral("no"), QStringLiteral("off"), QStringLiteral("f"), QStringLiteral("n") };
    return no.contains(text.trimmed().toLower());
}

} // namespace

void ContainersHandler::writeHeaders(http::Response& response, const ContainerRow& container, bool owner) const
{
    auto& headers = response.headers;
    headers.set("X-Container-Object-Count", QByteArray::number(container.objectCount));
    headers.set("X-Container-Bytes-Used", QByteArray::number(container.bytesUsed + container.versionBytes));
    headers.set("X-Timestamp", swiftTimestamp(container.createdAt));
    headers.set("Last-Modified", lastModified(container.updatedAt));
    headers.set("X-Storage-Policy", policyName);
    headers.set("Accept-Ranges", "bytes");
    writeMetadata(headers, container.metadata, "Container", owner ? Keys::Show : Keys::Hide);
    if (owner && !container.readAcl.isEmpty())
        headers.set("X-Container-Read", container.readAcl.toUtf8());
    if (owner && !container.writeAcl.isEmpty())
        headers.set("X-Container-Write", container.writeAcl.toUtf8());
    if (!container.versionsIn.isEmpty())
        headers.set(container.versioning == u"history" ? "X-History-Location" : "X-Versions-Location", container.versionsIn.toUtf8().toPercentEncoding("/"));
    if (container.versioning == u"on" || container.versioning == u"off")
        headers.set("X-Versions-Enabled", container.versioning == u"on" ? "True" : "False");
}

Result<http::Response> ContainersHandler::list(Visit& visit)
{
    const auto query = TRY(ListingQuery::read(visit.call));
    const auto container = TRY(m_service.container(visit.caller, visit.path, ObjectService::Want::List));
    auto response = TRY(m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        ListingWriter writer(query, ListingWriter::Of::Objects, container.name);
        if (!visit.isHead())
            TRY(ListingStore::objects(connection, container, query, [&](const ListingEntry& entry) { writer.add(entry); }));
        return writer.finish();
    }));
    if (visit.isHead())
        response.status = 204;
    writeHeaders(response, container, m_service.isOwner(visit.caller, visit.path.account));
    return response;
}

/// X-Versions-Location and X-History-Location, the older way: older versions move into another container.
Result<> ContainersHandler::takeArchive(ContainerRow& container, const http::Headers& headers)
{
    const auto stack = QString::fromUtf8(headers.value("X-Versions-Location"));
    const auto history = QString::fromUtf8(headers.value("X-History-Location"));
    const bool asked = headers.contains("X-Versions-Location") || headers.contains("X-History-Location") || headers.contains("X-Remove-Versions-Location") || headers.contains("X-Remove-History-Location");
    if (!asked)
        return {};
    if (!stack.isEmpty() && !history.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Only one of X-History-Location or X-Versions-Location may be specified."), QStringLiteral("X-History-Location"));
    const auto name = http::percentDecoded(stack.isEmpty() ? history.toUtf8() : stack.toUtf8());
    if (name.isEmpty()) {
        if (container.versioning == u"stack" || container.versioning == u"history")
            container.versioning.clear();
        container.versionsIn.clear();
        return {};
    }
    if (container.versioning == u"on" || container.versioning == u"off")
        return fail(ErrorCode::BadRequest, QStringLiteral("This container keeps versions by X-Versions-Enabled: X-Versions-Location and X-History-Location can't be set as well."), QStringLiteral("X-Versions-Location"));
    if (name.contains(u'/'))
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("Container name cannot contain slashes"), QStringLiteral("X-Versions-Location"));
    TRY(checkContainerName(name));
    container.versioning = stack.isEmpty() ? QStringLiteral("history") : QStringLiteral("stack");
    container.versionsIn = name;
    return {};
}

Result<> ContainersHandler::takeVersioning(ContainerRow& container, const http::Headers& headers)
{
    TRY(takeArchive(container, headers));
    if (!headers.contains("X-Versions-Enabled"))
        return {};
    const auto text = QString::fromUtf8(headers.value("X-Versions-Enabled"));
    if (!isTrue(text) && !isFalse(text))
        return fail(ErrorCode::BadRequest, QStringLiteral("X-Versions-Enabled must be true or false, not '%1'.").arg(text.left(64)), QStringLiteral("X-Versions-Enabled"));
    if (!container.versionsIn.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Versions of this container go to %1 by X-Versions-Location or X-History-Location: take that back first.").arg(container.versionsIn), QStringLiteral("X-Versions-Enabled"));
    if (isTrue(text))
        container.versioning = QStringLiteral("on");
    else if (container.versioning == u"on")
        container.versioning = QStringLiteral("off");
    return {};
}

Result<> ContainersHandler::takeSettings(ContainerRow& container, const http::Headers& headers)
{
    TRY(mergeMetadata(container.metadata, headers, "Container"));
    if (headers.contains("X-Container-Read"))
        container.readAcl = TRY(Acl::cleaned(QString::fromUtf8(headers.value("X-Container-Read")), Acl::Of::Read));
    if (headers.contains("X-Container-Write"))
        container.writeAcl = TRY(Acl::cleaned(QString::fromUtf8(headers.value("X-Container-Write")), Acl::Of::Write));
    if (headers.contains("X-Remove-Container-Read"))
        container.readAcl.clear();
    if (headers.contains("X-Remove-Container-Write"))
        container.writeAcl.clear();
    for (const auto* name : { "Quota-Bytes", "Quota-Count" }) {
        bool ok = true;
        const auto value = container.meta(name);
        if (!value.isEmpty() && (value.toLongLong(&ok) < 0 || !ok))
            return fail(ErrorCode::BadRequest, QStringLiteral("X-Container-Meta-%1 must be a number from 0 up, not '%2'.").arg(QLatin1String(name), value.left(64)), QString::fromLatin1(name));
    }
    return takeVersioning(container, headers);
}

Result<http::Response> ContainersHandler::create(Visit& visit)
{
    const auto& account = visit.path.account;
    const auto& name = visit.path.container;
    TRY(m_service.authorize(visit.caller, account, nullptr, ObjectService::Want::Write));
    TRY(checkContainerName(name));
    const auto policy = visit.headers().value("X-Storage-Policy");
    if (!policy.isEmpty() && policy.toLower() != QByteArray(policyName).toLower())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid X-Storage-Policy '%1': there is %2.").arg(QString::fromUtf8(policy).left(64), QLatin1String(policyName)), QStringLiteral("X-Storage-Policy"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        TRY(ContentStore::account(transaction, account, ObjectService::ownDomain(visit.caller, account)));
        const auto existing = TRY(ContentStore::container(transaction, account, name));
        const auto now = Clock::now();
        ContainerRow row = existing.value_or(ContainerRow { newUuid(), account, name, {}, {}, {}, 0, 0, now, now });
        TRY(takeSettings(row, visit.headers()));
        if (existing)
            TRY(Containers::update(transaction, row));
        else
            TRY(ContentStore::addContainer(transaction, row));
        TRY(m_service.announce(transaction, visit.caller, existing ? "container.update" : "container.create", row));
        return http::Response::empty(existing ? 202 : 201);
    });
}

Result<bool> ContainersHandler::ensure(const Caller& caller, const ObjectPath& path)
{
    const auto existing = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, path.account, path.container); }));
    if (existing)
        return false;
    TRY(m_service.authorize(caller, path.account, nullptr, ObjectService::Want::Write));
    TRY(checkContainerName(path.container));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<bool> {
        TRY(ContentStore::account(transaction, path.account, ObjectService::ownDomain(caller, path.account)));
        if (TRY(ContentStore::container(transaction, path.account, path.container)))
            return false;
        const auto now = Clock::now();
        const ContainerRow row { newUuid(), path.account, path.container, {}, {}, {}, 0, 0, now, now };
        TRY(ContentStore::addContainer(transaction, row));
        TRY(m_service.announce(transaction, caller, "container.create", row));
        return true;
    });
}

Result<http::Response> ContainersHandler::update(Visit& visit)
{
    TRY(m_service.authorize(visit.caller, visit.path.account, nullptr, ObjectService::Want::Write));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        auto row = TRY(ContentStore::container(transaction, visit.path.account, visit.path.container));
        if (!row)
            return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(visit.path.container.left(256)));
        TRY(ContentStore::account(transaction, visit.path.account, ObjectService::ownDomain(visit.caller, visit.path.account)));
        TRY(takeSettings(*row, visit.headers()));
        TRY(Containers::update(transaction, *row));
        TRY(m_service.announce(transaction, visit.caller, "container.update", *row));
        return http::Response::empty(204);
    });
}

Result<> ContainersHandler::removeEmpty(const Caller& caller, const ObjectPath& path)
{
    TRY(m_service.authorize(caller, path.account, nullptr, ObjectService::Want::Write));
    // The expired ones go in steps of their own: there may be more of them than one step can take, and a refusal must
    // not bring them back.
    const auto container = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, path.account, path.container); }));
    int expired = container ? ObjectService::expiryBatch : 0;
    while (expired >= ObjectService::expiryBatch)
        expired = TRY(m_service.removeExpired(container->id));
    const auto change = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Change> {
        const auto row = TRY(ContentStore::container(transaction, path.account, path.container));
        if (!row)
            return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(path.container.left(256)));
        auto removed = TRY(ContentStore::removeContainer(transaction, *row));
        TRY(m_service.announce(transaction, caller, "container.delete", *row));
        return removed;
    }));
    m_service.removeBlobs(change);
    return {};
}

Result<http::Response> ContainersHandler::remove(Visit& visit)
{
    TRY(removeEmpty(visit.caller, visit.path));
    return http::Response::empty(204);
}

} // namespace skylab::object
