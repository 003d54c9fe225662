#pragma once

#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>

namespace skylab::model {

class ResourceModel;

/// Sorts and filters a ResourceModel. The text is words that all have to be found in some column; "status:error" looks in one
/// column, a leading minus excludes. Choices are values that a column has to have.
class Filters : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit Filters(ResourceModel& model, QObject* parent = nullptr);

    void setText(const QString& text);
    void setChoice(const QString& columnId, const QStringList& values);
    [[nodiscard]] bool isActive() const { return !m_terms.empty() || !m_choices.isEmpty(); }
    /// The different texts of a column, for choices.
    [[nodiscard]] QStringList valuesOf(const QString& columnId) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Term {
        QString column;
        QString word;
        bool negated = false;
    };
    [[nodiscard]] bool matches(const Term& term, int row) const;

    ResourceModel& m_model;
    std::vector<Term> m_terms;
    QHash<QString, QSet<QString>> m_choices;
};

} // namespace skylab::model
