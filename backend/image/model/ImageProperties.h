#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"

namespace skylab::image {

constexpr int maxProperties = 128;
constexpr int maxTags = 128;
constexpr int maxTagLength = 255;
constexpr int maxMembers = 128;

/// Checks the body of POST /images before it is decoded: Forbidden for what clients can't set (status, checksum,
/// os_glance_*), BadRequest for custom properties that are no strings.
Result<> checkNewImage(const QJsonObject& body);
/// A custom property's name and value.
Result<> checkProperty(const QString& name, const QJsonValue& value);
/// Numbers of tags and properties (TooLarge), lengths of tags (BadRequest); drops tags that are there twice.
Result<> checkLimits(sdk::Image& image);
Result<> checkTag(const QString& tag);

enum class PropertyKind : std::uint8_t { Settable, ReadOnly, Reserved, Custom };
PropertyKind kindOf(const QString& name);

} // namespace skylab::image
