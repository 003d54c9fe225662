#pragma once

#include "kit/Cell.h"

#include <QStyledItemDelegate>
#include <QTableView>

namespace skylab::kit {

/// Paints the cells of a TableView by the roles of kit/Cell.h.
class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// A table of rows: whole rows are selected, columns can be hidden, moved and remembered, the selection survives changes.
/// Enter opens, Space previews, J and K move, Delete deletes, F2 renames.
class TableView : public QTableView {
    Q_OBJECT
public:
    explicit TableView(QWidget* parent = nullptr);

    /// Widths and visibility for a fresh table; restoreLayout() overrides them.
    void applyColumns(const Columns& columns);
    [[nodiscard]] QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray& bytes);
    void showColumnChooser(const QPoint& globalPosition);

    [[nodiscard]] QStringList selectedIds() const;
    [[nodiscard]] QString currentId() const;
    void selectId(const QString& id);

    static constexpr int rowHeight = 44;

Q_SIGNALS:
    void opened(const QString& id);
    void previewed(const QString& id);
    void deleteAsked();
    void renameAsked();
    void selectionIdsChanged();
    void layoutEdited();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void step(int rows);
    void fitColumns();

    Columns m_columns;
    bool m_ownWidths = false;   ///< the user has set some
};

} // namespace skylab::kit
