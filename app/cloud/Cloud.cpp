#include "cloud/Cloud.h"

#include "cloud/CredentialFiles.h"
#include "cloud/Drivers.h"
#include "cloud/FaultPoints.h"
#include "cloud/FirstStart.h"
#include "cloud/LocalClient.h"
#include "compute/ComputeService.h"
#include "db/Rest.h"
#include "http/Certificate.h"
#include "identity/IdentityService.h"
#include "network/NetworkService.h"
#include "ops/DataDir.h"

#include <QDateTime>
#include <QDir>
#include <QLoggingCategory>
#include <QThread>

#include <algorithm>
#include <sys/resource.h>
#include <sys/stat.h>

namespace skylab {

namespace {
Q_LOGGING_CATEGORY(lcCloud, "skylab.cloud")
constexpr std::chrono::milliseconds drainTime { 10'000 };
} // namespace

Cloud::Cloud(Config config) : m_config(std::move(config)) { }

Cloud::~Cloud() { stop(); }

Result<std::unique_ptr<Cloud>> Cloud::start(Config config, const Progress& progress, const Cancelled& cancelled)
{
    if (config.printPolicy) {      // needs no data, and must not wait for a cloud that runs on it
        config.ephemeral = true;
        config.drivers = QStringLiteral("fake");
        config.databaseUrl.clear();
    }
    std::unique_ptr<Cloud> cloud(new Cloud(std::move(config)));
    cloud->m_cancelled = cancelled;
    if (auto started = cloud->startUp(progress); !started) {
        cloud->takeBack();
        return fail(started.error());
    }
    return cloud;
}

Result<> Cloud::startUp(const Progress& progress)
{
    TRY(step(progress, QStringLiteral("Prepare the data directory")));
    TRY(prepareDataDir());
    TRY(build(progress));
    TRY(step(progress, QStringLiteral("Listen on %1").arg(m_config.listen)));
    TRY(listen());
    return firstStart(progress);
}

Result<> Cloud::step(const Progress& progress, const QString& text)
{
    if (m_cancelled && m_cancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("The start was cancelled."));
    progress(text);
    return {};
}

void Cloud::takeBack()
{
    m_dismantle = m_config.rollBack && m_fresh && m_lock;   // without the lock it may be another's
    stop();
    if (!m_dismantle)
        return;
    const QDir dir(m_config.dataDir);
    if (m_dirMade) {
        QDir(m_config.dataDir).removeRecursively();
        return;
    }
    for (const auto& entry : dir.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        entry.isDir() && !entry.isSymLink() ? QDir(entry.filePath()).removeRecursively() : QFile::remove(entry.filePath());
}

Result<> Cloud::prepareDataDir()
{
    if (m_config.ephemeral) {
        m_temporary = std::make_unique<QTemporaryDir>(QDir::temp().filePath(QStringLiteral("skylab-XXXXXX")));
        if (!m_temporary->isValid())
            return fail(ErrorCode::NoSpace, QStringLiteral("No temporary directory can be made: %1.").arg(m_temporary->errorString()));
        m_config.dataDir = m_temporary->path();
    }
    m_dirMade = !QDir(m_config.dataDir).exists();
    m_fresh = QDir(m_config.dataDir).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    if (!QDir().mkpath(m_config.dataDir))
        return fail(ErrorCode::Forbidden, QStringLiteral("The data directory %1 can't be made. Choose another one with --data, or run as a user who may write there.").arg(m_config.dataDir));
    m_lock = TRY(ops::DataLock::take(m_config.dataDir));
    // Guests run as another user and must reach their disks below; secrets inside are 0600 themselves. A directory that others
    // use too keeps its mode else: without the sticky bit and everybody's write access /tmp is no longer /tmp.
    const auto path = QFile::encodeName(m_config.dataDir);
    if (struct stat now {}; m_dirMade || m_fresh)
        chmod(path.constData(), 0711);
    else if (stat(path.constData(), &now) == 0 && (now.st_mode & 0011) != 0011)
        chmod(path.constData(), (now.st_mode & 07777) | 0011);
    return m_config.databaseUrl.isEmpty() ? ops::examineBeforeStart(m_config.dataDir, m_lock->wasCutOff()) : Result<>();
}

Result<> Cloud::build(const Progress& progress)
{
    TRY(step(progress, QStringLiteral("Open the databases")));
    m_chassis = TRY(service::Chassis::open({ .dataDir = m_config.dataDir, .databaseUrl = m_config.databaseUrl, .region = m_config.region, .policyFile = m_config.policyFile }));
    const auto databaseId = TRY(m_chassis->databaseId());
    TRY(ops::compareDatabase(m_config.dataDir, databaseId));
    m_parts = TRY(buildServices(*m_chassis, m_config));
    const bool isNew = TRY(m_parts.identity->isNew());
    TRY(ops::tieDatabase(m_config.dataDir, *m_chassis, isNew));
    if (m_config.databaseUrl.isEmpty())
        TRY(ops::noteDatabases(m_config.dataDir));
    m_pipeline = std::make_unique<service::Pipeline>(*m_chassis);
    QList<service::ServiceTraits> traits;
    for (const auto& service : m_parts.services) {
        TRY(m_pipeline->addService(*service));
        traits << service->traits();
    }
    m_parts.compute->setPeerApi([this](const service::Context& context, const compute::PeerRequest& request) {
        return LocalClient(*m_pipeline, m_chassis->publicUrl(), context.token).forward(request.method, request.path, request.body, request.type);
    });
    if (!m_config.policyFile.isEmpty())
        TRY(m_chassis->policy().loadOverrides(m_config.policyFile));
    if (m_config.printPolicy)
        return {};
    TRY(m_parts.identity->registerCatalog(traits));
    TRY(m_chassis->events().start());
    for (const auto& service : m_parts.services) {
        TRY(step(progress, QStringLiteral("Start %1").arg(service->traits().name)));
        TRY(service->start());
    }
    return installFaultPoint(m_chassis->tasks());
}

Result<> Cloud::listen()
{
    if (m_config.printPolicy)
        return {};
    http::ServerOptions options;
    options.address = m_config.listenAddress();
    options.port = m_config.listenPort();
    options.isSlow = [identity = m_parts.identity](const http::Request& request) { return identity->isSlow(request, identity->hasDirectories()); };
    if (m_config.databaseUrl.isEmpty())      // another process' database may let us wait
        options.isQuick = [this](const http::Request& request) { return m_pipeline->isQuick(request); };
    options.ioThreads = std::clamp(QThread::idealThreadCount() / 2, 1, 4);
    options.slowWorkers = slowWorkers();
    options.onRest = db::rest;
    rlimit files {};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)      // what is left is for databases, guests and files
        options.maxConnections = int(std::clamp<rlim_t>(files.rlim_cur / 2, 64, rlim_t(options.maxConnections)));
    const bool loopback = options.address.startsWith(QStringLiteral("127.")) || options.address == u"::1" || options.address == u"localhost";
    if (!loopback && m_config.tlsCertificate.isEmpty())
        TRY(makeOwnCertificate());
    else
        tendCertificate();
    options.certificateFile = m_config.tlsCertificate;
    options.keyFile = m_ownKey.isEmpty() ? m_config.tlsKey : m_ownKey;
    m_server = std::make_unique<http::Server>(options, [this](const http::Request& request, http::BodyReader& body) { return m_pipeline->handle(request, body); });
    TRY(m_server->start());
    m_chassis->setPublicUrl(baseUrl());
    m_parts.network->attachServer(*m_server);
    return m_chassis->tasks().start();      // what was interrupted may need what is served: metadata for a guest that boots
}

/// Passwords and tokens would cross the network in the clear: make a certificate that clients can pin.
Result<> Cloud::makeOwnCertificate()
{
    const auto file = m_chassis->path(QStringLiteral("tls.crt")), key = m_chassis->path(QStringLiteral("tls.key"));
    if (!QFile::exists(file))
        TRY(http::makeSelfSignedCertificate(file, key, {}, certifiedAddresses()));
    m_config.tlsCertificate = file;
    m_ownKey = key;
    tendCertificate();
    qCInfo(lcCloud).noquote() << "TLS certificate SHA-256" << http::certificateFingerprint(file).value_or(QString());
    return {};
}

QStringList Cloud::certifiedAddresses() const
{
    const auto address = m_config.listenAddress();
    return address == u"0.0.0.0" || address == u"::" ? QStringList() : QStringList { address };
}

void Cloud::tendCertificate()
{
    const auto file = m_config.tlsCertificate;
    if (file.isEmpty())
        return;
    const auto renewed = m_ownKey.isEmpty() ? Result<bool>(false) : http::renewSelfSignedCertificate(file, m_ownKey, {}, certifiedAddresses());
    if (!renewed)
        qCWarning(lcCloud).noquote() << "The TLS certificate can't be made anew:" << renewed.error().message;
    else if (*renewed)
        qCWarning(lcCloud).noquote() << "The TLS certificate was about to end, or did not name the address, and is made anew with the same key. Who pinned the old one is asked. SHA-256"
                                     << http::certificateFingerprint(file).value_or(QString());
    if (const auto read = renewed.value_or(false) && m_server ? m_server->reload() : Result<>(); !read)
        qCWarning(lcCloud).noquote() << "The new TLS certificate is not in use:" << read.error().message;
    if (const auto end = http::certificateEnd(file); end && *end < QDateTime::currentDateTimeUtc().addDays(http::renewalDays))
        qCWarning(lcCloud).noquote() << "The TLS certificate" << file << "ends at" << end->toString(Qt::ISODate) << "- replace it, then send SIGHUP.";
}

QString Cloud::baseUrl() const
{
    auto address = m_config.listenAddress();
    if (address == u"0.0.0.0")
        address = QStringLiteral("127.0.0.1");
    else if (address == u"::" || address.contains(u':'))
        address = QStringLiteral("[%1]").arg(address == u"::" ? QStringLiteral("::1") : address);
    return QStringLiteral("%1://%2:%3").arg(m_config.tlsCertificate.isEmpty() ? QStringLiteral("http") : QStringLiteral("https"), address).arg(m_server ? m_server->port() : m_config.listenPort());
}

QString Cloud::cloudsYaml() const { return QDir(m_config.dataDir).filePath(QStringLiteral("clouds.yaml")); }

/// Brings the cloud's own entries of clouds.yaml up to date. Passwords that are empty were not made now, and stand nowhere else.
Result<> Cloud::keepCredentials(const Secret& demo, const Secret& admin)
{
    const bool exists = QFile::exists(cloudsYaml());
    const auto update = [&]() -> Result<> {
        const auto found = TRY(readCredentialFile(m_config.dataDir));
        std::vector<SignIn> entries;
        const auto keep = [&](const QString& cloud, const QString& user, const Secret& password) {
            const auto entry = std::find_if(found.begin(), found.end(), [&](const SignIn& one) { return one.cloud == cloud; });
            const bool known = entry != found.end();
            if (exists && password.isEmpty() && (!known || entry->password.isEmpty() || entry->userName.isEmpty())) {
                if (known)
                    qCWarning(lcCloud).noquote() << cloudsYaml() << "has no user name and password for the cloud" << cloud << "- its entry stays as it is, also if the address changes.";
                return;
            }
            entries.push_back(known && !entry->userName.isEmpty() ? *entry : SignIn { cloud, user, user, {} });
            if (!password.isEmpty())
                entries.back().password = password;
        };
        keep(QStringLiteral("skylab"), QStringLiteral("demo"), demo);
        keep(QStringLiteral("skylab-admin"), QStringLiteral("admin"), admin);
        return writeCredentialFiles(m_config.dataDir, authUrl(), m_config.region, entries, m_config.tlsCertificate);
    };
    auto updated = update();
    if (updated || updated.error().code != ErrorCode::BadRequest || !demo.isEmpty() || !admin.isEmpty())
        return updated;
    qCWarning(lcCloud).noquote() << updated.error().message << "It stays as it is, also if the address changes.";
    return {};
}

Result<> Cloud::firstStart(const Progress& progress)
{
    if (m_config.printPolicy)
        return {};
    auto* identity = m_parts.identity;
    const auto made = TRY(identity->passwordsToMake());
    TRY(keepCredentials(made.demoPassword, made.adminPassword));
    // Only now, when the passwords are on the disk: there is no other place to learn them from, and the next start makes no others.
    TRY(identity->bootstrap({ .region = m_config.region, .adminPassword = made.adminPassword, .demoPassword = made.demoPassword }));
    const LocalClient admin(*m_pipeline, baseUrl(), TRY(identity->issueToken(QStringLiteral("admin"), QStringLiteral("admin"))));
    // An administrator may have deleted the demo: then its part of the first start is over, and the cloud starts all the same.
    const LocalClient demo(*m_pipeline, baseUrl(), identity->issueToken(QStringLiteral("demo"), QStringLiteral("demo")).value_or(QByteArray()));
    auto seeded = FirstStart(m_config, admin, demo, progress).run(m_cancelled);
    if (!seeded && seeded.error().code == ErrorCode::Cancelled)
        return seeded;
    if (!seeded)
        progress(QStringLiteral("Some parts of the first start failed and are tried again at the next: %1").arg(seeded.error().message));
    return {};
}

Result<> Cloud::reload()
{
    if (!m_config.policyFile.isEmpty())
        TRY(m_chassis->policy().loadOverrides(m_config.policyFile));
    return m_config.tlsCertificate.isEmpty() ? Result<>() : m_server->reload();
}

void Cloud::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    if (m_server)
        m_server->stop(drainTime);
    if (m_chassis) {
        m_chassis->tasks().stop();
        if ((m_config.ephemeral && !m_config.printPolicy) || m_dismantle) {
            for (auto it = m_parts.services.rbegin(); it != m_parts.services.rend(); ++it)
                (*it)->dismantle();
        }
        for (auto it = m_parts.services.rbegin(); it != m_parts.services.rend(); ++it)
            (*it)->stop();
        m_chassis->events().stop();
    }
    m_pipeline.reset();
    m_parts = {};
    m_chassis.reset();
    m_server.reset();
    m_lock.reset();
}

} // namespace skylab
