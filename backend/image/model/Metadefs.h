#pragma once

#include "core/Result.h"

#include <QJsonObject>
#include <QStringList>

namespace skylab::image {

/// What a namespace holds, and how tables, paths and documents name it.
enum class MetadefKind : std::uint8_t { Property, Object, Tag, ResourceType };

QString toString(MetadefKind kind);               ///< "property": as stored, and in faults
const char* collectionOf(MetadefKind kind);       ///< "properties", "resource_type_associations": the key of lists

/// The body of a definition as it is stored: without its name. BadRequest names the key that is unknown, missing, of another
/// type, or has a value that its kind does not allow.
Result<QJsonObject> checkDefinition(MetadefKind kind, const QJsonObject& body);
/// The name inside the body; BadRequest when it is absent, too long, or has a slash.
Result<QString> definitionName(const QJsonObject& body);

/// JSON schema of one definition.
QJsonObject definitionSchema(MetadefKind kind);

/// Kinds of resources that definitions are made for.
QStringList metadefResourceTypes();

} // namespace skylab::image
