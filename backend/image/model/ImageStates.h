#pragma once

#include "core/Result.h"
#include "sdk/image/Image.h"

namespace skylab::image {

/// The states of an image. This is the only place that assigns one.
///
///     queued ──► saving ──► active ◄──► deactivated
///       │ ▲        │ ▲         │
///       │ └────────┤ └──────── killed ◄── (the file was lost)
///       ├► uploading ──► importing ──► active
///       └──────────────────┘
///
/// queued: no data yet. saving: data are on their way; an interrupted upload goes back to queued.
/// uploading: staged by PUT /stage, waits for its import. importing: the import looks at the
/// data, or fetches them.
/// active: usable. deactivated: its data are for administrators only. killed: the data can't be had (an upload that
/// can't be repeated failed, or the file is missing from the store); it comes back when the file does.
enum class ImageStatus : std::uint8_t { Queued, Saving, Uploading, Importing, Active, Deactivated, Killed };

QString toString(ImageStatus status);
ImageStatus statusOf(const sdk::Image& image);
inline bool is(const sdk::Image& image, ImageStatus status) { return statusOf(image) == status; }

/// Changes the status; Conflict where that way does not exist.
Result<> enter(sdk::Image& image, ImageStatus status);

/// What an upload learned about its data.
struct ImageFacts {
    qint64 size = 0;
    qint64 virtualSize = 0;
    QString md5;          ///< hexadecimal
    QString sha512;
    QString store;
};
void setFacts(sdk::Image& image, const ImageFacts& facts);
/// Back to an image without data.
void clearFacts(sdk::Image& image);

} // namespace skylab::image
