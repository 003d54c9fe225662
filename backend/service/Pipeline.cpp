#include "service/Pipeline.h"

#include "core/Log.h"
#include "core/Uuid.h"
#include "service/AccessRules.h"
#include "service/Chassis.h"
#include "service/policy/Owners.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace skylab::service {

namespace {

Q_LOGGING_CATEGORY(lcRequest, "skylab.request")

constexpr QByteArrayView extensionPrefix("/skylab/v1");

/// Swift names a request "tx" + 21 hex digits + "-" + the second in 10, and types even an answer without a body.
void finishLikeSwift(http::Response& response, const QString& requestId)
{
    const auto digits = requestId.mid(4).remove(u'-').left(21).toLatin1();
    response.headers.set("X-Trans-Id", "tx" + digits + '-' + QByteArray::number(Clock::now().micros / 1'000'000, 16).rightJustified(10, '0'));
    if (!response.headers.contains("Content-Type"))
        response.headers.set("Content-Type", "text/html; charset=UTF-8");
}

/// "2.79" of "compute 2.79" (or of a bare "2.79"); null when the header does not speak of `word`.
QByteArray versionText(const QByteArray& header, const QByteArray& word)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    for (QByteArrayView rest(header); !rest.isEmpty();) {
        const auto comma = rest.indexOf(',');
        const auto part = (comma < 0 ? rest : rest.first(comma)).trimmed();
        rest = comma < 0 ? QByteArrayView() : rest.sliced(comma + 1);
        if (!part.startsWith(word) || part.size() == word.size() || !isBlank(part[word.size()]))
            continue;
        const auto text = part.sliced(word.size()).trimmed();
        if (std::none_of(text.begin(), text.end(), isBlank))
            return text.toByteArray();
    }
    return {};
}

bool parseVersion(const QByteArray& text, sdk::Version& version)
{
    const auto dot = text.indexOf('.');
    bool major = false, minor = false;
    version = { text.left(dot).toInt(&major), text.mid(dot + 1).toInt(&minor) };
    return dot > 0 && major && minor && version.major >= 0 && version.minor >= 0 && text.size() < 12;
}

/// What follows the service's root; all of "/", which identity answers too.
QByteArrayView below(const QByteArray& path, const QByteArray& root)
{
    return QByteArrayView(path).sliced(path.startsWith(root) ? root.size() : 0);
}

/// "/compute" and "/compute/v2.1" are at or below "/compute", "/computer" is not.
bool isAtOrBelow(const QByteArray& path, const QByteArray& root)
{
    return path.startsWith(root) && (path.size() == root.size() || path[root.size()] == '/');
}

QByteArray spelled(sdk::Version version) { return QByteArray::number(version.major) + '.' + QByteArray::number(version.minor); }

/// What Placement's clients know of a failure depends on their version: codes came with 1.23.
Error placementError(Error error, sdk::Version version)
{
    if (version < sdk::mv(1, 23))
        error.type.clear();
    else if (error.type.isEmpty())
        error.type = QStringLiteral("placement.undefined_code");
    return error;
}

/// A version that can't be: BadRequest when it is none at all, else NotAcceptable.
Result<> refuseVersion(const ServiceTraits& traits, ErrorCode code, const QString& wanted)
{
    const auto least = QString::fromLatin1(spelled(traits.minVersion)), most = QString::fromLatin1(spelled(traits.maxVersion));
    if (traits.faults == FaultStyle::Placement) {
        Error error { code, (code == ErrorCode::BadRequest ? QStringLiteral("invalid version string: ") : QStringLiteral("Unacceptable version header: ")) + wanted };
        error.details = least + u' ' + most;
        return fail(std::move(error));
    }
    if (code == ErrorCode::BadRequest)
        return fail(code, QStringLiteral("API Version String %1 is of invalid format. Must be of format MajorNum.MinorNum.").arg(wanted));
    return fail(code, QStringLiteral("Version %1 is not supported by the API. Minimum is %2 and maximum is %3.").arg(wanted, least, most));
}

} // namespace

/// A service with its tables.
struct Pipeline::Mounted {
    Service& service;
    QByteArray root;
    QByteArray prefix;
    QByteArray legacyPrefix;
    Router routes;
    Router rootRoutes;
    explicit Mounted(Service& mounted) : service(mounted), root(mounted.traits().root.toUtf8()), prefix(mounted.traits().prefix.toUtf8()), legacyPrefix(mounted.traits().legacyPrefix.toUtf8()) { }

    /// The one of its prefixes that the path follows; null: none.
    [[nodiscard]] const QByteArray* prefixOf(const QByteArray& path) const
    {
        for (const auto* one : { &prefix, &legacyPrefix })
            if (!one->isEmpty() && isAtOrBelow(path, *one))
                return one;
        return nullptr;
    }
};

