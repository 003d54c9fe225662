#include "image/model/ImageStates.h"

namespace skylab::image {

namespace {

using S = ImageStatus;

constexpr std::pair<S, const char*> names[] = {
    { S::Queued, "queued" }, { S::Saving, "saving" }, { S::Uploading, "uploading" }, { S::Importing, "importing" },
    { S::Active, "active" }, { S::Deactivated, "deactivated" }, { S::Killed, "killed" },
};

constexpr std::pair<S, S> ways[] = {
    { S::Queued, S::Saving },       { S::Queued, S::Uploading },   { S::Queued, S::Killed },
    { S::Queued, S::Importing },
    { S::Saving, S::Active },       { S::Saving, S::Queued },      { S::Saving, S::Killed },
    { S::Uploading, S::Importing }, { S::Uploading, S::Queued },   { S::Importing, S::Active },
    { S::Importing, S::Queued },    { S::Importing, S::Uploading }, { S::Active, S::Deactivated },
    { S::Deactivated, S::Active },  { S::Active, S::Killed },      { S::Deactivated, S::Killed },
    { S::Killed, S::Active },
};

} // namespace

QString toString(ImageStatus status)
{
    for (const auto& [one, name] : names)
        if (one == status)
            return QLatin1String(name);
    return {};
}

ImageStatus statusOf(const sdk::Image& image)
{
    for (const auto& [one, name] : names)
        if (image.status == QLatin1String(name))
            return one;
    return ImageStatus::Killed;
}

Result<> enter(sdk::Image& image, ImageStatus status)
{
    const auto from = statusOf(image);
    for (const auto& [before, after] : ways)
        if (before == from && after == status) {
            image.status = toString(status);
            return {};
        }
    return fail(ErrorCode::Conflict, QStringLiteral("Image status transition from %1 to %2 is not allowed.").arg(image.status, toString(status)));
}

void setFacts(sdk::Image& image, const ImageFacts& facts)
{
    image.size = facts.size;
    image.virtualSize = facts.virtualSize;
    image.checksum = facts.md5;
    image.osHashAlgo = QStringLiteral("sha512");
    image.osHashValue = facts.sha512;
    image.stores = facts.store;
}

void clearFacts(sdk::Image& image)
{
    image.size.reset();
    image.virtualSize.reset();
    image.checksum.reset();
    image.osHashAlgo.reset();
    image.osHashValue.reset();
    image.stores.clear();
}

} // namespace skylab::image
