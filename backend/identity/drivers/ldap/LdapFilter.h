#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

namespace skylab::identity {

/// Filters of LDAP searches as text, RFC 4515. Everything that comes from outside goes through escaped().
namespace LdapFilter {

/// With \2a for an asterisk, and so on: nothing in it has a meaning any more.
QByteArray escaped(const QString& value);

/// "(attribute=value)"
QByteArray equals(const QString& attribute, const QString& value);

/// "(&(a)(b))" of those that are not empty; an administrator's filter may lack its parentheses.
QByteArray all(const QByteArrayList& filters);

} // namespace LdapFilter

} // namespace skylab::identity
