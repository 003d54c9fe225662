#include "network/handlers/PortBindingsHandler.h"

#include "network/NetworkService.h"
#include "network/handlers/Wire.h"

namespace skylab::network {

using service::Call;

namespace {

const QString active = QStringLiteral("ACTIVE");
const QString inactive = QStringLiteral("INACTIVE");
const QString normal = QStringLiteral("normal");
const QString hostArgument = QStringLiteral("host");

BindingRow ownBinding(const PortRow& port)
{
    BindingRow row;
    row.portId = port.id;
    row.host = port.hostId;
    row.vnicType = port.vnicType;
    row.profile = port.profile;
    row.vifType = port.vifType;
    row.vifDetails = port.vifDetails;
    row.status = active;
    return row;
}

http::Response answer(const Call& call, int status, const BindingRow& row) { return service::respond(call, status, row); }

Result<> write(Change& change, const BindingRow& row)
{
    TRY(change.db.execute(QStringLiteral("DELETE FROM port_bindings WHERE port_id = ? AND host = ?"), row.portId, row.host));
    return Bindings::insert(change.db, row);
}

/// What the book has of a port's place, before and after it moves.
Result<PortRow> moveTo(Change& change, const QString& portId, const BindingRow& to)
{
    auto fresh = TRY(Ports::find(change.db, portId));
    if (!fresh)
        return fail(missing<PortRow>(portId));
    const auto before = *fresh;
    TRY(change.db.execute(QStringLiteral("DELETE FROM port_bindings WHERE port_id = ? AND host = ?"), portId, to.host));
    if (!fresh->hostId.isEmpty() && fresh->hostId != to.host) {
        auto old = ownBinding(*fresh);
        old.status = inactive;
        TRY(write(change, old));
    }
    fresh->hostId = to.host;
    fresh->vnicType = to.vnicType;
    fresh->profile = to.profile;
    fresh->vifType = to.vifType;
    fresh->vifDetails = to.vifDetails;
    TRY(book::savePort(change, *fresh));
    return before;
}

/// The engine did not follow: the port is where it was, and `row` waits again.
Result<> moveBack(Change& change, const PortRow& before, const BindingRow& row)
{
    const auto fresh = TRY(Ports::find(change.db, before.id));
    if (!fresh || fresh->hostId != row.host)
        return {};      // it is gone, or was moved by somebody else
    if (before.hostId.isEmpty()) {
        auto unbound = *fresh;
        unbound.hostId.clear();
        unbound.vnicType = before.vnicType;
        unbound.profile = before.profile;
        unbound.vifType = before.vifType;
        unbound.vifDetails = before.vifDetails;
        TRY(book::savePort(change, unbound));
    } else {
        TRY(moveTo(change, before.id, ownBinding(before)));
    }
    return write(change, row);
}

} // namespace

std::vector<service::Route> PortBindingsHandler::routes()
{
    using H = PortBindingsHandler;
    return {
        service::route("GET", "/ports/{port_id}/bindings", wire::administering("get_port_binding"), this, &H::list),
        service::route("POST", "/ports/{port_id}/bindings", wire::administering("create_port_binding"), this, &H::create),
        service::route("POST", "/ports/{port_id}/bindings/", wire::administering("create_port_binding"), this, &H::create),
        service::route("PUT", "/ports/{port_id}/bindings/{host}", wire::administering("update_port_binding"), this, &H::update),
        service::route("PUT", "/ports/{port_id}/bindings/{host}/activate", wire::administering("activate"), this, &H::activate),
        service::route("DELETE", "/ports/{port_id}/bindings/{host}", wire::administering("delete_port_binding"), this, &H::remove),
    };
}

Result<PortRow> PortBindingsHandler::port(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) { return visible<PortRow>(connection, call.context, call.id(QStringLiteral("port_id"))); });
}

Result<std::vector<BindingRow>> PortBindingsHandler::bindingsOf(const PortRow& port)
{
    auto all = TRY(m_service.database().read([&](db::Connection& connection) { return Bindings::select(connection, QStringLiteral("port_id = ?"), { port.id }, QStringLiteral("host")); }));
    if (!port.hostId.isEmpty())
        all.insert(all.begin(), ownBinding(port));
    return all;
}

Result<BindingRow> PortBindingsHandler::find(const PortRow& port, const QString& host)
{
    const auto all = TRY(bindingsOf(port));
    for (const auto& one : all)
        if (one.host == host)
            return one;
    return refuse(ErrorCode::NotFound, "PortBindingNotFound", QStringLiteral("Binding for port %1 for host %2 could not be found.").arg(port.id, host.left(255)));
}

