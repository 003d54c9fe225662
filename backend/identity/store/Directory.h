#pragma once

#include "core/Uuid.h"
#include "db/Notices.h"
#include "identity/model/Catalog.h"
#include "identity/model/EndpointFilters.h"
#include "identity/model/RoleGraph.h"
#include "identity/store/Rows.h"
#include "service/EventBus.h"
#include "service/Store.h"

#include <QHash>

#include <atomic>
#include <memory>
#include <shared_mutex>

namespace skylab::identity {

/// The way to identity's database. Reads go through, small things that all requests need are remembered; every write
/// goes through write(), which forgets them and whatever others derived at an earlier generation(). Thread-safe.
class Directory {
public:
    Directory(db::Database& database, service::EventBus& events) : m_database(database), m_events(events) { }
    Q_DISABLE_COPY_MOVE(Directory)

    template <typename F>
    auto read(F&& f) { return m_database.read(std::forward<F>(f)); }

    /// As Database::write; afterwards everything remembered is stale, and the events are on their way.
    template <typename F>
    auto write(F&& f)
    {
        return m_database.write([&](db::Transaction& transaction) {
            transaction.onCommit([this] { changed(); });
            auto answer = f(transaction);
            if (answer)
                if (auto told = db::Notices::send(transaction, m_database.name(), noticeOfChange + m_origin); !told)
                    answer = fail(told.error());
            return answer;
        });
    }

    /// A write after which nothing remembered is stale: revoking one token.
    template <typename F>
    auto writeQuietly(F&& f) { return m_database.write(std::forward<F>(f)); }

    /// Other controllers on the same database have written: nothing remembered here is good any more.
    void changedElsewhere() { m_generation.fetch_add(1, std::memory_order_acq_rel); }
    /// Whether a notice tells of a write by another Directory.
    [[nodiscard]] bool isFromElsewhere(const QString& notice) const { return notice.startsWith(noticeOfChange) && !notice.endsWith(m_origin); }

    /// Counts committed changes. What was derived from the database holds as long as it is the same: read it before
    /// reading the database.
    [[nodiscard]] quint64 generation() const { return m_generation.load(std::memory_order_acquire); }

    /// Not from inside write(): there, readRoles() of the transaction.
    Result<std::shared_ptr<const RoleGraph>> roles() { return remembered<RoleGraph>(m_roles, readRoles); }
    Result<std::shared_ptr<const Catalog>> catalog() { return remembered<Catalog>(m_catalog, readCatalog); }
    /// The catalog as tokens of the project show it; an empty id: all.
    Result<std::shared_ptr<const Catalog>> catalogOf(const QString& projectId);
    static Result<RoleGraph> readRoles(db::Connection& connection);
    static Result<EndpointFilters> readFilters(db::Connection& connection);

    /// Empty when there is none.
    QString projectName(const QString& id) { return name(m_projectNames, "projects", id); }
    QString userName(const QString& id) { return name(m_userNames, "users", id); }

private:
    template <typename T>
    struct Remembered {
        std::shared_ptr<const T> value;
        quint64 generation = 0;
    };
    struct Names {
        QHash<QString, QString> values;
        quint64 generation = 0;
    };

    template <typename T>
    Result<std::shared_ptr<const T>> remembered(Remembered<T>& slot, Result<T> (*readNow)(db::Connection&))
    {
        const auto now = generation();
        {
            const std::shared_lock lock(m_mutex);
            if (slot.value && slot.generation == now)
                return slot.value;
        }
        auto fresh = std::make_shared<const T>(TRY(read(readNow)));
        const std::unique_lock lock(m_mutex);
        slot = { fresh, now };
        return fresh;
    }

    void changed();
    static Result<Catalog> readCatalog(db::Connection& connection);
    QString name(Names& names, const char* table, const QString& id);

    static inline const QString noticeOfChange = QStringLiteral("changed ");

    db::Database& m_database;
    service::EventBus& m_events;
    const QString m_origin = newUuid();
    std::atomic<quint64> m_generation { 1 };
    std::shared_mutex m_mutex;
    Remembered<RoleGraph> m_roles;
    Remembered<Catalog> m_catalog;
    Remembered<EndpointFilters> m_filters;
    Names m_projectNames;
    Names m_userNames;
};

/// The row, or NotFound in Keystone's words: "Could not find user: <id>."
template <typename Row>
Result<Row> required(db::Connection& connection, const QString& id, const char* what = Row::resourceKey)
{
    auto row = TRY(service::Store<Row>::find(connection, id));
    if (!row)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find %1: %2.").arg(QLatin1String(what), id.left(255)));
    return std::move(*row);
}

/// A row of `projects` that is a domain, or NotFound.
Result<ProjectRow> requiredDomain(db::Connection& connection, const QString& id);

/// The event of a change, in its transaction: "identity.project.create". `projectId`: whose members may see it.
template <typename Row>
Result<> record(db::Transaction& transaction, const service::Context& context, const char* change, const Row& row, const QString& projectId = {})
{
    const auto type = QStringLiteral("identity.%1.%2").arg(QLatin1String(Row::resourceKey), QLatin1String(change));
    const auto payload = qstrcmp(change, "delete") == 0 ? QJsonObject() : sdk::toJson(row);
    return service::appendEvent(transaction, context, type, row.id, projectId, payload);
}

/// Keystone's sentences for names that are taken.
inline QString nameTaken(const char* what, const QString& name, const char* where = "")
{
    return QStringLiteral("Conflict occurred attempting to store %1 - Duplicate entry found with name %2%3.").arg(QLatin1String(what), name, QLatin1String(where));
}
inline QString nameTakenInDomain(const char* what, const QString& name) { return nameTaken(what, name, " at domain"); }
inline QString projectNameTaken(const ProjectRow& row)
{
    return row.isDomain
        ? QStringLiteral("Conflict occurred attempting to store project - it is not permitted to have two projects acting as domains with the same name: %1.").arg(row.name)
        : QStringLiteral("Conflict occurred attempting to store project - it is not permitted to have two projects with the same name in the same domain: name is %1.").arg(row.name);
}

/// Turns a broken UNIQUE into the sentence.
inline Result<> named(Result<> result, const QString& sentence)
{
    if (!result && db::isUniqueViolation(result.error()))
        return fail(ErrorCode::Conflict, sentence);
    return result;
}

} // namespace skylab::identity
