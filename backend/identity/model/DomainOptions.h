#pragma once

#include "core/Result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace skylab::identity {

/// The options that a domain may have of its own: groups "identity" and "ldap". Options, their meaning and their
/// default values are those of Identity API v3, "Domain configuration".
namespace DomainOptions {

/// Forbidden, in Keystone's words, for a group or an option that domains can't set. An empty option: any.
Result<> requireKnown(const QString& group, const QString& option = {});

/// A secret: written, never shown, sealed in the database.
bool isSensitive(const QString& group, const QString& option);

/// {"identity": {...}, "ldap": {...}}: Forbidden names what domains can't set, BadRequest every value of a wrong type.
Result<> check(const QJsonObject& groups);

/// What holds where nothing is set; without the sensitive ones.
const QJsonObject& defaults();

} // namespace DomainOptions

} // namespace skylab::identity
