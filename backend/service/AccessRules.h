#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QStringList>

namespace skylab::service::AccessRules {

/// Whether the path of a rule fits a request's: "*" and "{anything}" stand for one or more characters up to the next
/// "/", "**" for any, also none. Everything else stands for itself. Source: Identity API v3, "Application credentials".
bool fits(QStringView pattern, QStringView path);

/// The path without empty segments, decoded; a "/" that was encoded stays "%2F", so that it separates nothing.
QString normalized(QByteArrayView path);

/// Whether one of the rules [{"service", "method", "path"}] allows the request: of a service with any of these types,
/// and this path below the service's root ("/v2.1/servers"). `tail` is how many bytes at its end the router takes as one name
/// (Router::Match::tail): those are compared as that name is, so "a%2Fb" has two parts and no slash is left out.
bool allow(const QJsonArray& rules, const QStringList& serviceTypes, const QByteArray& method, QByteArrayView path, qsizetype tail = 0);

} // namespace skylab::service::AccessRules
