#pragma once

#include <QJsonObject>

namespace skylab::image {

/// The JSON schema "image", "images", "member", "members", "task", "tasks", "metadefs/namespace" and so on, derived from the
/// documents' fields; {} for other names.
/// Clients take from it which keys of an image are its own and which are custom properties ("is_base": false).
QJsonObject schemaNamed(const QString& name);

} // namespace skylab::image
