#include "network/handlers/addressing/AddressGroupsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/Prefixes.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"

namespace skylab::network {

using service::Call;

namespace {

const QString field = QStringLiteral("addresses");
constexpr qsizetype maxAddresses = 1000;

Result<> checkCount(qsizetype count)
{
    if (count > maxAddresses)
        return invalid(QStringLiteral("an address group has at most %1 addresses, these would be %2.").arg(maxAddresses).arg(count), field);
    return {};
}

/// Each once, without host bits: "10.0.0.5/24" is "10.0.0.0/24".
Result<QStringList> normalised(const QStringList& texts)
{
    QStringList cidrs;
    for (const auto& text : texts) {
        const auto cidr = Cidr::parse(text);
        if (!cidr)
            return invalid(QStringLiteral("'%1' is not a valid IP address or CIDR.").arg(text.left(64)), field);
        cidrs << cidr->text();
    }
    cidrs.removeDuplicates();
    return cidrs;
}

Result<QStringList> addressesIn(const Call& call)
{
    const auto body = TRY(service::unwrap(call, AddressGroupRow::resourceKey));
    const auto list = body.value(field).toArray();
    TRY(checkCount(list.size()));
    QStringList texts;
    for (const auto& one : list)
        texts << one.toString();
    if (texts.isEmpty())
        return invalid(QStringLiteral("addresses must be a list of networks in CIDR notation."), field);
    return normalised(texts);
}

} // namespace

std::vector<service::Route> AddressGroupsHandler::routes()
{
    using H = AddressGroupsHandler;
    return {
        service::list("/address-groups", wire::reading("get_address_group"), this, &H::list),
        wire::create("/address-groups", wire::writing("create_address_group"), this, &H::create),
        wire::show("/address-groups/{address_group_id}", wire::reading("get_address_group"), this, &H::show),
        service::update("PUT", "/address-groups/{address_group_id}", wire::writing("update_address_group"), this, &H::update),
        service::remove("/address-groups/{address_group_id}", wire::writing("delete_address_group"), this, &H::remove),
        service::route("PUT", "/address-groups/{address_group_id}/add_addresses", wire::writing("add_addresses"), this, &H::addAddresses),
        service::route("PUT", "/address-groups/{address_group_id}/remove_addresses", wire::writing("remove_addresses"), this, &H::removeAddresses),
    };
}

Result<sdk::Page<AddressGroupRow>> AddressGroupsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<AddressGroupRow>> {
        const auto scope = scopeOf<AddressGroupRow>(call.context);
        return AddressGroups::list(connection, query, scope.where, scope.arguments);
    });
}

Result<AddressGroupRow> AddressGroupsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return visible<AddressGroupRow>(connection, call.context, id); });
}

Result<std::vector<AddressGroupRow>> AddressGroupsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::AddressGroup>> wanted)
{
    return m_service.create(call.context, [&](Change& change) -> Result<std::vector<AddressGroupRow>> {
        std::vector<AddressGroupRow> rows;
        for (const auto& one : wanted) {
            AddressGroupRow row;
            static_cast<sdk::AddressGroup&>(row) = one.value;
            row.projectId = TRY(wire::projectFor(change.context, row.projectId));
            row.addresses = TRY(normalised(row.addresses));
            Change::stamp(row, newUuid());
            TRY(AddressGroups::insert(change.db, row));
            TRY(change.mark(Kind::AddressGroup, row.id));
            TRY(change.announce("create", row));
            rows.push_back(row);
        }
        return rows;
    }, [](Change& change, const std::vector<AddressGroupRow>& rows) -> Result<> {
        for (const auto& row : rows) {
            TRY(AddressGroups::remove(change.db, row.id));
            TRY(change.mark(Kind::AddressGroup, row.id));
            TRY(change.announce("delete", row));
        }
        return {};
    });
}

Result<AddressGroupRow> AddressGroupsHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<AddressGroupRow> {
        const auto before = TRY(owned<AddressGroupRow>(change.db, call.context, id));
        auto wanted = TRY(sdk::decode<AddressGroupRow>(changes, sdk::In::Update, {}, before));
        TRY(change.save(wanted.value));
        TRY(change.mark(Kind::AddressGroup, id));
        TRY(change.announce("update", wanted.value));
        return wanted.value;
    });
}

Result<> AddressGroupsHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<AddressGroupRow>(change.db, call.context, id));
        const auto rules = TRY(GroupRules::count(change.db, QStringLiteral("remote_address_group_id = ?"), { id }));
        const auto templates = TRY(DefaultRules::count(change.db, QStringLiteral("remote_address_group_id = ?"), { id }));
        if (rules + templates > 0)
            return refuse(ErrorCode::Conflict, "AddressGroupInUse", QStringLiteral("Address group %1 is in use on one or more security group rules.").arg(id));
        TRY(sharing::forget(change, id));
        TRY(AddressGroups::remove(change.db, id));
        TRY(change.mark(Kind::AddressGroup, id));
        return change.announce("delete", row);
    });
}

// ---- addresses

Result<http::Response> AddressGroupsHandler::changeAddresses(Call& call, const std::function<Result<>(AddressGroupRow&, const QStringList&)>& work)
{
    const auto addresses = TRY(addressesIn(call));
    const auto changed = TRY(m_service.change(call.context, [&](Change& change) -> Result<AddressGroupRow> {
        auto row = TRY(owned<AddressGroupRow>(change.db, call.context, call.id(QStringLiteral("address_group_id"))));
        TRY(work(row, addresses));
        TRY(change.save(row));
        TRY(change.mark(Kind::AddressGroup, row.id));
        TRY(change.announce("update", row));
        return row;
    }));
    return wire::respondOne(call, 200, changed);
}

Result<http::Response> AddressGroupsHandler::addAddresses(Call& call)
{
    return changeAddresses(call, [](AddressGroupRow& row, const QStringList& addresses) -> Result<> {
        for (const auto& one : addresses)
            if (row.addresses.contains(one))
                return refuse(ErrorCode::BadRequest, "AddressesAlreadyExist", QStringLiteral("Addresses %1 already exist in the address group %2.").arg(one, row.id), field);
        row.addresses += addresses;
        return checkCount(row.addresses.size());
    });
}

Result<http::Response> AddressGroupsHandler::removeAddresses(Call& call)
{
    return changeAddresses(call, [](AddressGroupRow& row, const QStringList& addresses) -> Result<> {
        for (const auto& one : addresses)
            if (row.addresses.removeAll(one) == 0)
                return refuse(ErrorCode::NotFound, "AddressesNotFound", QStringLiteral("Addresses %1 not found in the address group %2.").arg(one, row.id), field);
        return {};
    });
}

} // namespace skylab::network
