#pragma once

#include <QDBusConnection>
#include <QHash>
#include <QObject>

class QSystemTrayIcon;

namespace skylab::shell {

struct Notice;

/// Shows notices on the desktop: through org.freedesktop.Notifications, or the tray where nothing answers there. Returns at once.
/// https://specifications.freedesktop.org/notification-spec/latest/
class DesktopNotes : public QObject {
    Q_OBJECT
public:
    explicit DesktopNotes(const QDBusConnection& bus, QObject* parent = nullptr);

    void tell(const Notice& notice);

Q_SIGNALS:
    /// The user clicked on it.
    void activated(int notice);

private Q_SLOTS:
    void onAction(const QDBusMessage& message);
    void onClosed(const QDBusMessage& message);

private:
    void tellInTray(const QString& title, const QString& text, int notice);

    QDBusConnection m_bus;
    QHash<uint, int> m_shown;         ///< the desktop's number to ours
    QSystemTrayIcon* m_tray = nullptr;
    int m_inTray = 0;
};

} // namespace skylab::shell
