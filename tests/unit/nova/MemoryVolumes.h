#pragma once

#include "compute/peers/Volumes.h"
#include "core/Uuid.h"
#include "unit/nova/Failures.h"

#include <QMap>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace skylab::test {

/// The volume service in memory.
class MemoryVolumes final : public compute::Volumes, public Failures {
public:
    QString addVolume(const QString& projectId, int sizeGiB, bool bootable = false)
    {
        const auto id = newUuid();
        const std::lock_guard lock(m_mutex);
        m_volumes.insert(id, { { id, {}, sizeGiB, QStringLiteral("available"), bootable, false, {}, {} }, projectId });
        return id;
    }
    void setMultiattach(const QString& id)
    {
        const std::lock_guard lock(m_mutex);
        m_volumes[id].first.multiattach = true;
    }
    QMap<QString, compute::VolumeBook> volumes()
    {
        const std::lock_guard lock(m_mutex);
        QMap<QString, compute::VolumeBook> all;
        for (auto it = m_volumes.begin(); it != m_volumes.end(); ++it)
            all.insert(it.key(), it->first);
        return all;
    }

    Result<compute::VolumeBook> volume(const service::Context& context, const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_volumes.contains(id) || (m_volumes[id].second != context.projectId && !context.admin))
            return fail(ErrorCode::NotFound, QStringLiteral("Volume %1 could not be found.").arg(id));
        return m_volumes[id].first;
    }
    Result<int> snapshotSize(const service::Context&, const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_snapshots.contains(id))
            return fail(ErrorCode::NotFound, QStringLiteral("Snapshot %1 could not be found.").arg(id));
        return m_volumes[m_snapshots[id].volumeId].first.sizeGiB;
    }
    Result<> reimage(const service::Context&, const QString& id, const QString& imageId, const std::function<bool()>&) override
    {
        TRY(admit("reimage"));
        const std::lock_guard lock(m_mutex);
        if (m_volumes[id].first.status != u"reserved" && m_volumes[id].first.status != u"error")
            return fail(ErrorCode::BadRequest, QStringLiteral("Volume %1 is not reserved.").arg(id));
        m_volumes[id].first.imageMetadata.insert(QStringLiteral("image_id"), imageId);
        m_volumes[id].first.status = QStringLiteral("reserved");
        return {};
    }
    /// As if a reimage had begun, and whoever waited for it were gone: "downloading", or "error" where it failed.
    void cutOffReimage(const QString& id, const QString& status, const QString& imageId)
    {
        const std::lock_guard lock(m_mutex);
        m_volumes[id].first.status = status;
        m_volumes[id].first.serverIds.clear();
        m_downloading = imageId;
    }
    void giveTo(const QString& projectId, const QString& id)
    {
        const std::lock_guard lock(m_mutex);
        m_volumes[id].second = projectId;
    }
    /// Volumes that are asked for from now on are made when this is taken back, and not before.
    void setSlow(bool slow)
    {
        const std::lock_guard lock(m_mutex);
        m_slow = slow;
        if (!slow)
            for (auto& one : m_volumes)
                if (one.first.status == u"creating")
                    one.first.status = QStringLiteral("available");
        m_made.notify_all();
    }
    std::function<void()> beforeAttach;      ///< called before each attachment
    Result<> createSnapshot(const service::Context&, const compute::VolumeSnapshotWish& wish) override
    {
        TRY(admit("createSnapshot"));
        const std::lock_guard lock(m_mutex);
        m_snapshots.insert(wish.id, wish);
        return {};
    }
    Result<> deleteSnapshot(const service::Context&, const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        m_snapshots.remove(id);
        return {};
    }
    QMap<QString, compute::VolumeSnapshotWish> snapshots()
    {
        const std::lock_guard lock(m_mutex);
        return m_snapshots;
    }
    QString closedType;                      ///< that no project may use
    Result<> checkType(const service::Context& context, const QString& nameOrId) override
    {
        if (nameOrId == closedType && !context.admin)
            return fail(ErrorCode::NotFound, QStringLiteral("Volume type %1 could not be found.").arg(nameOrId));
        return {};
    }
    Result<QString> createVolume(const service::Context& context, const compute::VolumeWish& wish) override
    {
        TRY(admit("createVolume"));
        const std::lock_guard lock(m_mutex);
        if (!m_volumes.contains(wish.id))
            m_volumes.insert(wish.id, { { wish.id, wish.name, wish.sizeGiB, m_slow ? QStringLiteral("creating") : QStringLiteral("available"), !wish.imageId.isEmpty(), false, {}, {} }, context.projectId });
        return wish.id;
    }
    Result<compute::VolumeBook> waitUntilReady(const QString& id, const std::function<bool()>& cancelled) override
    {
        TRY(admit("waitUntilReady"));
        TRY(volume(service::Context::system(), id));
        {
            std::unique_lock lock(m_mutex);
            while (m_volumes[id].first.status == u"creating") {
                if (cancelled && cancelled())
                    return fail(ErrorCode::Cancelled, QStringLiteral("The wait for the volume was called off."));
                m_made.wait_for(lock, std::chrono::milliseconds(5));      // the limit is for looking at `cancelled`
            }
            if (auto& one = m_volumes[id].first; one.status == u"downloading") {
                one.imageMetadata.insert(QStringLiteral("image_id"), m_downloading);
                one.status = QStringLiteral("reserved");
            }
        }
        return volume(service::Context::system(), id);
    }
    Result<> reserve(const service::Context&, const QString& id) override
    {
        TRY(admit("reserve"));
        QStringList from { QStringLiteral("available") };
        if (volumes().value(id).multiattach)
            from << QStringLiteral("in-use");
        return enter(id, from, QStringLiteral("reserved"));
    }
    Result<> unreserve(const QString& id) override { return enter(id, { QStringLiteral("reserved") }, resting(volumes().value(id))); }
    Result<compute::VolumeConnection> attach(const service::Context& context, const QString& id, const QString& serverId, const QString&, const QString&) override
    {
        TRY(admit("attach"));
        if (beforeAttach)
            beforeAttach();
        TRY(volume(context, id));
        const std::lock_guard lock(m_mutex);
        auto& one = m_volumes[id].first;
        if (!one.serverIds.contains(serverId))
            one.serverIds << serverId;
        one.status = QStringLiteral("in-use");
        compute::VolumeConnection connection;
        connection.disk.source.path = QStringLiteral("/volumes/") + id;
        connection.attachmentId = QStringLiteral("attachment-") + id;
        return connection;
    }
    Result<> beginDetaching(const service::Context&, const QString& id) override { return enter(id, { QStringLiteral("in-use"), QStringLiteral("detaching") }, QStringLiteral("detaching")); }
    Result<> rollDetaching(const QString& id) override { return enter(id, { QStringLiteral("detaching") }, QStringLiteral("in-use")); }
    Result<> detach(const QString& id, const QString& serverId) override
    {
        TRY(admit("detach"));
        const std::lock_guard lock(m_mutex);
        if (!m_volumes.contains(id))
            return {};
        auto& one = m_volumes[id].first;
        one.serverIds.removeAll(serverId);
        if (one.status == u"in-use" || one.status == u"detaching" || one.status == u"reserved")
            one.status = resting(one);      // other work on it goes on
        return {};
    }
    Result<> deleteVolume(const service::Context&, const QString& id) override
    {
        const std::lock_guard lock(m_mutex);
        if (const auto status = m_volumes.value(id).first.status; status == u"creating" || status == u"downloading")
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is %2 and can't be deleted.").arg(id, status));
        m_volumes.remove(id);
        return {};
    }

private:
    static QString resting(const compute::VolumeBook& volume) { return volume.serverIds.isEmpty() ? QStringLiteral("available") : QStringLiteral("in-use"); }
    Result<> enter(const QString& id, const QStringList& from, const QString& to)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_volumes.contains(id) || !from.contains(m_volumes[id].first.status))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Volume %1 is %2; it must be %3.").arg(id, m_volumes.value(id).first.status, from.join(u',')));
        m_volumes[id].first.status = to;
        return {};
    }

    std::mutex m_mutex;
    std::condition_variable m_made;
    bool m_slow = false;
    QMap<QString, std::pair<compute::VolumeBook, QString>> m_volumes;
    QMap<QString, compute::VolumeSnapshotWish> m_snapshots;
    QString m_downloading;       ///< the image whose content a volume gets
};

} // namespace skylab::test
