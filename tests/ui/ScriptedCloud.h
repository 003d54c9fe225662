#pragma once

#include "sdk/client/Connection.h"
#include "support/web/ScriptedServer.h"

#include <QJsonArray>
#include <QMap>

#include <optional>

namespace skylab::test {

inline const QString web1 = QStringLiteral("7c1e0000-aaaa-4bbb-8ccc-0123456789ab");
inline const QString gitlab = QStringLiteral("7c1e0007-aaaa-4bbb-8ccc-0123456789ab");   ///< stopped

/// A cloud that keeps its resources in tables of JSON: enough of every API that the window uses to list, show, create, change
/// and delete, with events on its stream. Servers become ACTIVE when settle() is called.
class ScriptedCloud : public QObject {
    Q_OBJECT
public:
    explicit ScriptedCloud(QObject* parent = nullptr);

    [[nodiscard]] client::Connection connection() const;
    /// Rows of a table by its path: table("/compute/v2.1/servers").
    QMap<QString, QJsonObject>& table(const QString& path) { return m_tables[path].rows; }
    void put(const QString& path, const QJsonObject& row);
    void remove(const QString& path, const QString& id);
    void throwAway(QJsonObject server);   // a copy: the row goes
    /// Work in progress comes to its end.
    void settle();
    /// Fills every table with a small, plausible cloud.
    void fillSample();
    ScriptedServer& server() { return m_server; }
    /// The next request with this verb is refused so.
    void refuseNext(const QByteArray& verb, const Answer& answer) { m_refusals[verb] = answer; }
    /// The next request with this verb at this path is refused so.
    void refuseAt(const QByteArray& verb, const QString& path, const Answer& answer) { m_refusalsAt[verb + ' ' + path.toUtf8()] = answer; }
    /// Every request with this verb at this path is refused so.
    void refuseAll(const QByteArray& verb, const QString& path, const Answer& answer) { m_refusalsOfAll[verb + ' ' + path.toUtf8()] = answer; }

    /// Its streams break; they may come back.
    void cutStreams();
    /// What happened so far can't be told any more: those who follow are refused with 410.
    void cutLog() { m_log.clear(), m_logBegins = m_seq; }
    /// What it says of itself and of its user; take effect at the next sign-in.
    QStringList features { "events", "tasks" };   ///< of /skylab/v1
    bool hasExtras = true;                         ///< whether it has /skylab/v1 at all
    QJsonObject rules;                             ///< of /skylab/v1/policy
    QStringList roles { "admin", "member" };
    QStringList regions { "RegionOne" };           ///< only the first has Compute

    QString consoleLog = QStringLiteral("[    0.000000] Linux version 6.1.0\n[    1.2] Run /init\nlogin: ");   ///< of every server
    /// Where remote-consoles of a type ("novnc", "serial") lead; none is refused as Nova does.
    QMap<QString, QString> consoleUrls;
    /// MiB that its one host has free: what /skylab/v1/fit goes by.
    int freeMemory = 19'000;
    /// How often a deleted server is found before it is gone; no network can be deleted meanwhile.
    int lingering = 0;
    /// What /skylab/v1/explain says, by server.
    QMap<QString, QJsonObject> explanations;
    /// What os-server-password tells.
    QString serverPassword;
    /// What os-instance-actions lists beside the creation.
    QJsonArray instanceActions;

private:
    struct Table {
        QString key;           ///< of the listing
        QString itemKey;       ///< of one row; empty: bare
        QString event;         ///< resource type
        QMap<QString, QJsonObject> rows;
    };
    Answer answer(const Ask& ask);
    Answer token(const Ask& ask);
    Answer list(const Table& table, const Ask& ask) const;
    Answer create(const QString& path, Table& table, const Ask& ask);
    Answer change(const QString& path, Table& table, const QString& id, const Ask& ask);
    Answer serverAction(const QString& id, const Ask& ask);
    std::optional<Answer> computeAnswer(const Ask& ask);
    std::optional<Answer> lingeringAnswer(const Ask& ask);
    Answer skylabAnswer(const Ask& ask);
    Answer attachments(QJsonObject row, const QString& volume, const Ask& ask);
    Answer consoleOutput(int lines) const;
    QJsonObject fitOf(const QJsonObject& wanted);
    QJsonObject metricsOf(const QString& server) const;
    Answer remoteConsole(const Ask& ask) const;
    Answer instanceActionList() const;
    void sendEvent(const Table& table, const char* what, const QString& id, const QJsonObject& row);
    void fillCompute();
    void fillNetwork();
    void fillRest();

    QMap<QString, Table> m_tables;
    QList<QWebSocket*> m_streams;
    QMap<QByteArray, Answer> m_refusals;
    QMap<QByteArray, Answer> m_refusalsAt;
    QMap<QByteArray, Answer> m_refusalsOfAll;
    QMap<QString, QJsonObject> m_trashed;
    QMap<QString, int> m_lingering;   ///< by server
    QMap<int, QString> m_log;
    int m_seq = 100;
    int m_logBegins = 0;
    int m_next = 1;
    ScriptedServer m_server;   ///< last: its sockets tell the lists above when they go
};

} // namespace skylab::test
