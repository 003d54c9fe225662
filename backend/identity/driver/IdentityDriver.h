#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace skylab::identity {

/// A user as its directory knows it. `id` is the directory's own and means nothing outside of the domain.
struct DriverUser {
    QString id;
    QString name;
    QString description = {};
    QString defaultProjectId = {};
    bool enabled = true;
    QJsonObject extra = {};          ///< "email" and what else the configuration maps
};

struct DriverGroup {
    QString id;
    QString name;
    QString description = {};
};

/// Longer passwords are nobody's: what strangers send must not cost a directory more than that, nor break a connection to it.
constexpr qsizetype maxPasswordBytes = 4096;

/// Where the users and groups of a domain live. Roles, tokens and all else stay in identity's database. Called on many
/// threads at once; may block, but never without a time limit. Errors: Unavailable names the server that can't be
/// reached, or that refuses, and what to do.
class IdentityDriver {
public:
    IdentityDriver() = default;
    virtual ~IdentityDriver();
    Q_DISABLE_COPY_MOVE(IdentityDriver)

    /// Whether users and groups can be made, changed and removed through the API.
    [[nodiscard]] virtual bool isWritable() const = 0;

    virtual Result<std::vector<DriverUser>> users() = 0;
    virtual Result<std::optional<DriverUser>> user(const QString& id) = 0;
    virtual Result<std::optional<DriverUser>> userNamed(const QString& name) = 0;

    virtual Result<std::vector<DriverGroup>> groups() = 0;
    virtual Result<std::optional<DriverGroup>> group(const QString& id) = 0;
    virtual Result<std::vector<DriverGroup>> groupsOf(const QString& userId) = 0;
    /// NotFound when there is no such group. Members that are no users of the domain are left out.
    virtual Result<std::vector<DriverUser>> membersOf(const QString& groupId) = 0;

    /// Whether it is the user's password. False for a user whom nobody knows, after the same time where the driver
    /// computes itself; false for an empty password and one of more than maxPasswordBytes.
    virtual Result<bool> authenticate(const QString& userId, const Secret& password) = 0;
};

/// Makes a driver from the options of its group in the domain's configuration ("ldap"). BadRequest names the option
/// that is wrong; nothing is connected yet.
using IdentityDriverMaker = std::function<Result<std::unique_ptr<IdentityDriver>>(const QJsonObject& options)>;

} // namespace skylab::identity