Result<http::Response> PortBindingsHandler::list(Call& call)
{
    auto rules = m_service.traits().listRules;
    const auto query = TRY(sdk::parseListQuery<sdk::PortBinding>(call.request.query(), rules));
    sdk::Page<BindingRow> page;
    const auto all = TRY(bindingsOf(TRY(port(call))));
    for (const auto& one : all) {
        const QHash<QString, QString> is { { QStringLiteral("host"), one.host }, { QStringLiteral("vnic_type"), one.vnicType }, { QStringLiteral("vif_type"), one.vifType }, { QStringLiteral("status"), one.status } };
        if (std::all_of(query.filters.begin(), query.filters.end(), [&](const sdk::Filter& filter) { return filter.values.contains(is.value(QLatin1String(filter.column))); }))
            page.items.push_back(one);
    }
    return service::respondList(call, page, query);
}

Result<http::Response> PortBindingsHandler::create(Call& call)
{
    const auto body = TRY(service::unwrap(call, "binding"));
    BindingRow row;
    static_cast<sdk::PortBinding&>(row) = TRY(sdk::decode<sdk::PortBinding>(body, sdk::In::Create)).value;
    const auto target = TRY(port(call));
    if (find(target, row.host))
        return refuse(ErrorCode::Conflict, "PortBindingAlreadyExists", QStringLiteral("Binding for port %1 on host %2 already exists.").arg(target.id, row.host), hostArgument);
    const auto failed = QStringLiteral("Binding for port %1 on host %2 could not be created or updated: %3");
    if (row.vnicType != normal)
        return refuse(ErrorCode::Conflict, "PortBindingError", failed.arg(target.id, row.host, QStringLiteral("the network engine has ports of vnic_type normal only.")), QStringLiteral("vnic_type"));
    // While it is carried elsewhere, the new host takes it over when the guest speaks there.
    if (!target.hostId.isEmpty()) {
        const auto binding = m_service.driver().bindPort(target.id, target.hostId, row.host);
        if (!binding)
            return refuse(ErrorCode::Conflict, "PortBindingError", failed.arg(target.id, row.host, binding.error().message), hostArgument);
    }
    row.portId = target.id;
    row.vifType = QStringLiteral("ovs");
    row.vifDetails = { { QStringLiteral("port_filter"), true }, { QStringLiteral("connectivity"), QStringLiteral("l2") } };
    row.status = inactive;
    TRY(m_service.change(call.context, [&](Change& change) { return write(change, row); }));
    return answer(call, 201, row);
}

Result<http::Response> PortBindingsHandler::update(Call& call)
{
    const auto body = TRY(service::unwrap(call, "binding"));
    const auto target = TRY(port(call));
    auto row = TRY(sdk::decode<BindingRow>(body, sdk::In::Update, {}, TRY(find(target, call.id(hostArgument))))).value;
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        if (row.status == inactive)
            return write(change, row);
        auto fresh = TRY(Ports::find(change.db, target.id));
        if (!fresh)
            return fail(missing<PortRow>(target.id));
        fresh->profile = row.profile;
        fresh->vnicType = row.vnicType;
        return book::savePort(change, *fresh);
    }));
    return answer(call, 200, row);
}

Result<http::Response> PortBindingsHandler::activate(Call& call)
{
    const auto target = TRY(port(call));
    const auto row = TRY(find(target, call.id(hostArgument)));
    if (row.status == active)
        return refuse(ErrorCode::Conflict, "PortBindingAlreadyActive", QStringLiteral("Binding for port %1 on host %2 is already active.").arg(target.id, row.host));
    // The book first: whatever repairs the engine meanwhile brings the port to the new host, not back.
    auto wanted = row;
    wanted.vifType = VifBinding().type;
    const auto before = TRY(m_service.change(call.context, [&](Change& change) { return moveTo(change, target.id, wanted); }));
    const auto binding = m_service.driver().bindPort(target.id, row.host);
    if (!binding) {
        TRY(m_service.change(call.context, [&](Change& change) { return moveBack(change, before, row); }));
        return refuse(ErrorCode::Conflict, "PortBindingError", QStringLiteral("Binding for port %1 on host %2 could not be created or updated: %3").arg(target.id, row.host, binding.error().message));
    }
    wanted.status = active;
    return answer(call, 200, wanted);
}

Result<http::Response> PortBindingsHandler::remove(Call& call)
{
    const auto target = TRY(port(call));
    const auto row = TRY(find(target, call.id(hostArgument)));
    const bool wasActive = row.status == active;
    TRY(m_service.change(call.context, [&](Change& change) -> Result<> {
        if (!wasActive) {
            TRY(change.db.execute(QStringLiteral("DELETE FROM port_bindings WHERE port_id = ? AND host = ?"), target.id, row.host));
            return {};
        }
        auto fresh = TRY(Ports::find(change.db, target.id));
        if (!fresh)
            return fail(missing<PortRow>(target.id));
        fresh->hostId.clear();
        fresh->vifType = QStringLiteral("unbound");
        fresh->vifDetails = {};
        return book::savePort(change, *fresh);
    }));
    if (wasActive)
        TRY(m_service.driver().unbindPort(target.id));
    else if (!target.hostId.isEmpty())
        TRY(m_service.driver().bindPort(target.id, target.hostId));
    return http::Response::empty(204);
}

} // namespace skylab::network
