#pragma once

#include "core/Clock.h"

#include <QJsonArray>
#include <QString>
#include <QStringList>

namespace skylab::service {

/// Who is asking, as the token says. Made by the Authenticator, passed down unchanged; a value.
struct Context {
    QString requestId;               ///< "req-<uuid>"
    QString userId;
    QString userName;
    QString userDomainId;
    QString projectId;               ///< empty when the token is not scoped to a project
    QString projectName;
    QString projectDomainId;
    QString domainId;                ///< scope, when it is a domain
    QString systemScope;             ///< "all" when the scope is the system
    QStringList roles;               ///< names, implied ones included
    bool admin = false;              ///< policy "admin_required" holds: sees and acts across projects
    QStringList auditIds;
    QByteArray token;                ///< as it was sent, to hand on or to revoke; never logged
    Timestamp expiresAt;
    QString applicationCredentialId;
    QJsonArray accessRules;          ///< of the application credential; enforced by the pipeline when not empty
    bool accessRestricted = false;   ///< accessRules apply
    bool internal = false;           ///< the cloud itself is at work, no request: it sees what lies in the trash

    [[nodiscard]] bool hasRole(const QString& role) const { return roles.contains(role, Qt::CaseInsensitive); }

    /// The cloud itself, for start-up, reconciliation and tasks: an administrator without a token.
    static Context system(const QString& requestId = {});
    /// The same powers, acting inside one project.
    [[nodiscard]] Context elevated() const;
};

} // namespace skylab::service
