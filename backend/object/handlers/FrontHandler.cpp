#include "object/handlers/FrontHandler.h"

#include "object/ObjectService.h"
#include "object/handlers/AccountsHandler.h"
#include "object/handlers/BulkHandler.h"
#include "object/handlers/ContainersHandler.h"
#include "object/handlers/EndpointsHandler.h"
#include "object/handlers/FormsHandler.h"
#include "object/handlers/InfoHandler.h"
#include "object/handlers/LargeObjectsHandler.h"
#include "object/handlers/ObjectsHandler.h"
#include "object/handlers/UploadsHandler.h"
#include "object/handlers/WebHandler.h"
#include "object/model/Cors.h"
#include "object/model/FormData.h"
#include "object/model/TempUrl.h"
#include "service/Routes.h"

#include <array>

namespace skylab::object {

using service::Call;

namespace {

const QByteArrayList containerMethods { "HEAD", "GET", "PUT", "POST", "OPTIONS", "DELETE" };
const QByteArrayList objectMethods { "HEAD", "GET", "PUT", "POST", "COPY", "OPTIONS", "DELETE" };

/// Headers that would make an upload by a signed URL a window on other objects.
constexpr std::array pointingHeaders { "X-Object-Manifest", "X-Symlink-Target", "X-Copy-From" };

ObjectPath pathOf(const Call& call) { return { call.id(QStringLiteral("account")), call.id(QStringLiteral("container")), call.id(QStringLiteral("object")) }; }

http::Response unsignedResponse(const Visit& visit)
{
    http::Response response { 401, { { "Content-Type", "text/html; charset=UTF-8" } }, QByteArray("401 Unauthorized: Temp URL invalid\n") };
    response.headers.set("WWW-Authenticate", "Swift realm=\"" + visit.path.account.toUtf8().toPercentEncoding() + '"');
    return response;
}

} // namespace

FrontHandler::FrontHandler(ObjectService& service)
    : m_service(service), m_uploads(std::make_unique<UploadsHandler>(service)), m_large(std::make_unique<LargeObjectsHandler>(service, *m_uploads)),
      m_accounts(std::make_unique<AccountsHandler>(service)), m_containers(std::make_unique<ContainersHandler>(service)),
      m_objects(std::make_unique<ObjectsHandler>(service, *m_large)), m_bulk(std::make_unique<BulkHandler>(service, *m_uploads, *m_containers, *m_objects)),
      m_forms(std::make_unique<FormsHandler>(service, *m_uploads)), m_web(std::make_unique<WebHandler>(service, *m_objects)), m_info(std::make_unique<InfoHandler>(service)),
      m_endpoints(std::make_unique<EndpointsHandler>())
{
}

FrontHandler::~FrontHandler() = default;

std::vector<service::Route> FrontHandler::routes()
{
    using service::Access;
    // Who may is decided by account and container (ACLs), so the handlers ask authorize(); these rules are its words.
    const service::Guard read { QStringLiteral("object:read"), QStringLiteral("rule:admin_required or role:ResellerAdmin or (role:reader and project_id:%(project_id)s)") };
    const service::Guard write { QStringLiteral("object:write"), QStringLiteral("rule:admin_required or role:ResellerAdmin or (role:member and project_id:%(project_id)s)") };
    const service::Guard reseller { QStringLiteral("object:reseller"), QStringLiteral("rule:admin_required or role:ResellerAdmin") };
    const auto row = [this](const char* verb, const char* path, const service::Guard& guard, Action action) {
        service::Route route { verb, QString::fromLatin1(path), guard.rule, guard.check, [this, action = std::move(action)](Call& call) { return enter(call, action); } };
        return service::streaming(service::open(std::move(route), Access::Optional));
    };
    const auto at = [](auto* handler, auto method) -> Action { return [handler, method](Visit& visit) { return (handler->*method)(visit); }; };
    const auto pages = [this](const char* path) { return service::open(service::route("OPTIONS", path, { QStringLiteral("object:options"), service::rules::anyone }, this, &FrontHandler::preflight)); };
    auto* accounts = m_accounts.get();
    auto* containers = m_containers.get();
    auto* objects = m_objects.get();
    const Action create = [this](Visit& visit) { return visit.query(u"multipart-manifest") == u"put" ? m_large->create(visit) : m_uploads->create(visit); };
    const Action remove = [this](Visit& visit) { return visit.query(u"multipart-manifest") == u"delete" ? m_bulk->removeLarge(visit) : m_objects->remove(visit); };
    std::vector<service::Route> all {
        row("GET", "/{account}", read, at(accounts, &AccountsHandler::show)),
        row("POST", "/{account}", write, at(accounts, &AccountsHandler::update)),
        row("PUT", "/{account}", reseller, at(accounts, &AccountsHandler::create)),
        row("DELETE", "/{account}", reseller, at(accounts, &AccountsHandler::remove)),
        row("GET", "/{account}/{container}", read, at(containers, &ContainersHandler::list)),
        row("PUT", "/{account}/{container}", write, at(containers, &ContainersHandler::create)),
        row("POST", "/{account}/{container}", write, at(containers, &ContainersHandler::update)),
        row("DELETE", "/{account}/{container}", write, at(containers, &ContainersHandler::remove)),
        service::quick(row("GET", "/{account}/{container}/{object*}", read, at(objects, &ObjectsHandler::show))),      // if it lies in its row
        row("PUT", "/{account}/{container}/{object*}", write, create),
        row("POST", "/{account}/{container}/{object*}", write, at(objects, &ObjectsHandler::update)),
        row("COPY", "/{account}/{container}/{object*}", write, at(m_uploads.get(), &UploadsHandler::copy)),
        row("DELETE", "/{account}/{container}/{object*}", write, remove),
        pages("/{account}"), pages("/{account}/{container}"), pages("/{account}/{container}/{object*}"),
    };
    for (auto& route : m_endpoints->routes())
        all.push_back(std::move(route));
    return all;
}

std::vector<service::Route> FrontHandler::rootRoutes()
{
    const service::Guard anyone { QStringLiteral("object:info"), service::rules::anyone };
    auto* info = m_info.get();
    auto all = m_endpoints->routes();
    all.push_back(service::open(service::route("GET", "/info", anyone, info, &InfoHandler::info)));
    all.push_back(service::open(service::route("GET", "/healthcheck", anyone, info, &InfoHandler::health)));
    all.push_back(service::open(service::route("GET", "/crossdomain.xml", anyone, info, &InfoHandler::crossdomain)));
    return all;
}

http::Response FrontHandler::faultOf(const Visit& visit, const Error& error) const
{
    return service::faultResponse(error, service::FaultStyle::Swift, visit.caller.context.requestId, visit.request().baseUrl() + QStringLiteral("/identity/v3"));
}

Result<http::Response> FrontHandler::preflight(Call& call)
{
    const auto path = pathOf(call);
    std::optional<ContainerRow> container;
    if (!path.container.isEmpty())
        container = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, path.account, path.container); }));
    return Cors::preflight(call.request, container ? &*container : nullptr, path.object.isEmpty() ? containerMethods : objectMethods);
}

