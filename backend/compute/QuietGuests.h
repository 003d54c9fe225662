#pragma once

#include "core/Result.h"

#include <QHash>

#include <array>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace skylab::compute {

class ComputeService;

/// Guests whose processors stand still for a moment, so that a volume of theirs can be copied. That is the cloud's own doing: to
/// everybody else such a guest runs. When its owner pauses it meanwhile, it is not woken at the end; when its owner stops it, it is woken
/// before. A note in the book lets the guest go on when the process ends in between. Thread-safe; calls block.
class QuietGuests {
public:
    explicit QuietGuests(ComputeService& service) : m_service(service) { }

    /// Several copies of one guest's volumes may overlap. What does not run is left as it is. The work's error, or the driver's.
    Result<> whilePaused(const QString& serverId, const std::function<Result<>()>& work);
    /// Whether the guest only seems to be paused.
    [[nodiscard]] bool contains(const QString& serverId) const;

    // The owner's wishes.

    Result<> pause(const QString& serverId);
    Result<> unpause(const QString& serverId);
    /// Before it is told to power itself off, or is saved: it hears the power button only while it runs. The copy finds that the volume
    /// is written to, and fails. One that its owner paused stays so.
    Result<> wakeToStop(const QString& serverId);

    /// Guests that an earlier run of the process left paused go on. After each connection to the hypervisor.
    void wakeLeft();

private:
    struct Guest {
        quint64 pause = 0;        ///< which of all pauses this is
        int copies = 0;
        QString note;             ///< the id of its intent
        bool staysPaused = false; ///< its owner wants that
    };
    /// The pause's number; 0: it does not run, and is left as it is.
    Result<quint64> begin(const QString& serverId);
    Result<> end(const QString& serverId, quint64 pause);
    Result<> wake(const QString& note, const QString& serverId);
    Result<QString> leftNote(const QString& serverId) const;
    std::mutex& turnOf(const QString& serverId) { return m_turns[qHash(serverId) % m_turns.size()]; }
    [[nodiscard]] std::optional<Guest> find(const QString& serverId) const;
    void keep(const QString& serverId, const Guest& guest);
    void drop(const QString& serverId);

    ComputeService& m_service;
    std::array<std::mutex, 16> m_turns;  ///< held while a guest pauses or wakes, which may take long; others share it, seldom
    std::atomic<quint64> m_pauses { 0 }; ///< so far
    mutable std::mutex m_mutex;
    QHash<QString, Guest> m_guests;      ///< changed under the guest's turn, too
};

} // namespace skylab::compute
