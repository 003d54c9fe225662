#include "object/ObjectService.h"

#include "object/handlers/ContainersHandler.h"
#include "object/handlers/ObjectsHandler.h"
#include "object/model/Headers.h"
#include "service/Chassis.h"
#include "service/Routes.h"

#include <QLoggingCategory>
#include <QSet>

namespace skylab::object {

namespace {

Q_LOGGING_CATEGORY(lcObject, "skylab.object")

service::ServiceTraits swiftTraits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("object");
    traits.types = { QStringLiteral("object-store") };
    traits.catalogName = QStringLiteral("swift");
    traits.root = QStringLiteral("/object-store");
    traits.prefix = QStringLiteral("/object-store/v1");
    traits.endpointPath = QStringLiteral("/object-store/v1/AUTH_%(project_id)s");
    traits.faults = service::FaultStyle::Swift;
    traits.lists = service::ListStyle::Plain;
    return traits;
}

constexpr std::chrono::seconds expiryInterval { 60 };
constexpr int expiryBatch = 100;

} // namespace

QString projectOfAccount(const QString& account)
{
    return account.startsWith(QStringLiteral("AUTH_")) ? account.mid(5) : QString();
}

ObjectService::ObjectService(service::Chassis& chassis, std::unique_ptr<ObjectStore> store)
    : Service(chassis, swiftTraits()), m_store(std::move(store)),
      m_containers(std::make_unique<ContainersHandler>(*this)), m_objects(std::make_unique<ObjectsHandler>(*this))
{
}

ObjectService::~ObjectService() { stop(); }

Result<std::unique_ptr<ObjectService>> ObjectService::open(service::Chassis& chassis, std::unique_ptr<ObjectStore> store)
{
    std::unique_ptr<ObjectService> service(new ObjectService(chassis, std::move(store)));
    TRY(service->openDatabase());
    return service;
}

std::vector<service::Route> ObjectService::routes()
{
    using service::Access;
    // Who may is decided by account and container (ACLs), so the handlers ask authorize(); these rules are its words.
    const service::Guard read { QStringLiteral("object:read"), QStringLiteral("rule:admin_required or role:ResellerAdmin or (role:reader and project_id:%(project_id)s)") };
    const service::Guard write { QStringLiteral("object:write"), QStringLiteral("rule:admin_required or role:ResellerAdmin or (role:member and project_id:%(project_id)s)") };
    const auto row = [](auto handler, auto method, const char* verb, const char* path, const service::Guard& guard) {
        return service::streaming(service::open(service::route(verb, path, guard, handler, method), Access::Optional));
    };
    auto* containers = m_containers.get();
    auto* objects = m_objects.get();
    return {
        row(containers, &ContainersHandler::listAccount, "GET", "/{account}", read),
        row(containers, &ContainersHandler::updateAccount, "POST", "/{account}", write),
        row(containers, &ContainersHandler::list, "GET", "/{account}/{container}", read),
        row(containers, &ContainersHandler::create, "PUT", "/{account}/{container}", write),
        row(containers, &ContainersHandler::update, "POST", "/{account}/{container}", write),
        row(containers, &ContainersHandler::remove, "DELETE", "/{account}/{container}", write),
        row(objects, &ObjectsHandler::show, "GET", "/{account}/{container}/{object*}", read),
        row(objects, &ObjectsHandler::create, "PUT", "/{account}/{container}/{object*}", write),
        row(objects, &ObjectsHandler::update, "POST", "/{account}/{container}/{object*}", write),
        row(objects, &ObjectsHandler::copy, "COPY", "/{account}/{container}/{object*}", write),
        row(objects, &ObjectsHandler::remove, "DELETE", "/{account}/{container}/{object*}", write),
    };
}

std::vector<service::Route> ObjectService::rootRoutes()
{
    return { service::open(service::route("GET", "/info", { QStringLiteral("object:info"), service::rules::anyone }, this, &ObjectService::info)) };
}

