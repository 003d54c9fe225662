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
    [[nodiscard]] const Columns& columns() const { return m_columns; }
    void showColumn(int column, bool shown);
    /// Order, widths and visibility as they were at first.
    void resetColumns();
    /// Order, widths, visibility and sorting by the columns' ids: columns that came later keep their own.
    [[nodiscard]] QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray& bytes);
    void showColumnChooser(const QPoint& globalPosition);
    /// Paints the rows as of some time ago.
    void setStale(bool stale);
    [[nodiscard]] bool isStale() const { return m_stale; }

    [[nodiscard]] QStringList selectedIds() const;
    /// Cheaper than selectedIds().size().
    [[nodiscard]] int selectedCount() const;
    [[nodiscard]] QString currentId() const;
    void selectId(const QString& id);

Q_SIGNALS:
    void opened(const QString& id);
    void previewed(const QString& id);
    void deleteAsked();
    void renameAsked();
    void selectionIdsChanged();
    void layoutEdited();
    /// The pointer came into the rows, or left them.
    void pointerChanged(bool inside);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void step(int rows);
    void fitColumns();

    Columns m_columns;
    bool m_ownWidths = false;   ///< the user has set some
    bool m_stale = false;
};

} // namespace skylab::kit
