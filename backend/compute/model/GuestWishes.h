#pragma once

#include "compute/driver/GuestSpec.h"
#include "sdk/resource/Codec.h"

namespace skylab::compute {

/// What the flavor's extra specs or the image's properties promise and no driver here can give a guest, for a sentence:
/// "processors of its own (hw:cpu_policy = dedicated)". Empty: nothing of the kind. Who asks for encrypted memory must not
/// get a guest without it.
QString unmetWish(const sdk::StringMap& extraSpecs, const sdk::StringMap& imageProperties);

/// How the processors are to look, by "hw:cpu_sockets", "hw:cpu_max_sockets" ... of the flavor or "hw_cpu_sockets" ... of the
/// image. What is preferred is followed as far as it gives the number of processors, the most sockets first; when the
/// limits allow no number like it, the answer is a topology of another one, which drivers refuse.
CpuTopology topologyOf(int vcpus, const sdk::StringMap& extraSpecs, const sdk::StringMap& imageProperties);

/// Writes what the flavor's extra specs "quota:cpu_..." limit into the guest, and "quota:disk_..." into one of its local disks;
/// volumes have the limits of their type.
void limitProcessors(GuestSpec& spec, const sdk::StringMap& extraSpecs);
void limitDisk(DiskSpec& disk, const sdk::StringMap& extraSpecs);

} // namespace skylab::compute
