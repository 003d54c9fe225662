#include "shell/notice/DesktopNotes.h"

#include "shell/notice/Notices.h"

#include <QApplication>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QSystemTrayIcon>

namespace skylab::shell {

namespace {
const QString service = QStringLiteral("org.freedesktop.Notifications");
const QString path = QStringLiteral("/org/freedesktop/Notifications");
constexpr int answerTime = 3000;   // milliseconds
} // namespace

DesktopNotes::DesktopNotes(const QDBusConnection& bus, QObject* parent) : QObject(parent), m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(service, path, service, QStringLiteral("ActionInvoked"), this, SLOT(onAction(QDBusMessage)));
    m_bus.connect(service, path, service, QStringLiteral("NotificationClosed"), this, SLOT(onClosed(QDBusMessage)));
}

void DesktopNotes::tell(const Notice& notice)
{
    const auto text = notice.cloud.isEmpty() ? notice.text : tr("%1: %2").arg(notice.cloud, notice.text);
    if (!m_bus.isConnected())
        return tellInTray(notice.title, text, notice.id);
    auto message = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("Notify"));
    const QVariantMap hints { { QStringLiteral("desktop-entry"), QStringLiteral("skylab") }, { QStringLiteral("urgency"), QVariant::fromValue<uchar>(notice.tone == kit::Tone::Error ? 2 : 1) } };
    const QStringList actions { QStringLiteral("default"), tr("Show") };
    message << QStringLiteral("Skylab") << 0U << QStringLiteral("skylab") << notice.title << text.toHtmlEscaped() << actions << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(m_bus.asyncCall(message, answerTime), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, title = notice.title, text, id = notice.id] {
        const QDBusPendingReply<uint> reply = *watcher;
        watcher->deleteLater();
        if (reply.isError())
            tellInTray(title, text, id);
        else
            m_shown[reply.value()] = id;
    });
}

void DesktopNotes::tellInTray(const QString& title, const QString& text, int notice)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(QApplication::windowIcon(), this);
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT activated(m_inTray); });
    }
    m_inTray = notice;
    m_tray->show();
    m_tray->showMessage(title, text);
}

void DesktopNotes::onAction(const QDBusMessage& message)
{
    const auto arguments = message.arguments();
    if (arguments.isEmpty())
        return;
    if (const auto it = m_shown.constFind(arguments[0].toUInt()); it != m_shown.constEnd())
        Q_EMIT activated(*it);
}

void DesktopNotes::onClosed(const QDBusMessage& message) { m_shown.remove(message.arguments().value(0).toUInt()); }

} // namespace skylab::shell
