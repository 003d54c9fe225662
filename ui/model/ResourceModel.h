#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>

#include <memory>
#include <vector>

namespace skylab::model {

/// How rows look. The model asks; a panel answers.
class RowPresenter {
public:
    virtual ~RowPresenter() = default;
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual QVariant header(int column, int role) const = 0;
    /// Stable name of a column, for "name:word" filters.
    [[nodiscard]] virtual QString columnId(int column) const = 0;
    [[nodiscard]] virtual QVariant data(const QJsonObject& row, const QString& id, int column, int role) const = 0;
    /// What text filters look at.
    [[nodiscard]] virtual QString text(const QJsonObject& row, int column) const = 0;
    [[nodiscard]] virtual QVariant sortKey(const QJsonObject& row, int column) const = 0;
};

/// JSON rows by id, as a table. It is never reset: a new listing is compared with the rows that are there, so that selection and
/// scroll position stay; what changed is told in one dataChanged.
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
    /// The presenter would answer differently now.
    void refresh();

    [[nodiscard]] QString idOf(const QJsonObject& row) const;
    [[nodiscard]] bool contains(const QString& id) const { return m_index.contains(id); }
    /// The row, empty when there is none.
    [[nodiscard]] QJsonObject row(const QString& id) const;
    [[nodiscard]] const QJsonObject& rowAt(int row) const { return m_rows[std::size_t(row)].json; }
    [[nodiscard]] const QString& idAt(int row) const { return m_rows[std::size_t(row)].id; }
    [[nodiscard]] QStringList ids() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    /// Also for new rows.
    void rowChanged(const QString& id);
    void rowRemoved(const QString& id);
    void countChanged(int count);

private:
    struct Row {
        QString id;
        QJsonObject json;
    };
    void removeAbsent(const QHash<QString, int>& wanted);
    void reindex(int from);

    QString m_idField;
    std::vector<Row> m_rows;
    QHash<QString, int> m_index;
    std::unique_ptr<RowPresenter> m_presenter;
};

} // namespace skylab::model
