#include "compute/Intents.h"

#include "compute/ComputeService.h"
#include "core/Clock.h"
#include "core/Uuid.h"

#include <QLoggingCategory>

#include <algorithm>

namespace skylab::compute {

namespace {
Q_LOGGING_CATEGORY(lcIntents, "skylab.compute")

const QString reservation = QStringLiteral("reserve_volume");
const QString detachment = QStringLiteral("detach_volume");
const QString image = QStringLiteral("create_image");
const QString pauseForCopy = QStringLiteral("pause_guest");
// Their target is SERVER/PORT.
const QString newPort = QStringLiteral("make_port");
const QString oldPort = QStringLiteral("take_port");

bool isPort(const QString& kind) { return kind == newPort || kind == oldPort; }
} // namespace

Result<QString> Intents::note(const QString& kind, const QString& target)
{
    const auto id = newUuid();
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("INSERT INTO intents (id, kind, target_id, created_at) VALUES (?, ?, ?, ?)"), id, kind, target, Clock::now()));
        return {};
    }));
    return id;
}

Result<QString> Intents::notePause(const QString& serverId) { return note(pauseForCopy, serverId); }

Result<std::vector<std::pair<QString, QString>>> Intents::pauses() const
{
    std::vector<std::pair<QString, QString>> all;
    const auto open = TRY(notes());
    for (const auto& note : open)
        if (note.kind == pauseForCopy)
            all.emplace_back(note.id, note.target);
    return all;
}

Result<> Intents::forget(const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) { return fulfil(transaction, { id }); });
}

Result<QString> Intents::reserveVolume(const service::Context& context, const QString& volumeId)
{
    const auto id = TRY(note(reservation, volumeId));
    if (auto reserved = m_service.volumes().reserve(context, volumeId); !reserved) {
        TRY(forget(id));
        return fail(reserved.error());
    }
    return id;
}

Result<QString> Intents::beginDetaching(const service::Context& context, const QString& volumeId)
{
    const auto id = TRY(note(detachment, volumeId));
    if (auto begun = m_service.volumes().beginDetaching(context, volumeId); !begun) {
        TRY(forget(id));
        return fail(begun.error());
    }
    return id;
}

Result<QString> Intents::createImage(const service::Context& context, const SnapshotWish& wish)
{
    const auto id = TRY(note(image, wish.id));
    if (auto made = m_service.images().createQueued(context, wish); !made) {
        TRY(forget(id));
        return fail(made.error());
    }
    return id;
}

Result<QString> Intents::preparePort(const service::Context& context, const PortWish& wish, PortBook& port)
{
    const auto id = TRY(note(wish.existing ? oldPort : newPort, wish.serverId + u'/' + wish.portId));
    auto prepared = m_service.networks().preparePort(context, wish);
    if (!prepared) {
        TRY(forget(id));
        return fail(prepared.error());
    }
    port = std::move(*prepared);
    return id;
}

Result<> Intents::fulfil(db::Transaction& transaction, const QStringList& intents)
{
    for (const auto& id : intents)
        TRY(transaction.execute(QStringLiteral("DELETE FROM intents WHERE id = ?"), id));
    return {};
}

Result<std::vector<Intents::Note>> Intents::notes() const
{
    return m_service.database().read([](db::Connection& connection) -> Result<std::vector<Note>> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT id, kind, target_id FROM intents ORDER BY created_at DESC, id")));
        std::vector<Note> all;
        while (rows.next())
            all.push_back({ rows.get<QString>(0), rows.get<QString>(1), rows.get<QString>(2) });
        TRY(rows.check());
        return all;
    });
}

Result<> Intents::undo(const Note& note)
{
    if (note.kind == reservation)
        return m_service.volumes().unreserve(note.target);
    if (note.kind == detachment)
        return m_service.volumes().rollDetaching(note.target);
    if (!isPort(note.kind))
        return m_service.images().remove(service::Context::system(), note.target);
    const auto server = note.target.section(u'/', 0, 0), port = note.target.section(u'/', 1);
    const auto ports = TRY(m_service.networks().portsOfServers({ ServerKey { server, {}, { port } } })).value(server);
    const bool taken = std::any_of(ports.begin(), ports.end(), [&](const ServerPort& one) { return one.portId == port; });      // else the crash came first
    return taken ? m_service.networks().releasePort(port, server, note.kind == newPort ? PortFate::Delete : PortFate::Keep) : Result<>();
}

void Intents::takeBack(const QStringList& intents)
{
    const auto open = notes();
    if (!open) {
        qCWarning(lcIntents).noquote() << "What was begun in vain can't be taken back now:" << open.error().message;
        return;
    }
    for (const auto& note : *open) {
        if (!intents.contains(note.id))
            continue;
        auto undone = undo(note);
        const auto code = undone ? ErrorCode::NotFound : undone.error().code;
        if (code == ErrorCode::NotFound || code == ErrorCode::BadRequest || code == ErrorCode::Conflict)      // no longer as it was left
            undone = forget(note.id);
        if (!undone)
            qCWarning(lcIntents).noquote() << note.kind << "of" << note.target << "can't be taken back before the next start:" << undone.error().message;
    }
}

/// Whether open work, or a server, knows of it: then another request's deed would be undone.
Result<bool> Intents::isInBook(const Note& note) const
{
    return m_service.database().read([&](db::Connection& connection) -> Result<bool> {
        const auto id = isPort(note.kind) ? note.target.section(u'/', 1) : note.target;
        const auto like = QLatin1Char('%') + id + QLatin1Char('%');
        auto sql = QStringLiteral("SELECT 1 FROM tasks WHERE state IN ('pending', 'running', 'undoing') AND payload LIKE ?");
        QVariantList arguments { like };
        if (note.kind == reservation) {
            // Servers that have the volume already keep it. Those that are being made wait for it, and their tasks do not name it.
            sql += QStringLiteral(" UNION SELECT 1 FROM servers s JOIN tasks t ON t.resource_id = s.id WHERE t.state IN ('pending', 'running', 'undoing') "
                                  "AND t.kind IN ('compute.server.build', 'compute.server.rebuild') AND s.deleted = ? AND s.block_devices LIKE ?");
            // A device names the volume that it was swapped for, too.
            arguments << false << QStringLiteral("%\"volume_id\":\"") + id + QStringLiteral("\"%");
        } else if (isPort(note.kind)) {
            sql += QStringLiteral(" UNION SELECT 1 FROM servers WHERE deleted = ? AND nics LIKE ?");
            arguments << false << like;
        }
        auto rows = TRY(connection.query(sql + QStringLiteral(" LIMIT 1"), arguments));
        const bool found = rows.next();
        TRY(rows.check());
        return found;
    });
}

Result<> Intents::settle()
{
    const auto open = TRY(notes());
    for (const auto& note : open) {
        if (note.kind == pauseForCopy)
            continue;
        if (TRY(isInBook(note))) {
            TRY(forget(note.id));
        } else {
            qCWarning(lcIntents).noquote() << "Taking back what a crash cut off:" << note.kind << note.target;
            takeBack({ note.id });
        }
    }
    return {};
}

} // namespace skylab::compute
