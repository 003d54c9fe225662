#include "compute/ConsoleTokens.h"

#include <QRandomGenerator>

#include <array>

namespace skylab::compute {

QString ConsoleTokens::issue(const QString& serverId, const QString& type)
{
    std::array<quint32, 8> random {};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const auto token = QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(random.data()), sizeof random).toHex());
    const std::lock_guard lock(m_mutex);
    prune();
    m_grants.insert(token, { serverId, type, Clock::now().addSeconds(lifetimeSeconds) });
    return token;
}

Result<ConsoleTokens::Grant> ConsoleTokens::redeem(const QString& token)
{
    const std::lock_guard lock(m_mutex);
    prune();
    const auto grant = m_grants.constFind(token);
    if (grant == m_grants.constEnd())
        return fail(ErrorCode::NotFound, QStringLiteral("The console's token is unknown or has expired. Ask for a new console."));
    return *grant;
}

void ConsoleTokens::revoke(const QString& serverId)
{
    const std::lock_guard lock(m_mutex);
    m_grants.removeIf([&](const QHash<QString, Grant>::iterator& one) { return one->serverId == serverId; });
}

void ConsoleTokens::prune()
{
    const auto now = Clock::now();
    m_grants.removeIf([&](const QHash<QString, Grant>::iterator& one) { return one->expiresAt <= now; });
}

} // namespace skylab::compute
