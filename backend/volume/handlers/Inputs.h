#pragma once

#include "sdk/resource/Codec.h"
#include "service/Route.h"

namespace skylab::volume {

/// Reading what requests of several handlers have in common. BadRequest names the field.

/// A query parameter that is a boolean; `otherwise` when it is absent.
Result<bool> flagOf(const service::Call& call, QStringView name, bool otherwise = false);
/// A boolean member of a body.
Result<bool> boolOf(const QJsonValue& value, const QString& field);
/// A string member of a body, of `minLength` to `maxLength` characters.
Result<QString> textOf(const QJsonValue& value, const QString& field, int minLength, int maxLength = 255);
/// What a body may have, and nothing else.
Result<> requireOnly(const QJsonObject& body, const QStringList& known);

/// Extra specs and group specs: at least one pair, keys of 1 to 255 letters, digits, '-', '_', ':' and '.', values of
/// at most 255 characters.
Result<sdk::StringMap> specsOf(const QJsonObject& specs, const QString& field);
/// The same for one pair whose key the path names: PUT .../extra_specs/{key}.
Result<sdk::StringMap> oneSpecOf(const QJsonObject& body, const QString& key, const QString& field);

/// ?extra_specs={'colour': 'red'}: JSON, or Python's spelling of it, which is what clients send.
Result<sdk::StringMap> mapFilterOf(QString text, const QString& name);
/// Adds the condition that the JSON in a column holds these pairs.
void addMapFilter(const sdk::StringMap& wanted, const QString& column, QStringList& where, QVariantList& arguments);

/// From microversion 3.31 on only administrators may filter by more than `allowed`; the parameters of paging and
/// sorting are always good. `except`: what the handler reads beside filters.
Result<> requireFilters(const service::Call& call, const QStringList& allowed, const QStringList& except, sdk::Version since = sdk::mv(3, 31));

} // namespace skylab::volume
