#include "compute/QuietGuests.h"

#include "compute/ComputeService.h"

#include <QLoggingCategory>
#include <QScopeGuard>

#include <algorithm>

namespace skylab::compute {

namespace {
Q_LOGGING_CATEGORY(lcQuietGuests, "skylab.compute")

/// It is gone, or was stopped or started by others.
bool isOver(const Result<>& woken) { return woken || woken.error().code == ErrorCode::NotFound || woken.error().code == ErrorCode::Conflict; }
} // namespace

Result<> QuietGuests::whilePaused(const QString& serverId, const std::function<Result<>()>& work)
{
    const auto pause = TRY(begin(serverId));
    Result<> woken;
    const auto done = [&] {
        const auto wakes = qScopeGuard([&] {      // also after work that throws
            if (pause != 0)
                woken = end(serverId, pause);
        });
        return work();
    }();
    return done ? woken : done;
}

/// The work that a crash cut off is repeated, maybe before wakeLeft().
Result<QString> QuietGuests::leftNote(const QString& serverId) const
{
    const auto left = TRY(m_service.intents().pauses());
    const auto it = std::find_if(left.begin(), left.end(), [&](const auto& pause) { return pause.second == serverId; });
    return it != left.end() ? it->first : QString();
}

Result<quint64> QuietGuests::begin(const QString& serverId)
{
    const std::lock_guard turn(turnOf(serverId));
    if (auto guest = find(serverId)) {
        ++guest->copies;
        keep(serverId, *guest);
        return guest->pause;
    }
    const auto status = m_service.driver().guestState(serverId);
    const bool runs = status && status->state == PowerState::Running, isPaused = status && status->state == PowerState::Paused;
    if (!runs && !isPaused)
        return quint64(0);
    auto note = TRY(leftNote(serverId));
    if (isPaused && note.isEmpty())
        return quint64(0);
    if (note.isEmpty())
        note = TRY(m_service.intents().notePause(serverId));
    const auto pause = ++m_pauses;
    keep(serverId, { .pause = pause, .copies = 1, .note = note });
    auto paused = runs ? m_service.driver().pause(serverId) : Result<>();
    if (paused)
        return pause;
    drop(serverId);
    TRY(m_service.intents().forget(note));
    return fail(paused.error());
}

Result<> QuietGuests::end(const QString& serverId, quint64 pause)
{
    const std::lock_guard turn(turnOf(serverId));
    auto guest = find(serverId);
    if (!guest || guest->pause != pause)
        return {};      // woken to be stopped, and maybe paused since for another copy
    if (--guest->copies > 0) {
        keep(serverId, *guest);
        return {};
    }
    const auto woken = guest->staysPaused ? Result<>() : m_service.driver().unpause(serverId);
    drop(serverId);
    return isOver(woken) ? m_service.intents().forget(guest->note) : woken;      // else the next connection wakes it
}

Result<> QuietGuests::wakeToStop(const QString& serverId)
{
    if (const auto left = TRY(leftNote(serverId)); !left.isEmpty())      // of a process that ended, maybe
        TRY(wake(left, serverId));
    const std::lock_guard turn(turnOf(serverId));
    const auto guest = find(serverId);
    if (!guest || guest->staysPaused)
        return {};
    const auto woken = m_service.driver().unpause(serverId);
    if (!isOver(woken))
        return woken;
    drop(serverId);
    return m_service.intents().forget(guest->note);
}

std::optional<QuietGuests::Guest> QuietGuests::find(const QString& serverId) const
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_guests.find(serverId);
    return it != m_guests.end() ? std::optional(*it) : std::nullopt;
}

void QuietGuests::keep(const QString& serverId, const Guest& guest)
{
    const std::lock_guard lock(m_mutex);
    m_guests.insert(serverId, guest);
}

void QuietGuests::drop(const QString& serverId)
{
    const std::lock_guard lock(m_mutex);
    m_guests.remove(serverId);
}

bool QuietGuests::contains(const QString& serverId) const
{
    const auto guest = find(serverId);
    return guest && !guest->staysPaused;
}

Result<> QuietGuests::pause(const QString& serverId)
{
    const std::lock_guard turn(turnOf(serverId));
    auto guest = find(serverId);
    if (!guest)
        return m_service.driver().pause(serverId);
    TRY(m_service.intents().forget(guest->note));
    guest->staysPaused = true;
    keep(serverId, *guest);
    return {};
}

Result<> QuietGuests::unpause(const QString& serverId)
{
    const std::lock_guard turn(turnOf(serverId));
    auto guest = find(serverId);
    if (!guest)
        return m_service.driver().unpause(serverId);
    guest->note = TRY(m_service.intents().notePause(serverId));
    guest->staysPaused = false;
    keep(serverId, *guest);
    return {};
}

Result<> QuietGuests::wake(const QString& note, const QString& serverId)
{
    const std::lock_guard turn(turnOf(serverId));
    if (find(serverId) || TRY(leftNote(serverId)) != note)
        return {};      // a copy of now, or of a moment ago
    const auto status = m_service.driver().guestState(serverId);
    const bool paused = status && status->state == PowerState::Paused;
    const auto woken = paused ? m_service.driver().unpause(serverId) : status ? Result<>() : Result<>(fail(status.error()));
    return isOver(woken) ? m_service.intents().forget(note) : woken;
}

void QuietGuests::wakeLeft()
{
    const auto left = m_service.intents().pauses();
    if (!left) {
        qCWarning(lcQuietGuests).noquote() << "Guests that were paused for a copy can't be looked for:" << left.error().message;
        return;
    }
    for (const auto& [note, serverId] : *left)
        if (const auto woken = wake(note, serverId); !woken)
            qCWarning(lcQuietGuests).noquote() << "Server" << serverId << "stays paused until the next connection, though its copy is over:" << woken.error().message;
}

} // namespace skylab::compute
