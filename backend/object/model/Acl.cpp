#include "object/model/Acl.h"

#include <QUrl>

namespace skylab::object {

namespace {

bool speaksOf(QStringView pattern, const QString& host)
{
    return pattern == u"*" || pattern == host || (pattern.startsWith(u'.') && host.endsWith(pattern));
}

Result<QString> cleanedReferrer(QString host, const QString& entry, const QString& header)
{
    const bool negative = host.startsWith(u'-');
    if (negative)
        host = host.mid(1).trimmed();
    while (host != u"*" && host.startsWith(u'*'))
        host = host.mid(1).trimmed();
    // No name begins with a hyphen: kept, it would turn "let *-x" into "don't let x".
    if (host.isEmpty() || host == u"." || host.startsWith(u'-'))
        return fail(ErrorCode::BadRequest, QStringLiteral("%1: no host or domain follows the referrer designation in '%2'.").arg(header, entry.left(128)), header);
    return QStringLiteral(".r:") + (negative ? QStringLiteral("-") : QString()) + host;
}

} // namespace

Acl::Acl(const QString& text)
{
    for (const auto& entry : text.split(u',', Qt::SkipEmptyParts)) {
        const auto word = entry.trimmed();
        if (word.startsWith(QStringLiteral(".r:")))
            m_referrers << word.mid(3);
        else
            m_groups << QUrl::fromPercentEncoding(word.toUtf8());
    }
}

bool Acl::lets(const Bearer& bearer) const
{
    if (bearer.projectId.isEmpty() && bearer.userId.isEmpty())
        return false;
    const auto any = QStringLiteral("*");
    for (const auto& project : { bearer.projectId, bearer.projectName, any })
        for (const auto& user : { bearer.userId, bearer.userName, any })
            if (!project.isEmpty() && !user.isEmpty() && m_groups.contains(project + u':' + user))
                return true;
    return false;
}

bool Acl::letsRole(const QStringList& roles) const
{
    return std::any_of(roles.begin(), roles.end(), [this](const QString& role) { return m_groups.contains(role, Qt::CaseInsensitive); });
}

bool Acl::letsReferrer(const QByteArray& referrer) const
{
    auto host = QUrl(QString::fromUtf8(referrer)).host();
    if (host.isEmpty())
        host = QStringLiteral("unknown");
    bool allowed = false;
    for (const auto& pattern : m_referrers) {
        const bool negative = pattern.startsWith(u'-');
        if (speaksOf(QStringView(pattern).mid(negative ? 1 : 0), host))
            allowed = !negative;
    }
    return allowed;
}

Result<QString> Acl::cleaned(const QString& text, Of of)
{
    const auto header = of == Of::Write ? QStringLiteral("X-Container-Write") : QStringLiteral("X-Container-Read");
    static const QStringList referrers { QStringLiteral(".r"), QStringLiteral(".ref"), QStringLiteral(".referer"), QStringLiteral(".referrer") };
    QStringList words;
    for (const auto& one : text.split(u',')) {
        const auto entry = one.trimmed();
        const auto first = entry.section(u':', 0, 0).trimmed();
        if (entry.isEmpty())
            continue;
        if (!entry.contains(u':') || !first.startsWith(u'.')) {
            words << entry;
            continue;
        }
        if (!referrers.contains(first))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1: unknown designator '%2' in '%3'.").arg(header, first.left(64), entry.left(128)), header);
        if (of == Of::Write)
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 can't use referrers such as '%2'.").arg(header, entry.left(128)), header);
        words << TRY(cleanedReferrer(entry.section(u':', 1).trimmed(), entry, header));
    }
    return words.join(u',');
}

} // namespace skylab::object
