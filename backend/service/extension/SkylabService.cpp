#include "service/extension/SkylabService.h"

#include "core/Secret.h"
#include "service/Chassis.h"
#include "service/Routes.h"

#include <QSysInfo>
#include <QJsonDocument>

namespace skylab::service {

namespace {

constexpr int replayBatch = 500;
const QString readRule = QStringLiteral("skylab:read");

/// Whose events and tasks the caller may see. A token for a domain or for the system has no project: only administrators
/// see others' (ADR 3).
Result<ProjectScope> scopeOf(const Context& context)
{
    if (context.admin)
        return ProjectScope::all();
    if (context.projectId.isEmpty())
        return fail(ErrorCode::Forbidden, QStringLiteral("Events and tasks are those of a project, and this token is for none. Ask with a token for a project; administrators see all."));
    return ProjectScope::of(context.projectId);
}

QByteArray eventText(const Event& event)
{
    JsonWriter json;
    json.beginObject();
    json.key("seq").value(event.seq);
    json.key("time").value(toString(event.createdAt, TimeFormat::MicrosZ));
    json.key("type").value(event.type);
    json.key("resource_type").value(event.resourceType);
    json.key("resource_id").value(event.resourceId);
    json.key("project_id").value(event.projectId);
    json.key("user_id").value(event.userId);
    json.key("request_id").value(event.requestId);
    json.key("payload").value(event.payload);
    json.endObject();
    return json.take();
}

} // namespace

/// One open stream. While it catches up with the log, new events wait; `sent` keeps the two from overlapping.
struct SkylabService::Listener {
    Listener(Chassis& theChassis, ProjectScope theScope) : chassis(theChassis), scope(std::move(theScope)) { }

    Chassis& chassis;
    std::shared_ptr<http::WebSocket> socket;
    Secret token;
    const ProjectScope scope;
    std::mutex mutex;
    qint64 sent = 0;
    Timestamp checkedAt;         ///< when the token was last found to hold

