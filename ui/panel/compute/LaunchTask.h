#pragma once

#include "panel/compute/LaunchDraft.h"

#include <QObject>
#include <QPointer>

namespace skylab::panel {

class Sequence;

/// Launches what a draft says: makes first what the project lacks (key pair, network, security group, size), then the instances;
/// then follows them until they are ready and says so. What was made is taken away again when the launch is refused, and when
/// it is undone. It deletes itself when all is over.
class LaunchTask : public QObject {
    Q_OBJECT
public:
    LaunchTask(const Context& context, LaunchDraft draft);

    void start();
    /// The draft that an instance of this session was launched with; nothing for others.
    [[nodiscard]] static const LaunchDraft* draftOf(const QString& serverId);

Q_SIGNALS:
    /// What it does now, in words.
    void progressed(const QString& text);
    void accepted();
    /// Nothing of it is left but what the error names.
    void refused(const skylab::Error& error);

private:
    void planKey(Sequence& sequence);
    void planNetwork(Sequence& sequence);
    void planRouter(Sequence& sequence);
    void planGroup(Sequence& sequence);
    void planFlavor(Sequence& sequence);
    void planServers(Sequence& sequence);
    void takeAnswer(const QString& name, const QJsonObject& answer);
    void say(Sequence& sequence, const QString& text);
    void keepKey(const QString& name, const QString& key);
    void onAccepted();
    void onUnlisted();
    void onRefused(const Error& error);
    void showRows();
    void follow(const QString& id);
    void onReady(const QString& id);
    void noteMade(const QString& name, const QString& service, const QString& path, const QJsonValue& body = QJsonValue::Undefined, const QByteArray& verb = "DELETE");

    Context m_context;
    QPointer<QWidget> m_window;
    LaunchDraft m_draft;
    QList<QPair<QString, QString>> m_servers;   ///< ids and names
    QString m_reservation;
    QString m_subnet;                           ///< that was made
    std::vector<client::Request> m_made;        ///< calls that take away what was made, the last first
    QHash<QString, QString> m_names;            ///< of what they take away, by their paths
    int m_running = 0;
};

} // namespace skylab::panel
