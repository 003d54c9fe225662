#include "object/handlers/AccountsHandler.h"

#include "object/ObjectService.h"
#include "object/model/Headers.h"
#include "object/store/ListingStore.h"

namespace skylab::object {

namespace {

const QString quota = QStringLiteral("Quota-Bytes");

bool setsQuota(const http::Headers& headers) { return headers.contains("X-Account-Meta-Quota-Bytes") || headers.contains("X-Remove-Account-Meta-Quota-Bytes"); }

} // namespace

Result<http::Response> AccountsHandler::show(Visit& visit)
{
    const auto& account = visit.path.account;
    TRY(m_service.authorize(visit.caller, account, nullptr, ObjectService::Want::List));
    const auto query = TRY(ListingQuery::read(visit.call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto found = TRY(Accounts::find(connection, account));
        const auto row = found.value_or(AccountRow { account, {}, Clock::now() });
        ListingWriter writer(query, ListingWriter::Of::Containers, account);
        if (!visit.isHead())
            TRY(ListingStore::containers(connection, account, query, [&](const ListingEntry& entry) { writer.add(entry); }));
        auto response = writer.finish();
        if (visit.isHead())
            response.status = 204;
        auto& headers = response.headers;
        headers.set("X-Account-Container-Count", QByteArray::number(row.containerCount));
        headers.set("X-Account-Object-Count", QByteArray::number(row.objectCount));
        headers.set("X-Account-Bytes-Used", QByteArray::number(row.bytesUsed));
        if (row.containerCount > 0) {      // the one policy that there is
            headers.set("X-Account-Storage-Policy-Policy-0-Container-Count", QByteArray::number(row.containerCount));
            headers.set("X-Account-Storage-Policy-Policy-0-Object-Count", QByteArray::number(row.objectCount));
            headers.set("X-Account-Storage-Policy-Policy-0-Bytes-Used", QByteArray::number(row.bytesUsed));
        }
        headers.set("X-Timestamp", swiftTimestamp(row.createdAt));
        headers.set("Accept-Ranges", "bytes");
        writeMetadata(headers, row.metadata, "Account", m_service.isOwner(visit.caller, account) ? Keys::Show : Keys::Hide);
        return response;
    });
}

Result<http::Response> AccountsHandler::update(Visit& visit)
{
    const auto& account = visit.path.account;
    TRY(m_service.authorize(visit.caller, account, nullptr, ObjectService::Want::Write));
    const bool mayChangeQuota = m_service.isReseller(visit.caller);
    const auto refused = [] { return fail(ErrorCode::Forbidden, QStringLiteral("The quota of an account is set by its provider: the role ResellerAdmin is needed.")); };
    if (setsQuota(visit.headers()) && !mayChangeQuota)
        return refused();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        auto row = TRY(ContentStore::account(transaction, account, ObjectService::ownDomain(visit.caller, account)));
        const auto before = row.metadata.value(quota);
        TRY(mergeMetadata(row.metadata, visit.headers(), "Account"));
        if (row.metadata.value(quota) != before && !mayChangeQuota)      // headers have more than one spelling
            return refused();
        bool ok = true;
        if (const auto bytes = row.metadata.value(quota); !bytes.isEmpty() && (bytes.toLongLong(&ok) < 0 || !ok))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid bytes quota."), QStringLiteral("X-Account-Meta-Quota-Bytes"));
        TRY(Accounts::update(transaction, row));
        return http::Response::empty(204);
    });
}

Result<http::Response> AccountsHandler::create(Visit& visit)
{
    TRY(m_service.authorize(visit.caller, visit.path.account, nullptr, ObjectService::Want::Write));
    return fail(ErrorCode::MethodNotAllowed, QStringLiteral("Accounts come into being with their first container; they can't be made."));
}

Result<http::Response> AccountsHandler::remove(Visit& visit)
{
    TRY(m_service.authorize(visit.caller, visit.path.account, nullptr, ObjectService::Want::Write));
    if (!m_service.isReseller(visit.caller))
        return fail(ErrorCode::Forbidden, QStringLiteral("Access was denied to this resource."));
    return fail(ErrorCode::MethodNotAllowed, QStringLiteral("Accounts can't be deleted: delete their containers."));
}

} // namespace skylab::object
