#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace skylab::client {

/// Where a cloud is and as whom to sign in: one entry of clouds.yaml, or what a login dialog gathered.
/// Field names follow openstacksdk's, https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html.
struct Connection {
    QString name;
    QString authUrl;              ///< with or without /v3
    QString userName;
    QString userId;
    QString userDomain = QStringLiteral("Default");
    QString projectName;          ///< empty with an empty projectId: an unscoped token
    QString projectId;
    QString projectDomain = QStringLiteral("Default");
    QString region;               ///< empty: the first one of the catalog
    QString interface = QStringLiteral("public");
    Secret password;
    Secret token;                 ///< instead of a password
    QString applicationCredentialId;
    Secret applicationCredentialSecret;
    QString caFile;               ///< PEM, trusted beside the system's
    QString fingerprint;          ///< SHA-256 of the server's certificate in hex: trust this one, whoever signed it
    bool verify = true;           ///< false only when clouds.yaml says so

    /// The fingerprint as plain lower-case hex.
    [[nodiscard]] QByteArray pin() const { return QString(fingerprint).remove(u':').toLower().toLatin1(); }
    /// user@host, for lists.
    [[nodiscard]] QString summary() const;
    /// True when it holds what signing in needs.
    [[nodiscard]] bool hasSecret() const;
};

/// The entries of a clouds.yaml file, with those of a secure.yaml beside it laid over.
/// NotFound when there is no such file, BadRequest when it can't be understood.
Result<std::vector<Connection>> loadClouds(const QString& file);

/// Where clouds.yaml is looked for: OS_CLIENT_CONFIG_FILE, ./, ~/.config/openstack/, /etc/openstack/; only existing ones.
QStringList cloudsYamlFiles();

} // namespace skylab::client
