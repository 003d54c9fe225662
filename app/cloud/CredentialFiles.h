#pragma once

#include "core/Result.h"
#include "core/Secret.h"

namespace skylab {

/// What a client needs to sign in.
struct SignIn {
    QString cloud;           ///< name in clouds.yaml
    QString userName;
    QString projectName;
    Secret password;
};

/// Writes <dataDir>/clouds.yaml and <dataDir>/openrc (for the first entry), mode 0600, atomically; they are on the disk then.
/// The region and auth URL stand in both.
Result<> writeCredentialFiles(const QString& dataDir, const QString& authUrl, const QString& region, const std::vector<SignIn>& entries, const QString& caFile);

/// Passwords by cloud name, out of a clouds.yaml that this program wrote.
Result<std::vector<SignIn>> readCredentialFile(const QString& dataDir);

} // namespace skylab
