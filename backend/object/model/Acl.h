#pragma once

#include "core/Result.h"

#include <QStringList>

namespace skylab::object {

/// A container's list of who may, as X-Container-Read and X-Container-Write say it: "project:user", either of them "*",
/// by id or name; names of roles; for reading also ".r:<host>", ".r:-<host>", ".r:*" and ".rlistings". A plain value.
/// Source: https://docs.openstack.org/swift/latest/overview_acl.html
class Acl {
public:
    Acl() = default;
    explicit Acl(const QString& text);

    /// Whom a token speaks for. Names are left empty where they must not count (outside of the default domain).
    struct Bearer {
        QString projectId;
        QString projectName;
        QString userId;
        QString userName;
    };
    [[nodiscard]] bool lets(const Bearer& bearer) const;
    [[nodiscard]] bool letsRole(const QStringList& roles) const;
    /// By the Referer header, which may be empty. The last word that speaks of the host counts.
    [[nodiscard]] bool letsReferrer(const QByteArray& referrer) const;
    [[nodiscard]] bool letsListings() const { return m_groups.contains(QStringLiteral(".rlistings")); }

    enum class Of : std::uint8_t { Read, Write };
    /// The text as it is stored. BadRequest, naming the header, for what can't be understood, and for referrers that
    /// would let the whole world write.
    static Result<QString> cleaned(const QString& text, Of of);

private:
    QStringList m_referrers;
    QStringList m_groups;
};

} // namespace skylab::object
