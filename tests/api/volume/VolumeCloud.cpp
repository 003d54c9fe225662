#include "VolumeCloud.h"

// Not in the header: the namespace skylab::object would hide the tests' object().
#include "object/ObjectService.h"
#include "object/drivers/file/FileObjectStore.h"
#include "volume/peers/ObjectsProxy.h"

namespace skylab::test {

TestCloud::Builder VolumeCloud::objectBuilder()
{
    return [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
        auto objects = TRY(object::ObjectService::open(chassis, TRY(object::FileObjectStore::at(chassis.path(QStringLiteral("objects"))))));
        m_proxy = std::make_unique<volume::ObjectsProxy>(*objects);
        m_volumes->setObjects(m_proxy.get());
        return objects;
    };
}

} // namespace skylab::test
