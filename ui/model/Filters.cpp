#include "model/Filters.h"

#include "model/ResourceModel.h"

namespace skylab::model {

namespace {
constexpr int mostChanges = 100;   // runs of rows
}

Filters::Filters(ResourceModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    setDynamicSortFilter(true);
}

std::optional<FilterFault> Filters::setText(const QString& text)
{
    std::vector<ColumnTraits> columns;
    for (int column = 0; m_model.presenter() && column < m_model.presenter()->columns(); ++column)
        columns.push_back(m_model.presenter()->traits(column));
    std::optional<FilterFault> fault;
    auto query = FilterQuery::parse(text, columns, fault);
    if (fault)
        return fault;
    m_query = std::move(query);
    refilter();
    return {};
}

/// Rows that come and go one by one each make the view work; where there are many of them the whole is laid out anew, which keeps
/// selection and scroll position, too.
void Filters::refilter()
{
    int changes = 0;
    bool before = false;
    for (int row = 0; row < m_model.rowCount() && changes <= mostChanges; ++row) {
        const bool changed = filterAcceptsRow(row, {}) != mapFromSource(m_model.index(row, 0)).isValid();
        changes += changed && !before ? 1 : 0;
        before = changed;
    }
    if (changes > mostChanges)
        invalidate();
    else
        invalidateRowsFilter();
}

int Filters::columnOf(const QString& id) const
{
    const auto* presenter = m_model.presenter();
    for (int column = 0; presenter && column < presenter->columns(); ++column) {
        if (presenter->columnId(column) == id)
            return column;
    }
    return -1;
}

void Filters::setChoice(const QString& columnId, const QStringList& values)
{
    const int column = columnOf(columnId);
    if (column < 0)
        return;
    if (values.isEmpty())
        m_choices.remove(column);
    else
        m_choices[column] = QSet<QString>(values.begin(), values.end());
    refilter();
}

QStringList Filters::valuesOf(const QString& columnId) const
{
    const int column = columnOf(columnId);
    QSet<QString> values;
    for (int row = 0; column >= 0 && row < m_model.rowCount(); ++row)
        values.insert(m_model.factsAt(row).cells[std::size_t(column)].shown);
    auto sorted = values.values();
    sorted.sort();
    return sorted;
}

void Filters::setFrozen(bool frozen)
{
    if (dynamicSortFilter() == frozen)
        setDynamicSortFilter(!frozen);
}

bool Filters::filterAcceptsRow(int row, const QModelIndex&) const
{
    if (!m_model.presenter() || (m_query.isEmpty() && m_choices.isEmpty()))
        return true;
    const auto& facts = m_model.factsAt(row);
    for (auto it = m_choices.begin(); it != m_choices.end(); ++it) {
        if (!it->contains(facts.cells[std::size_t(it.key())].shown))
            return false;
    }
    return m_query.matches(facts);
}

bool Filters::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    if (!m_model.presenter())
        return left.row() < right.row();
    const auto &a = m_model.sortKeyAt(left.row(), left.column()), &b = m_model.sortKeyAt(right.row(), right.column());
    if (a.isBefore(b))
        return true;
    if (left.column() == 0 || b.isBefore(a))
        return false;
    // The same rows in the same order, whatever they were sorted by before: by the first column, upwards.
    const auto &first = m_model.sortKeyAt(left.row(), 0), &second = m_model.sortKeyAt(right.row(), 0);
    return sortOrder() == Qt::AscendingOrder ? first.isBefore(second) : second.isBefore(first);
}

} // namespace skylab::model
