#pragma once

#include "volume/tasks/BackupVault.h"
#include "volume/tasks/VolumeTasks.h"

namespace skylab::volume {

/// What the tasks of backups share. Their resource is the backup, unless they say otherwise.
class BackupTask : public VolumeTask {
public:
    using VolumeTask::VolumeTask;

protected:
    Result<BackupVault> vault(const service::TaskContext& context) const;
    Result<BackupRow> readBackup(const service::TaskContext& context, const QString& id) const;
    /// Changes a backup; one that is gone meanwhile is no error.
    Result<> changeBackup(const service::TaskContext& context, const QString& id, const std::function<void(BackupRow&)>& change) const;
};

/// creating -> available; the volume or snapshot that it copies is backing-up meanwhile.
class CreateBackup final : public BackupTask {
public:
    using BackupTask::BackupTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copyData(service::TaskContext& context);
    Result<std::unique_ptr<DiskReader>> openSource(service::TaskContext& context, const BackupRow& backup, const VolumeRow& volume) const;
    /// The volume or snapshot goes back to where it was.
    Result<> release(const service::TaskContext& context, const BackupRow& backup) const;
};

/// A volume's content is what a backup holds: restoring-backup -> available. The resource is the volume.
class RestoreBackup final : public BackupTask {
public:
    using BackupTask::BackupTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

    /// Gives the volume the backup's content, and what goes with it. May be repeated; a failure leaves it as it was.
    Result<> write(service::TaskContext& context, const QString& backupId, const VolumeRow& volume);
    /// restoring -> available
    Result<> release(const service::TaskContext& context, const QString& backupId) const;
};

/// deleting -> gone. The objects stay while another backup (an import of the same record) needs them.
class DeleteBackup final : public BackupTask {
public:
    using BackupTask::BackupTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// creating -> available when the object store holds what the record says.
class ImportBackup final : public BackupTask {
public:
    using BackupTask::BackupTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

} // namespace skylab::volume