/// What is known about one request so far.
struct Pipeline::Journey {
    const http::Request& request;
    const Mounted* mounted = nullptr;
    Router::Match match = {};
    Context context = {};
    sdk::Version version = {};
    QString projectInPath = {};
    bool legacy = false;         ///< below the service's legacyPrefix
    QJsonObject json = {};
    bool parsed = false;
};

Pipeline::Pipeline(Chassis& chassis) : m_chassis(chassis) { }
Pipeline::~Pipeline() = default;

Result<> Pipeline::addService(Service& service)
{
    auto mounted = std::make_unique<Mounted>(service);
    const auto take = [&](Router& router, std::vector<Route> routes) -> Result<> {
        for (auto& route : routes) {
            TRY(m_chassis.policy().addDefault(route.rule, route.check, service.traits().name));
            router.add(std::move(route));
        }
        return {};
    };
    TRY(take(mounted->routes, service.routes()));
    TRY(take(mounted->rootRoutes, service.rootRoutes()));
    auto extension = service.extension();
    m_chassis.addFeatures(extension.features);
    for (auto& route : extension.routes) {
        TRY(m_chassis.policy().addDefault(route.rule, route.check, service.traits().name));
        m_extensions.push_back(std::move(route));
    }
    m_services.push_back(std::move(mounted));
    for (const auto& one : m_services)
        if (one->prefix == extensionPrefix)
            for (auto& route : std::exchange(m_extensions, {}))
                one->routes.add(std::move(route));
    return {};
}

const Pipeline::Mounted* Pipeline::mountedAt(const QByteArray& path) const
{
    const Mounted* best = nullptr;
    for (const auto& one : m_services) {
        if (isAtOrBelow(path, one->root) && (!best || one->root.size() > best->root.size()))
            best = one.get();
    }
    // "/" is the identity's, so that an auth_url without a path works.
    if (!best && (path == "/" || path.isEmpty()))
        for (const auto& one : m_services)
            if (one->service.traits().name == u"identity")
                best = one.get();
    return best;
}

bool Pipeline::isQuick(const http::Request& request) const
{
    if (request.method != "GET" && request.method != "HEAD")
        return false;
    Journey journey { request, mountedAt(request.path) };
    return journey.mounted && findRoute(journey)
        && std::all_of(journey.match.routes.begin(), journey.match.routes.end(), [](const Route* route) { return route->quick; });
}

http::Response Pipeline::handle(const http::Request& request, http::BodyReader& body)
{
    QElapsedTimer timer;
    timer.start();
    Journey journey { request };
    // A client's own id is not taken over: it could be forged to hide in the log. It is logged beside ours.
    journey.context.requestId = QStringLiteral("req-") + newUuid();
    const RequestIdScope scope(journey.context.requestId);
    journey.mounted = mountedAt(request.path);
    http::Response response;
    if (!journey.mounted) {
        response = http::Response::fault(404, QStringLiteral("There is no service at this path. The identity service is at %1/identity/v3; its catalog names the others.").arg(request.baseUrl()));
    } else {
        auto result = run(journey, body);
        if (result && std::holds_alternative<http::OnWorker>(result->body))
            return std::move(*result);      // the request comes again
        if (result) {
            response = std::move(*result);
        } else {
            const auto& traits = journey.mounted->service.traits();
            const auto error = traits.faults == FaultStyle::Placement ? placementError(result.error(), journey.version) : result.error();
            if (error.code == ErrorCode::Internal)
                qCCritical(lcRequest).noquote() << error.message << error.details << '(' << error.file << error.line << ')';
            response = faultResponse(error, traits.faults, journey.context.requestId, request.baseUrl() + QStringLiteral("/identity/v3"));
        }
        finish(journey, response);
    }
    response.headers.set("X-Openstack-Request-Id", journey.context.requestId.toUtf8());
    qCInfo(lcRequest).noquote() << request.method << QString::fromUtf8(request.path) << response.status << timer.nsecsElapsed() / 1000 << "us"
                                << "user" << journey.context.userId << "project" << journey.context.projectId;
    return response;
}

Result<http::Response> Pipeline::run(Journey& journey, http::BodyReader& body)
{
    const auto routed = findRoute(journey);
    const bool isPublic = routed && std::all_of(journey.match.routes.begin(), journey.match.routes.end(), [](const Route* route) { return route->access == Access::Public; });
    if (!isPublic) {
        // The token comes before the path: a stranger learns nothing about what exists.
        static const Route unknown { .access = Access::Token };
        TRY(authenticate(journey, routed ? *journey.match.routes.front() : unknown));
    }
    TRY(negotiate(journey));
    if (!routed)
        return fail(routed.error());
    if (journey.match.routes.front()->body == BodyKind::Json)
        TRY(readJson(journey, body));
    const auto* route = TRY(chooseRoute(journey));
    const auto& traits = journey.mounted->service.traits();
    Call call { journey.context, journey.request, body, journey.mounted->service, journey.match.ids, journey.version,
                journey.request.baseUrl() + (journey.legacy ? traits.legacyPrefix : traits.prefix), journey.json, &m_chassis.policy() };
    if (route->access == Access::Token)
        TRY(authorize(call, *route));
    return route->handle(call);
}

