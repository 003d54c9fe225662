#pragma once

#include "cloud/Parts.h"
#include "http/Server.h"
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

    /// Blocks until every service answers. `progress` is told each named step; any thread may call this, the cloud
    /// has threads of its own. On error everything that was started is stopped again.
    static Result<std::unique_ptr<Cloud>> start(Config config, const Progress& progress);
    /// stop()
    ~Cloud();
    Q_DISABLE_COPY_MOVE(Cloud)

    /// Lets requests in flight end, lets running task steps end, closes the databases. Guests go on running.
    void stop();

    /// Reads the policy file again, and the TLS certificate. On an error what was in force stays, and the error says why.
    Result<> reload();

    [[nodiscard]] const Config& config() const { return m_config; }
    [[nodiscard]] QString baseUrl() const;          ///< "http://127.0.0.1:5000"
    [[nodiscard]] QString authUrl() const { return baseUrl() + QStringLiteral("/identity/v3"); }
    [[nodiscard]] QString cloudsYaml() const;       ///< path of the file that clients read
    [[nodiscard]] service::Chassis& chassis() { return *m_chassis; }
    [[nodiscard]] service::Pipeline& pipeline() { return *m_pipeline; }

private:
    explicit Cloud(Config config);
    Result<> prepareDataDir();
    Result<> lockDataDir();
    Result<> build(const Progress& progress);
    Result<> listen();
    Result<> firstStart(const Progress& progress);

    Config m_config;
    std::unique_ptr<QTemporaryDir> m_temporary;
    int m_lock = -1;
    std::unique_ptr<service::Chassis> m_chassis;
    Parts m_parts;
    std::unique_ptr<service::Pipeline> m_pipeline;
    std::unique_ptr<http::Server> m_server;
    bool m_stopped = false;
};

} // namespace skylab