    /// False when the stream has ended.
    bool send(const Event& event)
    {
        const std::lock_guard lock(mutex);
        return sendLocked(event);
    }
    bool sendLocked(const Event& event)
    {
        if (!scope.contains(event.projectId) || event.seq <= sent)
            return true;
        if (const auto now = Clock::now(); now < checkedAt || checkedAt.addSeconds(recheckSeconds) <= now) {      // clocks are set back, too
            if (const auto held = holds(); !held) {
                const bool refused = held.error().code == ErrorCode::Unauthorized || held.error().code == ErrorCode::Forbidden;
                socket->close(refused ? 1008 : 1011, refused ? QStringLiteral("The token does not allow this any more. Connect again with a new one.")
                                                             : QStringLiteral("The token can't be checked just now. Connect again."));
                return false;
            }
            checkedAt = now;
        }
        sent = event.seq;
        socket->sendText(eventText(event));
        return true;
    }
    /// Whether the token still stands for what it did when the stream was opened: it ends, is revoked, and so are its user,
    /// project and roles.
    [[nodiscard]] Result<> holds() const
    {
        auto context = TRY(chassis.authenticator()->authenticate(token.reveal()));
        context.admin = chassis.policy().allows(context, QStringLiteral("admin_required"));
        if (TRY(scopeOf(context)) != scope)
            return fail(ErrorCode::Forbidden, QStringLiteral("The token is for other events by now."));
        const PolicyTarget target { { QStringLiteral("project_id"), context.projectId }, { QStringLiteral("user_id"), context.userId } };
        return chassis.policy().enforce(context, readRule, target);
    }
};

SkylabService::SkylabService(Chassis& chassis)
    : Service(chassis, { .name = QStringLiteral("skylab"), .types = { QStringLiteral("skylab") }, .catalogName = QStringLiteral("skylab"),
                         .prefix = QStringLiteral("/skylab/v1"), .root = QStringLiteral("/skylab"), .endpointPath = QStringLiteral("/skylab/v1"),
                         .faults = FaultStyle::Keystone, .lists = ListStyle::Plain })
{
}

SkylabService::~SkylabService() = default;

std::vector<Route> SkylabService::routes()
{
    const Guard reader { readRule, QStringLiteral("role:reader or role:admin") };
    const Guard member { QStringLiteral("skylab:task:cancel"), QStringLiteral("role:member or role:admin") };
    const Guard anyone { QStringLiteral("skylab:policy"), rules::anyone };
    return {
        route("GET", "/policy", anyone, this, &SkylabService::policy),
        route("GET", "/events", reader, this, &SkylabService::events),
        route("GET", "/tasks", reader, this, &SkylabService::listTasks),
        route("GET", "/tasks/{task_id}", reader, this, &SkylabService::showTask),
        route("POST", "/tasks/{task_id}/cancel", member, this, &SkylabService::cancelTask),
    };
}

std::vector<Route> SkylabService::rootRoutes()
{
    const Guard anyone { QStringLiteral("skylab:about"), rules::anyone };
    return { open(route("GET", "/", anyone, this, &SkylabService::about)), open(route("GET", "/v1", anyone, this, &SkylabService::about)) };
}

Result<> SkylabService::start()
{
    m_subscription = chassis().events().subscribe([this](const Event& event) { publish(event); });
    return {};
}

void SkylabService::stop()
{
    chassis().events().unsubscribe(m_subscription);
    const std::lock_guard lock(m_mutex);
    m_listeners.clear();
}

Result<http::Response> SkylabService::about(Call&)
{
    JsonWriter json;
    json.beginObject().key("version").beginObject();
    json.key("id").value("v1").key("status").value("CURRENT").key("host").value(QSysInfo::machineHostName());
    json.key("features").beginArray().value("events").value("tasks").value("policy");
    for (const auto& feature : chassis().features())
        json.value(feature);
    json.endArray();
    json.endObject().endObject();
    return jsonResponse(200, json.take());
}

namespace {

/// A resource of the caller's own, by all the names that rules have for its owner.
PolicyTarget ownTarget(const Context& context)
{
    PolicyTarget target;
    const auto put = [&](const QString& value, std::initializer_list<const char*> names) {
        for (const auto* name : names)
            target.insert(QLatin1String(name), value);
    };
    const auto domain = !context.projectDomainId.isEmpty() ? context.projectDomainId : !context.domainId.isEmpty() ? context.domainId : context.userDomainId;
    put(context.projectId, { "project_id", "tenant_id", "target.project.id", "target.limit.project_id" });
    put(context.userId, { "user_id", "target.user.id", "target.token.user_id", "target.credential.user_id", "target.trust.trustor_user_id", "trust.trustor_user_id" });
    put(domain, { "domain_id", "target.domain.id", "target.project.domain_id", "target.group.domain_id", "target.limit.domain_id" });
    put(context.userDomainId, { "target.user.domain_id" });
    return target;
}

} // namespace

Result<http::Response> SkylabService::policy(Call& call)
{
    const auto service = call.query(u"service");
    if (const auto known = chassis().policy().services(); !service.isEmpty() && !known.contains(service))
        return fail(ErrorCode::BadRequest, QStringLiteral("There is no service '%1'. There are %2.").arg(service.left(64), known.join(QStringLiteral(", "))), QStringLiteral("service"));
    JsonWriter json;
    json.beginObject().key("policy").beginObject().key("rules").beginObject();
    for (const auto& [rule, holds] : chassis().policy().verdicts(call.context, ownTarget(call.context), service))
        json.key(QStringView(rule)).value(holds);
    json.endObject().endObject().endObject();
    return jsonResponse(200, json.take());
}

Result<http::Response> SkylabService::events(Call& call)
{
    const auto scope = TRY(scopeOf(call.context));
    bool ok = true;
    const auto text = call.query(u"since");
    const auto since = text.isNull() ? chassis().events().lastSeq() : text.toLongLong(&ok);
    if (!ok || since < 0)
        return fail(ErrorCode::BadRequest, QStringLiteral("'since' must be the seq of an event, not '%1'.").arg(text.left(64)), QStringLiteral("since"));
    if (!TRY(chassis().events().reaches(since)))
        return fail(ErrorCode::Gone, QStringLiteral("What happened after %1 is not in the log any more. Load what you show again, then follow without 'since'.").arg(since));
    if (call.request.isWebSocketUpgrade())
        return eventStream(call, scope, since);
    const auto events = TRY(chassis().events().since(since, replayBatch, scope));
    JsonWriter json;
    json.beginObject().key("events").beginArray();
    for (const auto& event : events)
        json.raw(eventText(event));
    json.endArray().key("last_seq").value(chassis().events().lastSeq()).endObject();
    return jsonResponse(200, json.take());
}

http::Response SkylabService::eventStream(const Call& call, const ProjectScope& scope, qint64 since)
{
    auto listener = std::make_shared<Listener>(chassis(), scope);
    listener->token = Secret(call.context.token);
    listener->checkedAt = Clock::now();
    listener->sent = since;
    http::WebSocketUpgrade upgrade;
    upgrade.open = [this, listener](std::shared_ptr<http::WebSocket> socket) {
        listener->socket = socket;
        const auto* key = listener.get();
        socket->onClosed = [this, key](quint16, const QString&) {
            const std::lock_guard lock(m_mutex);
            m_listeners.erase(key);
        };
        socket->sendText(QStringLiteral("{\"hello\":true,\"seq\":%1}").arg(chassis().events().lastSeq()));
        // Catch up first, in batches. Then join the live ones with the listener locked, so that what was published
        // in between (the last batch) comes before what is published now.
        for (;;) {
            const auto batch = chassis().events().since(listener->sent, replayBatch, listener->scope);
            if (!batch) {
                socket->close(1011, QStringLiteral("The event log can't be read."));
                return;
            }
            for (const auto& event : *batch)
                if (!listener->send(event))
                    return;
            if (batch->size() < replayBatch)
                break;
        }
        const std::lock_guard order(listener->mutex);
        {
            const std::lock_guard lock(m_mutex);
            m_listeners.emplace(key, listener);
        }
        if (const auto missed = chassis().events().since(listener->sent, replayBatch, listener->scope))
            for (const auto& event : *missed)
                if (!listener->sendLocked(event))
                    return;      // onClosed takes it off the list
    };
    http::Response response;
    response.status = 101;
    response.body = std::move(upgrade);
    return response;
}

void SkylabService::publish(const Event& event)
{
    std::vector<std::shared_ptr<Listener>> listeners;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [key, listener] : m_listeners)
            listeners.push_back(listener);
    }
    for (const auto& listener : listeners) {
        if (listener->send(event))
            continue;
        const std::lock_guard lock(m_mutex);
        m_listeners.erase(listener.get());
    }
}

