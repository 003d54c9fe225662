#pragma once

#include "sdk/resource/Document.h"

namespace skylab::sdk {

/// The "self" and "bookmark" links that the Compute API gives each resource: with and without the version.
void writeComputeLinks(JsonWriter& json, const Encoding& encoding, const QString& path);
/// The "bookmark" alone, as servers link their flavor and image.
void writeComputeBookmark(JsonWriter& json, const Encoding& encoding, const QString& path);

} // namespace skylab::sdk
