#include "fuzz/documents/Documents.h"
#include "sdk/volume/Attachment.h"
#include "sdk/volume/Backup.h"
#include "sdk/volume/Message.h"
#include "sdk/volume/Snapshot.h"
#include "sdk/volume/Transfer.h"
#include "sdk/volume/Volume.h"
#include "sdk/volume/VolumeGroup.h"
#include "sdk/volume/VolumeQosSpecs.h"
#include "sdk/volume/VolumeType.h"

namespace skylab::fuzz {

const Attempts& volumeDocuments()
{
    using namespace sdk;
    static const auto all = attempts<
        AttachmentCreate, AttachmentUpdate, Backup, BackupCreate, BackupRestore, VolumeMessage, VolumeSnapshot,
        VolumeTransfer, Volume, VolumeCreate, VolumeGroupType, VolumeGroup, VolumeGroupCreate, VolumeGroupFromSource,
        VolumeGroupUpdate, VolumeGroupSnapshot, VolumeQosSpecs, VolumeType>();
    return all;
}

} // namespace skylab::fuzz
