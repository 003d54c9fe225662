#include "compute/ConsoleService.h"

#include "compute/ComputeService.h"
#include "http/StreamProxy.h"
#include "service/Routes.h"

#include <QFileInfo>
#include <QLoggingCategory>

#include <fcntl.h>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcConsole, "skylab.compute.console")

QByteArray typeOf(const QString& name)
{
    static const QHash<QString, QByteArray> types {
        { QStringLiteral("html"), "text/html; charset=utf-8" }, { QStringLiteral("js"), "text/javascript; charset=utf-8" }, { QStringLiteral("css"), "text/css; charset=utf-8" },
        { QStringLiteral("svg"), "image/svg+xml" },             { QStringLiteral("png"), "image/png" },                     { QStringLiteral("ico"), "image/x-icon" },
        { QStringLiteral("json"), "application/json" },         { QStringLiteral("woff"), "font/woff" },                    { QStringLiteral("ttf"), "font/ttf" },
        { QStringLiteral("mp3"), "audio/mpeg" },                { QStringLiteral("oga"), "audio/ogg" },
    };
    return types.value(QFileInfo(name).suffix().toLower(), "application/octet-stream");
}

service::ServiceTraits consoleTraits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("console");
    traits.prefix = QStringLiteral("/console");
    traits.root = QStringLiteral("/console");
    traits.lists = service::ListStyle::Plain;
    return traits;
}

} // namespace

ConsoleService::ConsoleService(service::Chassis& chassis, ComputeService& compute, QString files) : Service(chassis, consoleTraits()), m_compute(compute), m_files(std::move(files)) { }

std::vector<service::Route> ConsoleService::routes()
{
    const service::Guard anyone { QStringLiteral("console:open"), service::rules::anyone };
    return {
        service::open(service::route("GET", "/ws", anyone, this, &ConsoleService::openSocket)),
        service::open(service::route("GET", "/{file*}", anyone, this, &ConsoleService::serveFile)),
    };
}

Result<http::Response> ConsoleService::serveFile(service::Call& call)
{
    const auto notThere = [] { return fail(ErrorCode::NotFound, QStringLiteral("There is no such file.")); };
    // The canonical path decides, so that neither dots nor links lead out of the folder. Debian links some of noVNC's
    // own files to other packages: those below /usr/share are public anyway.
    const auto root = QFileInfo(m_files).canonicalFilePath();
    const auto file = call.id(QStringLiteral("file"));
    if (file.contains(QStringLiteral("..")) || file.contains(u'\0'))
        return notThere();
    const auto path = QFileInfo(m_files + u'/' + file).canonicalFilePath();
    const bool inside = !root.isEmpty() && (path.startsWith(root + u'/') || (root.startsWith(u"/usr/share/") && path.startsWith(u"/usr/share/")));
    if (path.isEmpty() || !inside || !QFileInfo(path).isFile())
        return notThere();
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return notThere();
    http::Response response;
    response.body = http::FileBody(fd, 0, QFileInfo(path).size());
    response.headers.set("Content-Type", typeOf(path));
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("Referrer-Policy", "no-referrer");      // the page's URL has the token in it
    return response;
}

Result<http::Response> ConsoleService::openSocket(service::Call& call)
{
    const auto grant = TRY(m_compute.consoleTokens().redeem(call.query(u"token")));
    const auto endpoint = TRY(m_compute.consoleEndpoint(grant));
    http::WebSocketUpgrade upgrade;
    upgrade.subprotocol = "binary";
    upgrade.open = [endpoint, server = grant.serverId](std::shared_ptr<http::WebSocket> socket) {
        qCInfo(lcConsole).noquote() << "Console of" << server << "opened";
        const auto target = endpoint.kind == ConsoleEndpoint::Kind::UnixSocket ? http::SocketAddress(http::UnixPath { endpoint.path }) : http::SocketAddress(http::HostPort { endpoint.host, endpoint.port });
        http::proxyToSocket(std::move(socket), target, [server] { qCInfo(lcConsole).noquote() << "Console of" << server << "closed"; });
    };
    http::Response response;
    response.body = std::move(upgrade);
    return response;
}

} // namespace skylab::compute
