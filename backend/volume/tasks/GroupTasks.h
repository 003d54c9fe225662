#pragma once

#include "volume/tasks/VolumeTasks.h"

namespace skylab::volume {

/// creating -> available: the volumes of a group that is made from another one or from a group snapshot.
class CreateGroup final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> makeVolumes(service::TaskContext& context);
    void removeUnfinished(service::TaskContext& context);
    /// Every volume that is still being made goes to error, and its user is told.
    Result<> failUnfinished(service::TaskContext& context, const Error& why);
};

/// deleting -> gone, with its volumes.
class DeleteGroup final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> removeVolumes(service::TaskContext& context);
};

/// creating -> available: a snapshot of every volume of the group.
class CreateGroupSnapshot final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copyVolumes(service::TaskContext& context);
    void removeUnfinished(service::TaskContext& context);
};

/// deleting -> gone, with the snapshots in it.
class DeleteGroupSnapshot final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> removeSnapshots(service::TaskContext& context);
};

} // namespace skylab::volume
