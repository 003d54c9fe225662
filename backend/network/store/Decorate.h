#pragma once

#include "network/store/AddressRows.h"

namespace skylab::network {

/// Fills what documents show and tables don't hold: a network's subnets, a group's rules, a router's gateway ...
/// One query or two for a whole page. "shared" means shared with the project `viewer`; without one, with everyone.
Result<> decorate(db::Connection& connection, std::vector<NetworkRow>& rows, const QString& viewer = {});
Result<> decorate(db::Connection& connection, std::vector<SubnetRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<PortRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<RouterRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<FloatingIpRow>& rows);
Result<> decorate(db::Connection& connection, std::vector<GroupRow>& rows, const QString& viewer = {});
Result<> decorate(db::Connection& connection, std::vector<SubnetPoolRow>& rows, const QString& viewer = {});
Result<> decorate(db::Connection& connection, std::vector<AddressScopeRow>& rows, const QString& viewer = {});
Result<> decorate(db::Connection& connection, std::vector<RuleRow>& rows);

template <typename Row>
Result<Row> decorated(db::Connection& connection, Row row, const QString& viewer = {})
{
    std::vector<Row> rows;
    rows.push_back(std::move(row));
    if constexpr (requires { decorate(connection, rows, viewer); })
        TRY(decorate(connection, rows, viewer));
    else
        TRY(decorate(connection, rows));
    return std::move(rows.front());
}

/// Rows of a table whose `column` is one of `ids`, in pieces that every database takes.
template <typename Row>
Result<std::vector<Row>> selectIn(db::Connection& connection, const QString& column, const QStringList& ids, const QString& and_ = {}, const QString& order = {})
{
    std::vector<Row> all;
    constexpr qsizetype piece = 400;
    for (qsizetype from = 0; from < ids.size(); from += piece) {
        QStringList marks;
        QVariantList arguments;
        for (qsizetype i = from; i < std::min(from + piece, ids.size()); ++i) {
            marks << QStringLiteral("?");
            arguments << ids[i];
        }
        auto where = QStringLiteral("%1 IN (%2)").arg(column, marks.join(u','));
        if (!and_.isEmpty())
            where += QStringLiteral(" AND ") + and_;
        auto some = TRY(service::Store<Row>::select(connection, where, arguments, order));
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    return all;
}

} // namespace skylab::network
