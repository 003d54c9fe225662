#pragma once

#include "kit/Cell.h"
#include "model/ResourceModel.h"

namespace skylab::panel {

/// A spec's columns as a model's presenter.
class Presenter : public model::RowPresenter {
public:
    explicit Presenter(kit::Columns columns);

    [[nodiscard]] int columns() const override { return int(m_columns.size()); }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QString columnId(int column) const override { return at(column).id; }
    [[nodiscard]] QVariant data(const QJsonObject& row, const QString& id, int column, int role) const override;
    [[nodiscard]] QString text(const QJsonObject& row, int column) const override;
    [[nodiscard]] QVariant sortKey(const QJsonObject& row, int column) const override;
    [[nodiscard]] model::ColumnTraits traits(int column) const override { return m_traits[std::size_t(column)]; }
    [[nodiscard]] model::CellFacts facts(const QJsonObject& row, int column) const override;

private:
    [[nodiscard]] const kit::Column& at(int column) const { return m_columns[std::size_t(column)]; }

    kit::Columns m_columns;
    std::vector<model::ColumnTraits> m_traits;
};

} // namespace skylab::panel
