#include "cloud/Parts.h"

#include "identity/IdentityService.h"
#include "image/ImageService.h"
#include "image/drivers/file/FileImageStore.h"
#include "object/ObjectService.h"
#include "object/drivers/file/FileObjectStore.h"
#include "service/extension/SkylabService.h"
#include "volume/VolumeService.h"
#include "volume/drivers/fake/FakeVolumeDriver.h"
#include "volume/drivers/file/FileVolumeDriver.h"

namespace skylab {

namespace {

Result<std::unique_ptr<volume::VolumeDriver>> volumeDriver(const service::Chassis& chassis, const Config& config)
{
    if (config.fake())
        return std::make_unique<volume::FakeVolumeDriver>();
    return TRY(volume::FileVolumeDriver::at(chassis.path(QStringLiteral("volumes"))));
}

} // namespace

Result<Parts> buildServices(service::Chassis& chassis, const Config& config)
{
    Parts parts;
    const auto add = [&](auto service) {
        auto* raw = service.get();
        parts.services.push_back(std::move(service));
        return raw;
    };
    parts.identity = add(TRY(identity::IdentityService::open(chassis, { .passwordCost = config.fake() ? 4 : 12 })));
    // Files need neither root nor a daemon, so the fake cloud keeps images and objects in them too.
    auto& images = *add(TRY(image::ImageService::open(chassis, TRY(image::FileImageStore::at(chassis.path(QStringLiteral("images")))))));
    add(TRY(volume::VolumeService::open(chassis, images, TRY(volumeDriver(chassis, config)))));
    add(TRY(object::ObjectService::open(chassis, TRY(object::FileObjectStore::at(chassis.path(QStringLiteral("objects")))))));
    add(std::make_unique<service::SkylabService>(chassis));
    return parts;
}

} // namespace skylab
