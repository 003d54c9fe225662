#pragma once

#include "service/Task.h"
#include "volume/VolumeService.h"

namespace skylab::image { struct ImageRequest; }

namespace skylab::volume {

/// Logs what a task could not do, and goes on without.
void warn(const char* what, const QString& id, const Result<>& result);

/// What the tasks of volumes share: the service, and how a failure is written down.
class VolumeTask : public service::Task {
public:
    explicit VolumeTask(VolumeService& service) : m_service(service) { }

protected:
    /// Changes the volume; a volume that is gone meanwhile is no error.
    Result<> changeVolume(service::TaskContext& context, const std::function<void(VolumeRow&)>& change);
    Result<VolumeRow> readVolume(service::TaskContext& context);
    /// Progress and cancel of the task, for the driver's long copies. The end of the process ends them too.
    Progress progressOf(service::TaskContext& context) const;
    /// An image that the task gives to its volume.
    struct KeptImage {
        QString path;
        QString diskFormat;           ///< as QEMU calls it
        sdk::StringMap metadata;      ///< what the volume tells of it
    };
    /// Keeps the image's file for the volume until releaseImage(). A task that runs again goes on with the file that it kept,
    /// whatever became of the image meanwhile.
    Result<KeptImage> keepImage(service::TaskContext& context, const QString& imageId);
    /// Once the step with the copy is recorded, or undone. Idempotent; none when the id is empty.
    void releaseImage(service::TaskContext& context, const QString& imageId);
    /// Copies from a volume. The servers that use it are paused where the driver can't freeze the volume in an instant.
    Result<> copyFrom(const VolumeRow& volume, const std::function<Result<>(Source)>& copy) const;

    VolumeService& m_service;
};

/// creating -> downloading -> available: empty, or from an image, a snapshot or another volume.
class CreateVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> makeData(service::TaskContext& context);
    Result<> copySource(service::TaskContext& context, const VolumeRow& row);
    Result<> makeFromImage(service::TaskContext& context, const VolumeRow& row);
    /// The image that it was made from may go.
    void releaseSource(service::TaskContext& context);
    Result<> releaseBackup(service::TaskContext& context);
};

/// deleting -> gone, together with those of its snapshots that are being deleted with it.
class DeleteVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<std::vector<SnapshotRow>> snapshots(const service::TaskContext& context) const;
    Result<> removeSnapshots(service::TaskContext& context);
    Result<> removeRow(service::TaskContext& context);
};

/// extending -> available or in-use, larger.
class ExtendVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> extendInServers(service::TaskContext& context);
};

/// uploading -> available or in-use; the image becomes active.
class UploadVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    /// What the task needs to know of the image, which is to belong to `owner`.
    static QJsonObject payloadOf(const image::ImageRequest& image, const QString& owner);
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    /// Makes the image unless it was there once: who deleted it meanwhile does not want it back.
    Result<> makeImage(service::TaskContext& context);
    Result<> copyVolume(service::TaskContext& context);
    [[nodiscard]] QString temporaryFile(const service::TaskContext& context) const;
};

/// reverting -> available, with the content of the latest snapshot.
class RevertVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    /// restoring -> available
    Result<> releaseSnapshot(service::TaskContext& context);
};

/// downloading -> where it was, with the content of an image.
class ReimageVolume final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<> copyImage(service::TaskContext& context);
};

/// creating -> available.
class CreateSnapshot final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

/// deleting -> gone.
class DeleteSnapshot final : public VolumeTask {
public:
    using VolumeTask::VolumeTask;
    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;
};

} // namespace skylab::volume
