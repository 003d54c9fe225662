#pragma once

#include "core/Result.h"

#include <QJsonValue>

namespace skylab::client {

/// Reads the subset of YAML 1.2 (https://yaml.org/spec/1.2.2/) that clouds.yaml and secure.yaml are written in: block mappings
/// and sequences, plain and quoted scalars, one-line flow collections, literal and folded blocks, comments, one document.
/// Every scalar is a string, so that a password of digits stays what it is; `null`, `~` and nothing are null.
/// Anchors, aliases, tags and tabs for indentation are refused: BadRequest, with the line number.
Result<QJsonValue> parseYaml(const QString& text);

} // namespace skylab::client
