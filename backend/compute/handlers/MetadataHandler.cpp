#include "compute/handlers/MetadataHandler.h"

#include "compute/ComputeService.h"
#include "compute/model/MetadataDocuments.h"
#include "compute/model/ServerKeys.h"

#include <QLoggingCategory>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcMetadata, "skylab.compute.metadata")

http::Response plain(int status, const QByteArray& text) { return http::Response::text(status, text); }

} // namespace

http::Response MetadataHandler::takePassword(const ServerRow& server, http::BodyReader& body)
{
    constexpr qsizetype longest = 4 * 255;      // as Nova keeps it
    const auto password = body.readAll(longest);
    if (!password)
        return plain(400, "The password is too long, or did not arrive.\n");
    const auto kept = m_service.change(service::Context::system(), server.id, [&](ServerRow& row) -> Result<> {
        if (!row.guestPassword.isEmpty())
            return fail(ErrorCode::Conflict, QStringLiteral("The server has a password already."));
        row.guestPassword = QString::fromUtf8(*password);
        return {};
    });
    if (kept)
        return plain(200, {});
    return kept.error().code == ErrorCode::Conflict ? plain(409, "A password was posted already.\n") : plain(503, "The password can't be kept now.\n");
}

http::Response MetadataHandler::answer(const http::Request& request, http::BodyReader& body, const QString& networkId)
{
    const bool posts = request.method == "POST";
    if (!posts && request.method != "GET" && request.method != "HEAD")
        return plain(405, "Only GET is known here.\n");
    // Only the connection itself says who asks: a header can be written by the guest.
    auto address = request.peerAddress;
    if (address.startsWith(QStringLiteral("::ffff:")))
        address.remove(0, 7);
    const auto holder = m_service.networks().serverAt(networkId, address);
    if (!holder) {
        qCWarning(lcMetadata).noquote() << "Who has" << address << "in network" << networkId << "can't be known:" << holder.error().message;
        return plain(503, "The network service can't be asked.\n");
    }
    const auto server = holder->serverId.isEmpty() ? Result<ServerRow>(fail(ErrorCode::NotFound, {})) : m_service.server(service::Context::system(), holder->serverId);
    // Whoever has a port may write another project's server into its device_id.
    if (!server || !isOwnPort(*server, *holder))
        return plain(404, "No server has this address.\n");
    if (posts) {
        const auto parts = http::percentDecoded(request.path).split(u'/', Qt::SkipEmptyParts);
        return takesPassword(parts) ? takePassword(*server, body) : plain(405, "Only a password can be posted here.\n");
    }
    const auto ports = m_service.portsOf(server->id);
    GuestFacts facts { *server, ports, {} };
    for (const auto& port : ports)
        if (!facts.subnets.contains(port.networkId))
            facts.subnets.insert(port.networkId, m_service.networks().subnetsOf(port.networkId).value_or(std::vector<SubnetBook>()));
    const auto found = metadataAt(http::percentDecoded(request.path), facts);
    if (!found)
        return plain(404, "There is nothing at this path.\n");
    auto response = http::Response::text(200, found->body);
    response.headers.set("Content-Type", found->type);
    return response;
}

} // namespace skylab::compute
