#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <chrono>
#include <utility>

namespace skylab::identity {

/// The options of the group "ldap" of a domain's configuration. Names, meaning and defaults are Keystone's; where
/// Keystone would wait for ever, this waits `connectTime` and `operationTime`.
/// Source: Keystone's configuration reference, [ldap].
struct LdapOptions {
    QString url;
    QString user;                    ///< DN to search as; empty: anonymous
    Secret password;
    QString suffix;
    bool subtree = false;            ///< query_scope: "sub", else "one"
    int pageSize = 0;                ///< entries a page; 0: all at once
    QString dereferencing;           ///< "never", "searching", "always", "finding", "default"
    bool chaseReferrals = false;

    QString userTree;
    QString userFilter;
    QString userClass;
    QString userId;
    QString userName;
    QString userDescription;
    QString userMail;
    QString userDefaultProject;
    QString userEnabled;
    bool enabledInvert = false;
    int enabledMask = 0;
    QString enabledDefault;
    bool enabledEmulation = false;
    QString enabledEmulationDn;
    QString enabledEmulationMember;
    QStringList userIgnored;
    QList<std::pair<QString, QString>> userMapped;     ///< attribute of the entry, field of the user

    QString groupTree;
    QString groupFilter;
    QString groupClass;
    QString groupId;
    QString groupName;
    QString groupDescription;
    QString groupMember;
    bool membersAreIds = false;
    bool nestedGroups = false;                         ///< group_ad_nesting: Active Directory resolves groups in groups

    bool startTls = false;
    QString caFile;
    QString caDirectory;
    QString certificateDemand;                         ///< "demand", "allow", "never"

    std::chrono::milliseconds connectTime { 5'000 };
    std::chrono::milliseconds operationTime { 10'000 };
    int poolSize = 10;
    std::chrono::seconds connectionLife { 600 };

    /// BadRequest names the option that is wrong, or two that contradict each other.
    static Result<LdapOptions> read(const QJsonObject& options);
};

} // namespace skylab::identity