Result<> Pipeline::findRoute(Journey& journey) const
{
    const auto& mounted = *journey.mounted;
    const auto& path = journey.request.path;
    const auto& method = journey.request.method;
    if (const auto* prefix = mounted.prefixOf(path)) {
        journey.legacy = prefix != &mounted.prefix;
        QByteArrayView rest = QByteArrayView(path).sliced(prefix->size());
        if (mounted.service.traits().strictSlash && rest.size() > 1 && rest.endsWith('/'))
            return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found."));
        journey.match = mounted.routes.match(method, rest);
        if (mounted.service.traits().projectInPath && !journey.match.found()) {
            // /v2.1/{project_id}/servers is /v2.1/servers of that project, which must be the token's.
            const auto slash = rest.indexOf('/', 1);
            const auto first = rest.size() < 2 ? QString() : QString::fromUtf8(slash < 0 ? rest.sliced(1) : rest.sliced(1, slash - 1));
            if (isUuid(first)) {
                journey.projectInPath = first;
                journey.match = mounted.routes.match(method, slash < 0 ? QByteArrayView() : rest.sliced(slash));
            }
        }
    }
    if (!journey.match.found())
        journey.match = mounted.rootRoutes.match(method, QByteArrayView(path).sliced(path == "/" || path.isEmpty() ? 0 : mounted.root.size()));
    if (!journey.match.found())
        return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found."));
    if (journey.match.routes.empty())
        return fail(ErrorCode::MethodNotAllowed, QStringLiteral("The method %1 is not allowed for this resource.").arg(QString::fromLatin1(method.left(32))));
    return {};
}

Result<> Pipeline::authenticate(Journey& journey, const Route& route) const
{
    auto token = journey.request.headers.value("X-Auth-Token");
    if (token.isEmpty())
        token = journey.request.headers.value("X-Storage-Token");
    if (token.isEmpty() && journey.request.isWebSocketUpgrade())      // browsers can't set headers there
        token = journey.request.queryValue(u"token").toUtf8();
    if (token.isEmpty()) {
        if (route.access == Access::Optional)
            return {};
        return fail(ErrorCode::Unauthorized, QStringLiteral("The request you have made requires authentication."));
    }
    if (!m_chassis.authenticator())
        return fail(ErrorCode::Unavailable, QStringLiteral("The identity service is not ready yet."));
    auto context = TRY(m_chassis.authenticator()->authenticate(token));
    context.requestId = journey.context.requestId;
    context.token = token;
    context.admin = m_chassis.policy().allows(context, QStringLiteral("admin_required"));
    journey.context = std::move(context);
    const auto& traits = journey.mounted->service.traits();
    // Administrators too: what is asked for in another project's name would be done in the token's.
    if (!journey.projectInPath.isEmpty() && journey.projectInPath != journey.context.projectId)
        return fail(ErrorCode::BadRequest, QStringLiteral("Malformed request url: it names the project %1, and the token is for %2.")
            .arg(journey.projectInPath, journey.context.projectId.isEmpty() ? QStringLiteral("none") : journey.context.projectId));
    // As keystonemiddleware answers: whoever is outside of the rules has no valid token for this.
    if (journey.context.accessRestricted
        && !AccessRules::allow(journey.context.accessRules, traits.types, journey.request.method, below(journey.request.path, journey.mounted->root), journey.match.tail))
        return fail(ErrorCode::Unauthorized, QStringLiteral("The application credential's access rules don't allow this request."));
    return {};
}

Result<> Pipeline::negotiate(Journey& journey) const
{
    const auto& traits = journey.mounted->service.traits();
    if (traits.versionWord.isEmpty())
        return {};
    if (journey.legacy) {
        journey.version = traits.minVersion;
        return {};
    }
    auto text = versionText(journey.request.headers.value("OpenStack-API-Version"), traits.versionWord);
    if (text.isEmpty() && !traits.legacyVersionHeader.isEmpty())
        text = journey.request.headers.value(traits.legacyVersionHeader).trimmed();
    journey.version = traits.minVersion;
    if (text.isEmpty())
        return {};
    if (text == "latest") {
        journey.version = traits.maxVersion;
        return {};
    }
    sdk::Version wanted;
    if (!parseVersion(text, wanted))
        return refuseVersion(traits, ErrorCode::BadRequest, QString::fromLatin1(text.left(32)));
    journey.version = wanted;      // echoed on the fault too
    if (wanted < traits.minVersion || wanted > traits.maxVersion)
        return refuseVersion(traits, ErrorCode::NotAcceptable, QString::fromLatin1(spelled(wanted)));
    return {};
}

