#pragma once

#include "service/Authenticator.h"
#include "service/EventBus.h"
#include "service/Policy.h"
#include "service/TaskRunner.h"

#include <QDir>

#include <functional>
#include <memory>

namespace skylab::service {

/// Settings that every service shares.
struct ChassisOptions {
    QString dataDir;                 ///< databases and files live below
    QString databaseUrl = {};        ///< "postgresql://..." instead of SQLite files in dataDir
    QString region = QStringLiteral("RegionOne");
    QString policyFile = {};         ///< policy.yaml with overrides, optional
    int taskWorkers = 6;
};

/// What the services stand on together: events, tasks, policy, tokens. Built first, destroyed last.
class Chassis {
public:
    /// Opens the event log. The data directory must exist.
    static Result<std::unique_ptr<Chassis>> open(ChassisOptions options);
    ~Chassis();

    [[nodiscard]] const ChassisOptions& options() const { return m_options; }
    [[nodiscard]] EventBus& events() { return *m_events; }
    [[nodiscard]] TaskRunner& tasks() { return *m_tasks; }
    [[nodiscard]] Policy& policy() { return m_policy; }
    [[nodiscard]] QString path(const QString& relative) const { return QDir(m_options.dataDir).filePath(relative); }
    /// Where the database of that name lives.
    [[nodiscard]] db::Location databaseLocation() const;

    /// Which database this is; empty when nobody has asked ensureDatabaseId() yet.
    [[nodiscard]] Result<QString> databaseId();
    /// The same, made up when it has none, is told to `note`; when that fails, none is kept.
    Result<> ensureDatabaseId(const std::function<Result<>(const QString&)>& note);

    /// Set by the identity service.
    void setAuthenticator(Authenticator* authenticator) { m_authenticator = authenticator; }
    [[nodiscard]] Authenticator* authenticator() const { return m_authenticator; }

    /// "http://127.0.0.1:5000": how the cloud reaches itself; known once the server listens.
    void setPublicUrl(const QString& url) { m_publicUrl = url; }
    [[nodiscard]] const QString& publicUrl() const { return m_publicUrl; }

    /// What services have beyond OpenStack: set by the pipeline before the server starts.
    void addFeatures(const QStringList& features) { m_features += features; }
    [[nodiscard]] const QStringList& features() const { return m_features; }

private:
    explicit Chassis(ChassisOptions options);

    ChassisOptions m_options;
    std::unique_ptr<db::Database> m_log;
    std::unique_ptr<EventBus> m_events;
    std::unique_ptr<TaskRunner> m_tasks;
    Policy m_policy;
    Authenticator* m_authenticator = nullptr;
    QString m_publicUrl;
    QStringList m_features;
};

} // namespace skylab::service
