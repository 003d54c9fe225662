#pragma once

#include "model/RowFacts.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QTimer>

#include <array>
#include <memory>
#include <vector>

namespace skylab::model {

/// JSON rows by id, as a table. It is never reset: a new listing is compared with the rows that are there, so that selection and
/// scroll position stay; what changed is told in ranges of rows, or as one when there would be many.
class ResourceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit ResourceModel(QString idField, QObject* parent = nullptr);
    ~ResourceModel() override;

    void setPresenter(std::unique_ptr<RowPresenter> presenter);
    [[nodiscard]] const RowPresenter* presenter() const { return m_presenter.get(); }

    /// Makes the rows be these, in this order for new ones.
    void replaceAll(const std::vector<QJsonObject>& rows);
    void upsert(const QJsonObject& row);
    void remove(const QString& id);
    /// The presenter may answer differently now: names of other resources came. Rows are looked at again by and by, those that
    /// changed are told.
    void refresh();
    /// Ages are others now.
    void refreshTimes();

    [[nodiscard]] QString idOf(const QJsonObject& row) const;
    [[nodiscard]] bool contains(const QString& id) const { return m_index.contains(id); }
    /// The row, empty when there is none.
    [[nodiscard]] QJsonObject row(const QString& id) const;
    [[nodiscard]] const QJsonObject& rowAt(int row) const { return m_rows[std::size_t(row)].json; }
    [[nodiscard]] const QString& idAt(int row) const { return m_rows[std::size_t(row)].id; }
    [[nodiscard]] QStringList ids() const;
    [[nodiscard]] int indexOf(const QString& id) const { return m_index.value(id, -1); }
    /// Whether factsAt() costs nothing now; warmed() says when it is so again.
    [[nodiscard]] bool isWarm() const { return !m_warming.isActive(); }
    /// What filters see of a row; kept until it changes. Only with a presenter.
    [[nodiscard]] const RowFacts& factsAt(int row) const;
    /// What a row is sorted by, kept for the first column and one other.
    [[nodiscard]] const SortKey& sortKeyAt(int row, int column) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Also for new rows.
    void rowChanged(const QString& id);
    void rowRemoved(const QString& id);
    void countChanged(int count);
    void warmed();
    /// What a row shows may be another, though not its data: paint again.
    void looksChanged();

private:
    struct Row {
        QString id;
        QJsonObject json;
        mutable std::unique_ptr<RowFacts> facts = {};
        mutable std::array<SortKey, 2> keys = {};
    };
    void changeAt(int row, const QJsonObject& json);
    void tellChanged(const std::vector<int>& rows);
    void warm();
    void removeAbsent(const QHash<QString, int>& wanted);
    void reindex(int from);

    QString m_idField;
    std::vector<Row> m_rows;
    QHash<QString, int> m_index;
    std::unique_ptr<RowPresenter> m_presenter;
    QTimer m_warming;      ///< facts are made while nothing else is to be done, so that the first filter is quick
    int m_warmFrom = 0;
    int m_checkFrom = 0;
    bool m_checking = false;   ///< rows from m_checkFrom on are to be looked at again
};

} // namespace skylab::model