Result<> Pipeline::readJson(Journey& journey, http::BodyReader& body) const
{
    if (!journey.request.hasBody())
        return {};
    const auto bytes = TRY(body.readAll(journey.match.routes.front()->maxBody));
    if (bytes.trimmed().isEmpty())
        return {};
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(bytes, &error);
    // DELETE and HEAD may carry junk; nobody reads it.
    const bool matters = journey.request.method == "POST" || journey.request.method == "PUT" || journey.request.method == "PATCH";
    if (error.error != QJsonParseError::NoError && matters)
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body is not valid JSON: %1 at byte %2.").arg(error.errorString()).arg(error.offset));
    if (!document.isObject() && matters && !document.isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("The request body must be a JSON object."));
    journey.json = document.object();
    if (document.isArray())      // Glance's JSON patch, Swift's manifests
        journey.json.insert(QString(), document.array());
    journey.parsed = true;
    return {};
}

Result<const Route*> Pipeline::chooseRoute(const Journey& journey) const
{
    bool byVersion = false;
    const Route* plain = nullptr;
    for (const auto* route : journey.match.routes) {
        const bool named = route->action.isEmpty() || journey.json.contains(route->action);
        const bool fits = sdk::inRange(journey.version, route->since, route->until);
        byVersion = byVersion || (named && !fits);
        if (!named || !fits)
            continue;
        if (!route->action.isEmpty())
            return route;
        if (!plain)
            plain = route;
    }
    if (plain)
        return plain;
    if (byVersion)
        return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found."));
    return fail(ErrorCode::BadRequest, QStringLiteral("There is no such action: %1").arg(journey.json.keys().join(QStringLiteral(", ")).left(128)));
}

Result<> Pipeline::authorize(const Call& call, const Route& route) const
{
    PolicyTarget target;
    for (auto it = call.ids.begin(); it != call.ids.end(); ++it)
        target.insert(it.key(), it.value());
    // Stores show nobody another project's rows, so what a rule is asked about is the caller's own project,
    // unless the path names one.
    for (const auto& [name, value] : { std::pair { QStringLiteral("project_id"), call.context.projectId }, { QStringLiteral("user_id"), call.context.userId } })
        if (!target.contains(name))
            target.insert(name, value);
    if (m_chassis.policy().hasOverrides())      // the defaults don't ask: stores keep projects apart
        addOwners(call, target);
    if (route.target)
        route.target(call, target);
    auto allowed = m_chassis.policy().enforce(call.context, route.rule, target);
    if (!allowed && call.service.traits().faults == FaultStyle::Keystone)
        return fail(ErrorCode::Forbidden, QStringLiteral("You are not authorized to perform the requested action: %1.").arg(route.rule));
    return allowed;
}

void Pipeline::finish(const Journey& journey, http::Response& response) const
{
    const auto& traits = journey.mounted->service.traits();
    if (!traits.requestIdHeader.isEmpty())
        response.headers.set(traits.requestIdHeader, journey.context.requestId.toUtf8());
    if (traits.faults == FaultStyle::Swift)
        finishLikeSwift(response, journey.context.requestId);
    if (response.status == 405 && !response.headers.contains("Allow"))      // a handler may know better
        response.headers.set("Allow", journey.match.methods.join(", "));
    if (!traits.versionWord.isEmpty() && !journey.legacy) {
        const auto version = spelled(journey.version.isNull() ? traits.minVersion : journey.version);
        response.headers.set("OpenStack-API-Version", traits.versionWord + ' ' + version);
        QByteArray vary = "OpenStack-API-Version";
        if (!traits.legacyVersionHeader.isEmpty()) {
            response.headers.set(traits.legacyVersionHeader, version);
            vary += ", " + traits.legacyVersionHeader;
        }
        response.headers.set("Vary", vary);
    } else if (traits.faults == FaultStyle::Keystone) {
        response.headers.set("Vary", "X-Auth-Token");
    }
}

std::vector<Pipeline::Listed> Pipeline::routes() const
{
    std::vector<Listed> all;
    for (const auto& mounted : m_services) {
        for (const auto& route : mounted->routes.routes())
            all.push_back({ &mounted->service, QString::fromUtf8(mounted->prefix) + route->path, route.get() });
        for (const auto& route : mounted->rootRoutes.routes())
            all.push_back({ &mounted->service, QString::fromUtf8(mounted->root) + route->path, route.get() });
    }
    return all;
}

} // namespace skylab::service
