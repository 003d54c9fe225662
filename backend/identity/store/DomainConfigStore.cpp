#include "identity/store/DomainConfigStore.h"

#include "identity/model/DomainOptions.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace skylab::identity {

namespace {

QByteArray packed(const QJsonValue& value) { return QJsonDocument(QJsonArray { value }).toJson(QJsonDocument::Compact); }
QJsonValue unpacked(const QByteArray& json) { return QJsonDocument::fromJson(json).array().at(0); }

void put(QJsonObject& groups, const QString& group, const QString& name, const QJsonValue& value)
{
    auto options = groups.value(group).toObject();
    options.insert(name, value);
    groups.insert(group, options);
}

struct Place {
    QString where = QStringLiteral("domain_id = ?");
    QVariantList arguments;
};

Place place(const QString& domainId, const QString& group, const QString& option)
{
    Place place;
    place.arguments << domainId;
    if (!group.isEmpty()) {
        place.where += QStringLiteral(" AND option_group = ?");
        place.arguments << group;
    }
    if (!option.isEmpty()) {
        place.where += QStringLiteral(" AND name = ?");
        place.arguments << option;
    }
    return place;
}

const QString selectAll = QStringLiteral("SELECT option_group, name, value, sealed FROM domain_options WHERE domain_id = ? ORDER BY option_group, name");

} // namespace

Result<QJsonObject> DomainConfigStore::read(db::Connection& connection, const QString& domainId) const
{
    QJsonObject groups;
    auto rows = TRY(connection.query(selectAll, domainId));
    while (rows.next()) {
        auto json = rows.get<QString>(2).toUtf8();
        if (json.isEmpty()) {
            const auto plain = m_keys.unseal(rows.get<QByteArray>(3));
            if (!plain)
                return fail(ErrorCode::Internal, QStringLiteral("The option %1 of domain %2 can't be opened: its key is not among identity/credential-keys of the data directory. Set it again.")
                                                     .arg(rows.get<QString>(1), domainId));
            json = *plain;
        }
        put(groups, rows.get<QString>(0), rows.get<QString>(1), unpacked(json));
    }
    TRY(rows.check());
    return groups;
}

Result<QJsonObject> DomainConfigStore::readShown(db::Connection& connection, const QString& domainId)
{
    QJsonObject groups;
    auto rows = TRY(connection.query(selectAll, domainId));
    while (rows.next())
        if (const auto json = rows.get<QString>(2); !json.isEmpty())
            put(groups, rows.get<QString>(0), rows.get<QString>(1), unpacked(json.toUtf8()));
    TRY(rows.check());
    return groups;
}

Result<> DomainConfigStore::merge(db::Transaction& transaction, const QString& domainId, const QJsonObject& groups) const
{
    for (auto group = groups.begin(); group != groups.end(); ++group) {
        const auto options = group->toObject();
        for (auto one = options.begin(); one != options.end(); ++one) {
            const auto json = packed(*one);
            const bool secret = DomainOptions::isSensitive(group.key(), one.key());
            TRY(transaction.execute(QStringLiteral("INSERT INTO domain_options (domain_id, option_group, name, value, sealed) VALUES (?, ?, ?, ?, ?) "
                                                   "ON CONFLICT (domain_id, option_group, name) DO UPDATE SET value = excluded.value, sealed = excluded.sealed"),
                                    domainId, group.key(), one.key(), secret ? QStringLiteral("") : QString::fromUtf8(json), secret ? m_keys.seal(json) : QByteArray("")));
        }
    }
    return {};
}

Result<bool> DomainConfigStore::remove(db::Transaction& transaction, const QString& domainId, const QString& group, const QString& option)
{
    const auto one = place(domainId, group, option);
    return TRY(transaction.execute(QStringLiteral("DELETE FROM domain_options WHERE ") + one.where, one.arguments)) > 0;
}

Result<bool> DomainConfigStore::contains(db::Connection& connection, const QString& domainId, const QString& group, const QString& option)
{
    const auto one = place(domainId, group, option);
    auto rows = TRY(connection.query(QStringLiteral("SELECT COUNT(*) FROM domain_options WHERE ") + one.where, one.arguments));
    rows.next();
    return rows.get<qint64>(0) > 0;
}

} // namespace skylab::identity