/// Every request that is not OPTIONS.
Result<http::Response> FrontHandler::enter(Call& call, const Action& action)
{
    Visit visit { call, pathOf(call), Caller { call.context, call.request.headers.value("Referer") } };
    auto response = answer(visit, action);
    if (call.request.headers.contains("Origin") && (response || response.error().code != ErrorCode::Internal)) {
        if (!response)
            response = faultOf(visit, response.error());
        letPages(visit, *response);
    }
    return response;
}

void FrontHandler::letPages(const Visit& visit, http::Response& response) const
{
    if (visit.path.container.isEmpty())
        return;
    const auto container = m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, visit.path.account, visit.path.container); });
    if (container && *container)
        Cors::allow(visit.request(), **container, response);
}

Result<http::Response> FrontHandler::answer(Visit& visit, const Action& action)
{
    const auto& request = visit.request();
    if (const auto url = TempUrl::of(request, Clock::now().micros / 1'000'000)) {
        const auto keys = TRY(m_forms->keys(visit.path));
        const auto key = url->check(request, m_service.traits().root.toUtf8(), visit.path, keys);
        if (!key)
            return unsignedResponse(visit);
        if (request.method != "GET" && request.method != "HEAD")
            for (const auto* name : pointingHeaders)
                if (request.headers.contains(name))
                    return fail(ErrorCode::BadRequest, QStringLiteral("The header '%1' is not allowed in this tempurl").arg(QLatin1String(name)));
        visit.caller.reach = key->ofAccount ? Caller::Signed::Account : Caller::Signed::Container;
        visit.caller.signedAccount = visit.path.account;
        visit.caller.signedContainer = visit.path.container;
        auto response = TRY(serve(visit, action));
        m_web->dressSigned(visit, *url, response);
        if (visit.path.object.isEmpty() && response.status < 300 && !response.headers.contains(WebHandler::pageMark))
            return unsignedResponse(visit);
        response.headers.remove(WebHandler::pageMark);
        return response;
    }
    if (request.method == "POST" && !visit.path.container.isEmpty())
        if (const auto boundary = FormData::boundaryOf(request.headers.value("Content-Type")); !boundary.isEmpty())
            return m_forms->post(visit, boundary);
    if (request.method == "PUT" && !visit.query(u"extract-archive").isNull())
        return m_bulk->extract(visit);
    if ((request.method == "POST" || request.method == "DELETE") && !visit.query(u"bulk-delete").isNull())
        return m_bulk->remove(visit);
    auto response = TRY(serve(visit, action));
    response.headers.remove(WebHandler::pageMark);
    return response;
}

/// The answer, or a web site's page in its place.
Result<http::Response> FrontHandler::serve(Visit& visit, const Action& action)
{
    if (!m_web->isVisitor(visit))
        return action(visit);
    if (!visit.request().mayBlock)
        return http::Response::onWorker();
    return visit.path.object.isEmpty() ? m_web->container(visit, action) : m_web->object(visit, action);
}

} // namespace skylab::object
