#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"

namespace skylab::image {

/// One operation of a JSON patch upon an image.
struct PatchOperation {
    enum class Kind : std::uint8_t { Add, Replace, Remove };
    Kind kind;
    QString property;     ///< unescaped, without the slash
    QJsonValue value;
};

/// Reads a patch as its media type says: application/openstack-images-v2.1-json-patch (RFC 6902, one level deep) or
/// -v2.0- (the draft with the verb as key). UnsupportedMediaType for other types, BadRequest for what can't be read.
Result<std::vector<PatchOperation>> readPatch(const QByteArray& contentType, const QJsonArray& body);

/// Carries the operations out on `image`: Forbidden for what can't be changed, Conflict when a property to replace or
/// remove is not there, BadRequest for bad values. All or nothing: on an error `image` is as it was.
/// Who may set owner and visibility is the caller's to check.
Result<> applyPatch(sdk::Image& image, const std::vector<PatchOperation>& operations);

} // namespace skylab::image
