#pragma once

#include "cloud/Parts.h"
#include "core/Secret.h"
#include "http/Server.h"
#include "ops/DataLock.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace skylab {

/// A whole cloud in this process: the services, their engines, the HTTP server. It builds, starts and stops; it has no
/// verbs of its own. Used by skylabd, by the window for its embedded cloud, and by tests.
class Cloud {
public:
    using Progress = std::function<void(const QString& step)>;
    using Cancelled = std::function<bool()>;

    /// Blocks until every service answers. `progress` is told each named step; any thread may call this, the cloud
    /// has threads of its own. On error everything that was started is stopped again. `cancelled` is asked before each step; then
    /// the start ends with Cancelled. With Config::rollBack a start that fails takes away what it made in an empty data directory.
    static Result<std::unique_ptr<Cloud>> start(Config config, const Progress& progress, const Cancelled& cancelled = {});
    /// stop()
    ~Cloud();
    Q_DISABLE_COPY_MOVE(Cloud)

    /// Lets requests in flight end, lets running task steps end, closes the databases. Guests go on running.
    void stop();

    /// Reads the policy file again, and the TLS certificate. On an error what was in force stays, and the error says why.
    Result<> reload();

    /// Once a day: makes Skylab's own TLS certificate anew before it ends, and warns in the log of the end of another one.
    void tendCertificate();

    [[nodiscard]] const Config& config() const { return m_config; }
    [[nodiscard]] QString baseUrl() const;          ///< "http://127.0.0.1:5000"
    [[nodiscard]] QString authUrl() const { return baseUrl() + QStringLiteral("/identity/v3"); }
    [[nodiscard]] QString cloudsYaml() const;       ///< path of the file that clients read
    [[nodiscard]] service::Chassis& chassis() { return *m_chassis; }
    [[nodiscard]] service::Pipeline& pipeline() { return *m_pipeline; }

private:
    explicit Cloud(Config config);
    Result<> startUp(const Progress& progress);
    Result<> step(const Progress& progress, const QString& text);
    void takeBack();
    Result<> prepareDataDir();
    Result<> build(const Progress& progress);
    Result<> listen();
    Result<> makeOwnCertificate();
    [[nodiscard]] QStringList certifiedAddresses() const;
    Result<> firstStart(const Progress& progress);
    Result<> keepCredentials(const Secret& demo, const Secret& admin);

    Config m_config;
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<ops::DataLock> m_lock;
    std::unique_ptr<service::Chassis> m_chassis;
    Parts m_parts;
    std::unique_ptr<service::Pipeline> m_pipeline;
    std::unique_ptr<http::Server> m_server;
    Cancelled m_cancelled;
    QString m_ownKey;            ///< of the certificate that Skylab makes for itself; empty: there is none
    bool m_stopped = false;
    bool m_fresh = false;        ///< the data directory was empty
    bool m_dirMade = false;
    bool m_dismantle = false;    ///< what the engines hold goes too
};

} // namespace skylab
