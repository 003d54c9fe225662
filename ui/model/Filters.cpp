#include "model/Filters.h"

#include "model/ResourceModel.h"

#include <QCollator>

#include <algorithm>

namespace skylab::model {

Filters::Filters(ResourceModel& model, QObject* parent) : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
    setDynamicSortFilter(true);
}

void Filters::setText(const QString& text)
{
    m_terms.clear();
    for (auto word : text.split(u' ', Qt::SkipEmptyParts)) {
        Term term;
        if (word.size() > 1 && word.startsWith(u'-')) {
            term.negated = true;
            word.remove(0, 1);
        }
        const auto colon = word.indexOf(u':');
        if (colon > 0) {
            for (int column = 0; m_model.presenter() && column < m_model.presenter()->columns(); ++column) {
                if (m_model.presenter()->columnId(column).compare(word.left(colon), Qt::CaseInsensitive) == 0)
                    term.column = m_model.presenter()->columnId(column);
            }
        }
        term.word = term.column.isEmpty() ? word : word.mid(colon + 1);
        if (!term.word.isEmpty())
            m_terms.push_back(term);
    }
    invalidateRowsFilter();
}

void Filters::setChoice(const QString& columnId, const QStringList& values)
{
    if (values.isEmpty())
        m_choices.remove(columnId);
    else
        m_choices[columnId] = QSet<QString>(values.begin(), values.end());
    invalidateRowsFilter();
}

QStringList Filters::valuesOf(const QString& columnId) const
{
    QSet<QString> values;
    const auto* presenter = m_model.presenter();
    for (int column = 0; presenter && column < presenter->columns(); ++column) {
        if (presenter->columnId(column) != columnId)
            continue;
        for (int row = 0; row < m_model.rowCount(); ++row)
            values.insert(presenter->data(m_model.rowAt(row), m_model.idAt(row), column, Qt::DisplayRole).toString());
    }
    auto sorted = values.values();
    sorted.sort();
    return sorted;
}

bool Filters::matches(const Term& term, int row) const
{
    const auto* presenter = m_model.presenter();
    for (int column = 0; column < presenter->columns(); ++column) {
        if (!term.column.isEmpty() && presenter->columnId(column) != term.column)
            continue;
        if (presenter->text(m_model.rowAt(row), column).contains(term.word, Qt::CaseInsensitive))
            return true;
    }
    return term.column.isEmpty() && m_model.idAt(row).startsWith(term.word, Qt::CaseInsensitive);
}

bool Filters::filterAcceptsRow(int row, const QModelIndex&) const
{
    const auto* presenter = m_model.presenter();
    if (!presenter)
        return true;
    for (auto it = m_choices.begin(); it != m_choices.end(); ++it) {
        for (int column = 0; column < presenter->columns(); ++column) {
            if (presenter->columnId(column) == it.key()
                && !it->contains(presenter->data(m_model.rowAt(row), m_model.idAt(row), column, Qt::DisplayRole).toString()))
                return false;
        }
    }
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) { return matches(term, row) != term.negated; });
}

bool Filters::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const auto* presenter = m_model.presenter();
    if (!presenter)
        return left.row() < right.row();
    const auto a = presenter->sortKey(m_model.rowAt(left.row()), left.column());
    const auto b = presenter->sortKey(m_model.rowAt(right.row()), right.column());
    if (a.typeId() == QMetaType::QString || b.typeId() == QMetaType::QString) {
        static const QCollator collator = [] {
            // The C locale knows no numeric order.
            QCollator it(QLocale().language() == QLocale::C ? QLocale(QLocale::English) : QLocale());
            it.setNumericMode(true);   // web-2 before web-10
            it.setCaseSensitivity(Qt::CaseInsensitive);
            return it;
        }();
        return collator.compare(a.toString(), b.toString()) < 0;
    }
    return QVariant::compare(a, b) < 0;
}

} // namespace skylab::model
