#include "fuzz/documents/Documents.h"
#include "image/model/ImageFilters.h"
#include "image/model/ImagePatch.h"
#include "image/model/ImageProperties.h"
#include "sdk/image/Metadef.h"

namespace skylab::fuzz {

namespace {

/// A JSON patch upon an image that has something to change. All or nothing, and what comes out is an image that clients can read.
void tryPatch(const Trial& trial)
{
    const auto body = QJsonDocument::fromJson(trial.text).array();
    const bool draft = trial.where == sdk::In::Update;
    const auto patch = image::readPatch(draft ? "application/openstack-images-v2.0-json-patch" : "application/openstack-images-v2.1-json-patch", body);
    ensureSays(patch, mostSaid);
    if (!patch)
        return;
    sdk::Image image;
    image.name = QStringLiteral("old");
    image.extra.insert(QStringLiteral("hw_disk_bus"), QStringLiteral("virtio"));
    const auto before = encoded(image, trial.version);
    const auto applied = image::applyPatch(image, *patch);
    ensureSays(applied, mostSaid);
    const auto after = encoded(image, trial.version);
    ensure(applied || after == before, "a patch is applied as a whole or not at all");
    ensure(image.extra.size() <= image::maxProperties && image.tags.size() <= image::maxTags, "an image has only so many properties");
}

void tryNewImage(const Trial& trial)
{
    const auto checked = image::checkNewImage(trial.json);
    ensureSays(checked, mostSaid);
    auto decoded = sdk::decode<sdk::Image>(trial.json, sdk::In::Create);
    if (checked && decoded) {
        const auto limits = image::checkLimits(decoded->value);
        ensureSays(limits, mostSaid);
    }
    const auto filters = image::readFilters(trial.query, trial.rules);
    ensureSays(filters, mostSaid);
}

} // namespace

const Attempts& imageDocuments()
{
    static const auto all = [] {
        auto some = attempts<sdk::Image, sdk::MetadefNamespace>();
        some.insert(some.end(), { &tryPatch, &tryNewImage });
        return some;
    }();
    return all;
}

} // namespace skylab::fuzz
