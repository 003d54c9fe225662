#include "panel/Presenter.h"

namespace skylab::panel {

QVariant Presenter::header(int column, int role) const
{
    if (role == Qt::DisplayRole)
        return at(column).title;
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (at(column).kind == kit::CellKind::Number ? Qt::AlignRight : Qt::AlignLeft));
    return {};
}

QVariant Presenter::data(const QJsonObject& row, const QString& id, int column, int role) const
{
    if (role == kit::IdRole)
        return id;
    if (role == kit::RowRole)
        return row;
    if (role == kit::KindRole)
        return int(at(column).kind);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole && (role <= Qt::UserRole || role > kit::RowRole))
        return {};
    const auto cell = at(column).cell(row);
    switch (role) {
    case kit::SubTextRole: return cell.sub;
    case kit::ToneRole: return int(cell.tone);
    case kit::IconRole: return cell.icon;
    case kit::ProgressRole: return cell.progress;
    case kit::SortRole: return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    case Qt::AccessibleTextRole: return cell.sub.isEmpty() ? cell.text : QStringLiteral("%1, %2").arg(cell.text, cell.sub);
    default: return cell.text;
    }
}

QString Presenter::text(const QJsonObject& row, int column) const
{
    const auto cell = at(column).cell(row);
    return cell.sub.isEmpty() ? cell.text : cell.text + u' ' + cell.sub;
}

QVariant Presenter::sortKey(const QJsonObject& row, int column) const
{
    const auto cell = at(column).cell(row);
    return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
}

} // namespace skylab::panel