Result<http::Response> SkylabService::listTasks(Call& call)
{
    const auto scope = TRY(scopeOf(call.context));
    const auto openOnly = call.query(u"open");
    const auto tasks = TRY(chassis().tasks().list(scope, openOnly == u"true" || openOnly == u"1", 200));
    JsonWriter json;
    json.beginObject().key("tasks").beginArray();
    for (const auto& task : tasks)
        json.value(toJson(task));
    json.endArray().endObject();
    return jsonResponse(200, json.take());
}

Result<TaskRow> SkylabService::ownTask(const Call& call) const
{
    const auto scope = TRY(scopeOf(call.context));
    auto task = TRY(chassis().tasks().show(call.id(QStringLiteral("task_id"))));
    if (!scope.contains(task.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("No task with the id %1 exists.").arg(task.id));
    return task;
}

Result<http::Response> SkylabService::showTask(Call& call)
{
    const auto task = TRY(ownTask(call));
    JsonWriter json;
    json.beginObject().key("task").value(toJson(task)).endObject();
    return jsonResponse(200, json.take());
}

Result<http::Response> SkylabService::cancelTask(Call& call)
{
    const auto task = TRY(ownTask(call));
    TRY(chassis().tasks().cancel(task.id));
    return http::Response::empty(202);
}

} // namespace skylab::service
