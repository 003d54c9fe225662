#include "panel/Presenter.h"

#include <QPoint>

namespace skylab::panel {

namespace {

using model::ValueType;

ValueType valueType(kit::ColumnType type)
{
    switch (type) {
    case kit::ColumnType::Number: return ValueType::Number;
    case kit::ColumnType::Size: return ValueType::Size;
    case kit::ColumnType::Time: return ValueType::Time;
    case kit::ColumnType::Status: return ValueType::Status;
    case kit::ColumnType::Address: return ValueType::Address;
    case kit::ColumnType::Tags: return ValueType::Tags;
    case kit::ColumnType::Text: break;
    }
    return ValueType::Text;
}

/// What the column says, or what its cells say, or what its look suggests.
model::ColumnTraits traitsOf(const kit::Column& column)
{
    const auto sample = column.cell ? column.cell({}) : kit::Cell();
    model::ColumnTraits traits { column.id, column.title, valueType(column.type), column.unit };
    if (traits.type == ValueType::Text) {
        traits.type = valueType(sample.type);
        traits.unit = sample.type == kit::ColumnType::Size ? sample.unit : column.unit;
    }
    if (traits.type != ValueType::Text)
        return traits;
    if (column.kind == kit::CellKind::Status)
        traits.type = ValueType::Status;
    else if (column.kind == kit::CellKind::Number || column.kind == kit::CellKind::Spark)
        traits.type = ValueType::Number;
    else if (column.kind == kit::CellKind::Tags)
        traits.type = ValueType::Tags;
    else if (column.id == u"ip" || column.id.endsWith(QLatin1String("address")))
        traits.type = ValueType::Address;
    return traits;
}

QString wholeText(const kit::Cell& cell) { return cell.sub.isEmpty() ? cell.text : cell.text + u' ' + cell.sub; }

} // namespace

Presenter::Presenter(kit::Columns columns) : m_columns(std::move(columns))
{
    for (const auto& column : m_columns)
        m_traits.push_back(traitsOf(column));
}

model::CellFacts Presenter::facts(const QJsonObject& row, int column) const
{
    const auto cell = at(column).cell(row);
    const auto& traits = m_traits[std::size_t(column)];
    model::CellFacts facts { cell.text, wholeText(cell).toCaseFolded(), {}, {}, cell.sort };
    for (const auto& value : cell.values)
        facts.values << value.toCaseFolded();
    if (traits.type == ValueType::Address && facts.values.isEmpty())
        facts.values = cell.text.toCaseFolded().split(u',', Qt::SkipEmptyParts);
    for (auto& value : facts.values)
        value = value.trimmed();
    const bool ordered = traits.type == ValueType::Number || traits.type == ValueType::Size || traits.type == ValueType::Time;
    if (ordered && cell.sort.isValid() && cell.sort.typeId() != QMetaType::QString) {
        const double number = cell.sort.toDouble();
        const bool scaled = at(column).type == kit::ColumnType::Size && cell.type != kit::ColumnType::Size;
        if (traits.type != ValueType::Time || number != 0)
            facts.number = traits.type == ValueType::Time ? qAbs(number) : scaled ? number * at(column).unit : number;
    }
    return facts;
}

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
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole && (role <= Qt::UserRole || role > kit::StepsRole))
        return {};
    const auto cell = at(column).cell(row);
    switch (role) {
    case kit::SubTextRole: return cell.sub;
    case kit::ToneRole: return int(cell.tone);
    case kit::IconRole: return cell.icon;
    case kit::ValuesRole: return cell.values;
    case kit::SeriesRole: return QVariant::fromValue(cell.series);
    case kit::StepsRole: return QPoint(cell.step, cell.steps);
    case kit::ProgressRole: return cell.progress;
    case kit::SortRole: return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    case Qt::AccessibleTextRole: return cell.sub.isEmpty() ? cell.text : QStringLiteral("%1, %2").arg(cell.text, cell.sub);
    default: return cell.text;
    }
}

QString Presenter::text(const QJsonObject& row, int column) const
{
    return wholeText(at(column).cell(row));
}

QVariant Presenter::sortKey(const QJsonObject& row, int column) const
{
    const auto cell = at(column).cell(row);
    return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
}

} // namespace skylab::panel
