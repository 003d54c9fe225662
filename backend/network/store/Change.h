#pragma once

#include "db/Transaction.h"
#include "network/driver/NetworkTypes.h"
#include "network/store/Rows.h"
#include "service/Chassis.h"
#include "service/Event.h"

namespace skylab::network {

/// Something that the engine must be told about.
struct Mark {
    Kind kind;
    QString id;
    bool operator==(const Mark&) const = default;
};

/// One change of the book: rows, events and what the engine must hear about it, committed together or not at all.
/// Lives inside the closure of Database::write.
class Change {
public:
    Change(db::Transaction& transaction, const service::Context& who, service::Chassis& chassis);

    db::Transaction& db;
    const service::Context& context;

    /// The engine must be made to agree with the row of that id, or with its absence.
    Result<> mark(Kind kind, const QString& id);
    [[nodiscard]] const std::vector<Mark>& marks() const { return m_marks; }

    /// Tells the resource's owner; `row` as the API shows it. `what` is create, update or delete.
    template <typename Row>
    Result<> announce(const char* what, const Row& row)
    {
        const bool gone = qstrcmp(what, "delete") == 0;
        return service::appendEvent(db, context, QStringLiteral("network.%1.%2").arg(QLatin1String(Row::resourceKey), QLatin1String(what)),
                                    row.id, row.projectId, gone ? QJsonObject() : sdk::toJson(row));
    }

    /// The id, first revision and times of a new row.
    template <typename Row>
    static void stamp(Row& row, const QString& id)
    {
        row.id = id;
        row.createdAt = row.updatedAt = Clock::now();
        row.revisionNumber = 1;
    }
    template <typename Row>
    static void touch(Row& row)
    {
        ++row.revisionNumber;
        row.updatedAt = Clock::now();
    }
    /// touch() and write.
    template <typename Row>
    Result<> save(Row& row)
    {
        touch(row);
        TRY(service::Store<Row>::update(db, row));
        return {};
    }
    /// A new revision of a row whose own columns stay, since what it stands for changed.
    Result<> bump(const char* table, const QString& id);

private:
    std::vector<Mark> m_marks;
};

} // namespace skylab::network
