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

/// Writes <dataDir>/clouds.yaml and <dataDir>/openrc (for the entry "skylab"), mode 0600, atomically; they are on the disk then.
/// The region and auth URL stand in both. Clouds of clouds.yaml that are no entry stay to the letter, and so does a file that
/// says all of it already. BadRequest: the file is written in a way that can't be changed, and nothing is.
Result<> writeCredentialFiles(const QString& dataDir, const QString& authUrl, const QString& region, const std::vector<SignIn>& entries, const QString& caFile);

/// The clouds of <dataDir>/clouds.yaml, whoever wrote it (client::parseYaml says in which words). What it doesn't say is empty;
/// a file that isn't there has no clouds. BadRequest: it can't be understood.
Result<std::vector<SignIn>> readCredentialFile(const QString& dataDir);

} // namespace skylab
