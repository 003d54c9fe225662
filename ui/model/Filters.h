#pragma once

#include "model/FilterQuery.h"

#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>

namespace skylab::model {

class ResourceModel;

/// Sorts and filters a ResourceModel. The text is a FilterQuery; choices are values that a column has to have.
class Filters : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit Filters(ResourceModel& model, QObject* parent = nullptr);

    /// What is wrong with the text, or nothing; then the filter stays as it was.
    std::optional<FilterFault> setText(const QString& text);
    void setChoice(const QString& columnId, const QStringList& values);
    [[nodiscard]] bool isActive() const { return !m_query.isEmpty() || !m_choices.isEmpty(); }
    /// The different texts of a column, for choices.
    [[nodiscard]] QStringList valuesOf(const QString& columnId) const;
    /// While frozen rows keep their places, whatever changes in them: nothing moves away under the pointer.
    void setFrozen(bool frozen);
    [[nodiscard]] const ResourceModel& source() const { return m_model; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    [[nodiscard]] int columnOf(const QString& id) const;
    void refilter();

    ResourceModel& m_model;
    FilterQuery m_query;
    QHash<int, QSet<QString>> m_choices;
};

} // namespace skylab::model
