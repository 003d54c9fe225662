#pragma once

#include "compute/peers/Images.h"
#include "compute/peers/Networks.h"
#include "db/Database.h"
#include "service/Context.h"

namespace skylab::compute {

class ComputeService;

/// What handlers ask of other services before their own book tells of it: no transaction spans two services. Each deed is
/// noted first; the note goes in the transaction that makes the deed part of the book, or when it was taken back. What a
/// crash leaves is taken back by settle(). Thread-safe; calls block.
class Intents {
public:
    explicit Intents(ComputeService& service) : m_service(service) { }

    // Each gives the note's id, or the other service's refusal; then nothing is left to take back.
    Result<QString> reserveVolume(const service::Context& context, const QString& volumeId);
    Result<QString> beginDetaching(const service::Context& context, const QString& volumeId);
    Result<QString> createImage(const service::Context& context, const SnapshotWish& wish);
    /// Networks::preparePort(); `port` is what it gave.
    Result<QString> preparePort(const service::Context& context, const PortWish& wish, PortBook& port);

    // Of QuietGuests: a guest is about to be paused for a copy.

    Result<QString> notePause(const QString& serverId);
    /// Those that were not forgotten: the note's id, and the server's.
    Result<std::vector<std::pair<QString, QString>>> pauses() const;
    Result<> forget(const QString& id);

    /// They are part of the book from this transaction on.
    static Result<> fulfil(db::Transaction& transaction, const QStringList& intents);
    /// They were in vain: takes back what was done, the last first. What can't be taken back now is at the next start.
    void takeBack(const QStringList& intents);
    /// At the start, before any task runs: takes back what an earlier run left. Pauses excepted, which the hypervisor has to be there for.
    Result<> settle();

private:
    struct Note {
        QString id;
        QString kind;
        QString target;
    };
    Result<QString> note(const QString& kind, const QString& target);
    Result<> undo(const Note& note);
    Result<bool> isInBook(const Note& note) const;
    Result<std::vector<Note>> notes() const;

    ComputeService& m_service;
};

} // namespace skylab::compute