Result<http::Response> ObjectService::info(service::Call&)
{
    JsonWriter json;
    json.beginObject().key("swift").beginObject();
    json.key("version").value("2.30.0");
    json.key("max_file_size").value(maxObjectBytes).key("max_meta_count").value(maxMetaCount).key("max_meta_name_length").value(maxMetaName);
    json.key("max_meta_value_length").value(maxMetaValue).key("max_meta_overall_size").value(maxMetaTotal);
    json.key("max_object_name_length").value(maxObjectName).key("max_container_name_length").value(maxAccountOrContainerName);
    json.key("max_account_name_length").value(maxAccountOrContainerName).key("account_listing_limit").value(10000).key("container_listing_limit").value(10000);
    json.key("policies").beginArray().beginObject().key("name").value("Policy-0").key("default").value(true).key("aliases").value("Policy-0").endObject().endArray();
    json.endObject();
    json.key("container_quotas").beginObject().endObject();
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<> ObjectService::authorize(const service::Call& call, const QString& account, const ContainerRow* container, Want want) const
{
    const auto& context = call.context;
    const service::PolicyTarget target { { QStringLiteral("project_id"), projectOfAccount(account) } };
    if (!context.userId.isEmpty() && call.policy->allows(context, want == Want::Write ? QStringLiteral("object:write") : QStringLiteral("object:read"), target))
        return {};
    if (container) {
        const auto& acl = want == Want::Write ? container->writeAcl : container->readAcl;
        if (aclAllows(acl, context.projectId, context.projectName, context.userId, context.userName))
            return {};
        if (want == Want::Read && aclIsPublic(acl))
            return {};
        if (want == Want::List && aclAllowsListing(acl))
            return {};
    }
    if (context.userId.isEmpty())
        return fail(ErrorCode::Unauthorized, QStringLiteral("This server could not verify that you are authorized to access the document you requested."));
    return fail(ErrorCode::Forbidden, QStringLiteral("Access was denied to this resource."));
}

Result<ContainerRow> ObjectService::container(db::Connection& connection, const QString& account, const QString& name) const
{
    auto row = TRY(Containers::findWhere(connection, QStringLiteral("account = ? AND name = ?"), { account, name }));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(name.left(256)));
    return std::move(*row);
}

Result<> ObjectService::announce(db::Transaction& transaction, const service::Call& call, const char* what, const ContainerRow& container, const QString& object)
{
    const auto type = QStringLiteral("object.%1").arg(QLatin1String(what));
    QJsonObject payload { { QStringLiteral("account"), container.account }, { QStringLiteral("container"), container.name } };
    if (!object.isEmpty())
        payload.insert(QStringLiteral("name"), object);
    else if (!type.endsWith(QStringLiteral(".delete")))
        payload = { { QStringLiteral("name"), container.name }, { QStringLiteral("count"), container.objectCount }, { QStringLiteral("bytes"), container.bytesUsed } };
    TRY(service::appendEvent(transaction, call.context, type, object.isEmpty() ? container.name : container.name + u'/' + object, projectOfAccount(container.account), payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> ObjectService::start()
{
    // Without its disk the service still answers; what needs the disk says what is wrong.
    if (auto removed = removeOrphans(); !removed)
        qCWarning(lcObject).noquote() << "Blobs that no object owns can't be removed:" << removed.error().message;
    m_expirer = std::thread([this] { expire(); });
    return {};
}

void ObjectService::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_expirer.joinable())
        m_expirer.join();
}

Result<> ObjectService::removeOrphans()
{
    const auto blobs = TRY(m_store->list());
    if (blobs.isEmpty())
        return {};
    QSet<QString> owned;
    TRY(database().read([&](db::Connection& connection) -> Result<> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT blob_id FROM objects")));
        while (rows.next())
            owned.insert(rows.get<QString>(0));
        return rows.check();
    }));
    for (const auto& blob : blobs)
        if (!owned.contains(blob.blobId)) {
            qCInfo(lcObject) << "Removing blob" << blob.blobId << "that no object owns";
            TRY(m_store->remove(blob.account, blob.blobId));
        }
    return {};
}

void ObjectService::expire()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        lock.unlock();
        QList<std::pair<QString, QString>> blobs;
        const auto removed = database().write([&](db::Transaction& transaction) -> Result<> {
            blobs.clear();
            const auto expired = TRY(Objects::select(transaction, QStringLiteral("delete_at <= ?"), { Clock::now().micros }, QStringLiteral("delete_at LIMIT %1").arg(expiryBatch)));
            for (const auto& row : expired) {
                TRY(transaction.execute(QStringLiteral("UPDATE containers SET object_count = object_count - 1, bytes_used = bytes_used - ? WHERE id = ?"), row.bytes, row.containerId));
                TRY(Objects::remove(transaction, row.id));
                if (const auto container = TRY(Containers::find(transaction, row.containerId)))
                    blobs.append({ container->account, row.blobId });
            }
            return {};
        });
        if (!removed)
            qCWarning(lcObject) << "Expired objects can't be removed:" << removed.error().message;
        else
            for (const auto& [account, blob] : blobs)
                (void)m_store->remove(account, blob);
        lock.lock();
        if (blobs.size() < expiryBatch)
            m_wake.wait_for(lock, expiryInterval, [this] { return m_stopping; });
    }
}

} // namespace skylab::object
