#include "object/ObjectService.h"

#include "object/handlers/FrontHandler.h"
#include "object/model/Acl.h"
#include "service/Chassis.h"

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

} // namespace

QString projectOfAccount(const QString& account)
{
    return account.startsWith(QStringLiteral("AUTH_")) ? account.mid(5) : QString();
}

ObjectService::ObjectService(service::Chassis& chassis, std::unique_ptr<ObjectStore> store)
    : Service(chassis, swiftTraits()), m_store(std::move(store)),
      m_front(std::make_unique<FrontHandler>(*this))
{
}

ObjectService::~ObjectService() { stop(); }

Result<std::unique_ptr<ObjectService>> ObjectService::open(service::Chassis& chassis, std::unique_ptr<ObjectStore> store)
{
    std::unique_ptr<ObjectService> service(new ObjectService(chassis, std::move(store)));
    TRY(service->openDatabase());
    return service;
}

std::vector<service::Route> ObjectService::routes() { return m_front->routes(); }

std::vector<service::Route> ObjectService::rootRoutes() { return m_front->rootRoutes(); }

/// Names in ACLs are not unique across domains: they count where all are known to be of the default domain.
Result<bool> ObjectService::namesCount(const Caller& caller, const QString& account) const
{
    const auto isDefault = [](const QString& domain) { return domain.isEmpty() || domain == u"default"; };
    if (!isDefault(caller.context.userDomainId) || !isDefault(caller.context.projectDomainId))
        return false;
    if (caller.context.projectId == projectOfAccount(account))
        return true;
    return database().read([&](db::Connection& connection) -> Result<bool> {
        const auto row = TRY(Accounts::find(connection, account));
        return row && row->domainId == u"default";      // empty: nobody of the project has told its domain yet
    });
}

Result<> ObjectService::authorize(const Caller& caller, const QString& account, const ContainerRow* container, Want want) const
{
    const auto& context = caller.context;
    if (caller.reach != Caller::Signed::No) {
        const bool reaches = account == caller.signedAccount && (caller.reach == Caller::Signed::Account || (container && container->name == caller.signedContainer));
        return reaches ? Result<>() : fail(ErrorCode::Unauthorized, QStringLiteral("The signature does not reach that far."));
    }
    const service::PolicyTarget target { { QStringLiteral("project_id"), projectOfAccount(account) } };
    if (caller.hasToken() && m_chassis.policy().allows(context, want == Want::Write ? QStringLiteral("object:write") : QStringLiteral("object:read"), target))
        return {};
    if (container) {
        const Acl acl(want == Want::Write ? container->writeAcl : container->readAcl);
        if (caller.hasToken()) {
            Acl::Bearer bearer { context.projectId, {}, context.userId, {} };
            if (TRY(namesCount(caller, account))) {
                bearer.projectName = context.projectName;
                bearer.userName = context.userName;
            }
            if (acl.lets(bearer) || (context.projectId == projectOfAccount(account) && acl.letsRole(context.roles)))
                return {};
        }
        if (want != Want::Write && acl.letsReferrer(caller.referrer) && (want == Want::Read || acl.letsListings()))
            return {};
    }
    if (!caller.hasToken())
        return fail(ErrorCode::Unauthorized, QStringLiteral("This server could not verify that you are authorized to access the document you requested."));
    return fail(ErrorCode::Forbidden, QStringLiteral("Access was denied to this resource."));
}

bool ObjectService::isOwner(const Caller& caller, const QString& account) const
{
    return caller.hasToken() && m_chassis.policy().allows(caller.context, QStringLiteral("object:write"), { { QStringLiteral("project_id"), projectOfAccount(account) } });
}

bool ObjectService::isReseller(const Caller& caller) const
{
    return caller.hasToken() && m_chassis.policy().allows(caller.context, QStringLiteral("object:reseller"));
}

QString ObjectService::ownDomain(const Caller& caller, const QString& account)
{
    return caller.hasToken() && caller.context.projectId == projectOfAccount(account) ? caller.context.projectDomainId : QString();
}

Result<ContainerRow> ObjectService::container(const Caller& caller, const ObjectPath& path, Want want) const
{
    auto row = TRY(database().read([&](db::Connection& connection) { return ContentStore::container(connection, path.account, path.container); }));
    // Those who may not look are told so before they learn whether the container exists.
    TRY(authorize(caller, path.account, row ? &*row : nullptr, want));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(path.container.left(256)));
    return std::move(*row);
}

Result<> ObjectService::announce(db::Transaction& transaction, const Caller& caller, const char* what, const ContainerRow& container, const QString& object)
{
    const auto type = QStringLiteral("object.%1").arg(QLatin1String(what));
    QJsonObject payload { { QStringLiteral("account"), container.account }, { QStringLiteral("container"), container.name } };
    if (!object.isEmpty())
        payload.insert(QStringLiteral("name"), object);
    else if (!type.endsWith(QStringLiteral(".delete")))
        payload = { { QStringLiteral("name"), container.name }, { QStringLiteral("count"), container.objectCount }, { QStringLiteral("bytes"), container.bytesUsed } };
    TRY(service::appendEvent(transaction, caller.context, type, object.isEmpty() ? container.name : container.name + u'/' + object, projectOfAccount(container.account), payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

void ObjectService::removeBlobs(const Change& change) const
{
    for (const auto& [account, blob] : change.blobs)
        if (const auto removed = m_store->remove(account, blob); !removed)
            qCWarning(lcObject).noquote() << "Blob" << blob << "stays until the next start:" << removed.error().message;
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
        auto rows = TRY(connection.query(QStringLiteral("SELECT blob_id FROM objects WHERE substr(blob_id, 1, 1) <> '-' UNION ALL SELECT blob_id FROM versions")));
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

Result<int> ObjectService::removeExpired(const QString& containerId)
{
    Change change;
    const auto count = TRY(database().write([&](db::Transaction& transaction) -> Result<int> {
        change = {};
        return ContentStore::removeExpired(transaction, expiryBatch, change, containerId);
    }));
    removeBlobs(change);
    return count;
}

void ObjectService::expire()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        lock.unlock();
        const auto removed = removeExpired();
        if (!removed)
            qCWarning(lcObject).noquote() << "Expired objects can't be removed:" << removed.error().message;
        lock.lock();
        if (removed.value_or(0) < expiryBatch)
            m_wake.wait_for(lock, expiryInterval, [this] { return m_stopping; });
    }
}

} // namespace skylab::object
