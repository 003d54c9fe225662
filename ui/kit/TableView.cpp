#include "kit/TableView.h"

#include "kit/ColumnChooser.h"
#include "theme/Theme.h"

#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace skylab::kit {

namespace {
constexpr int layoutVersion = 2;
constexpr int narrowest = 76;       // device-independent pixels that every column keeps
constexpr int mostSqueezed = 15;    // percent of their width that columns may lack before there is a scroll bar
}

TableView::TableView(QWidget* parent) : QTableView(parent)
{
    setItemDelegate(new CellDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setSortingEnabled(true);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(20);
    verticalHeader()->setDefaultSectionSize(theme::rowHeight());
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    auto* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(56);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint& at) { showColumnChooser(header->mapToGlobal(at)); });
    connect(header, &QHeaderView::sectionMoved, this, &TableView::layoutEdited);
    connect(header, &QHeaderView::sectionResized, this, [this] {
        if (!(QGuiApplication::mouseButtons() & Qt::LeftButton))
            return;   // not by the user
        m_ownWidths = true;
        Q_EMIT layoutEdited();
    });
    connect(this, &QAbstractItemView::doubleClicked, this, [this] { Q_EMIT opened(currentId()); });
    connect(this, &QAbstractItemView::pressed, this, [this] { setProperty("keyboard", false); });
    connect(header, &QHeaderView::sortIndicatorChanged, this, &TableView::layoutEdited);
    connect(&theme::Theme::instance(), &theme::Theme::changed, this, [this] {
        verticalHeader()->setDefaultSectionSize(theme::rowHeight());
        viewport()->update();
    });
}

void TableView::applyColumns(const Columns& columns)
{
    m_columns = columns;
    for (int i = 0; i < int(columns.size()); ++i) {
        setColumnHidden(i, columns[i].hidden);
    }
    fitColumns();
}

/// What is left over, or lacks a little, is shared in proportion, unless the user has set widths; then the first column takes it.
void TableView::fitColumns()
{
    const QSignalBlocker quiet(horizontalHeader());
    const auto base = [this](int column) { return qMax(horizontalHeader()->minimumSectionSize(), m_columns[column].width ? m_columns[column].width : column == 0 ? 250 : 190); };
    int total = 0;
    for (int i = 0; i < int(m_columns.size()); ++i)
        total += isColumnHidden(i) ? 0 : m_ownWidths ? columnWidth(i) : base(i);
    const int rest = viewport()->width() - total;
    if (m_ownWidths) {
        if (!m_columns.empty() && rest > 0)
            setColumnWidth(0, columnWidth(0) + rest);
        return;
    }
    // Narrow columns have nothing to give, nor have states, which are words; scrolling sideways is worth it for a column, not for a few pixels.
    const auto gives = [&](int column) { return rest >= 0 ? base(column) : m_columns[column].kind == CellKind::Status ? 0 : qMax(0, base(column) - narrowest); };
    int giving = 0;
    for (int i = 0; i < int(m_columns.size()); ++i)
        giving += isColumnHidden(i) ? 0 : gives(i);
    const int shared = rest < -total * mostSqueezed / 100 ? 0 : rest;
    int left = shared, last = -1;
    for (int i = 0; i < int(m_columns.size()) && giving > 0; ++i) {
        const int part = int(std::floor(double(shared) * gives(i) / giving));
        setColumnWidth(i, base(i) + part);
        if (!isColumnHidden(i)) {
            left -= part;
            last = gives(i) > 0 ? i : last;
        }
    }
    if (last >= 0)
        setColumnWidth(last, columnWidth(last) + left);   // rows reach the edge
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    updateGeometries();
}

QByteArray TableView::saveLayout() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    const auto* header = horizontalHeader();
    const int sorted = header->sortIndicatorSection();
    stream << layoutVersion << m_ownWidths << int(m_columns.size());
    for (int visual = 0; visual < int(m_columns.size()); ++visual) {
        const int column = header->logicalIndex(visual);
        stream << m_columns[std::size_t(column)].id << isColumnHidden(column) << columnWidth(column);
    }
    stream << (sorted >= 0 && sorted < int(m_columns.size()) ? m_columns[std::size_t(sorted)].id : QString()) << int(header->sortIndicatorOrder());
    return bytes;
}

bool TableView::restoreLayout(const QByteArray& bytes)
{
    QDataStream stream(bytes);
    int version = 0, count = 0;
    bool ownWidths = false;
    stream >> version >> ownWidths >> count;
    if (version != layoutVersion || count < 1 || count > 500)
        return false;
    const auto columnOf = [this](const QString& id) {
        const auto it = std::find_if(m_columns.begin(), m_columns.end(), [&id](const Column& column) { return column.id == id; });
        return it == m_columns.end() ? -1 : int(it - m_columns.begin());
    };
    auto* header = horizontalHeader();
    int place = 0;
    {
        const QSignalBlocker quiet(header);
        for (int i = 0; i < count; ++i) {
            QString id;
            bool hidden = false;
            int width = 0;
            stream >> id >> hidden >> width;
            const int column = columnOf(id);
            if (column < 0)
                continue;   // a column of another version
            header->moveSection(header->visualIndex(column), place++);
            setColumnHidden(column, hidden && column > 0);
            if (ownWidths && width > 0)
                setColumnWidth(column, width);
        }
    }
    QString sorted;
    int order = 0;
    stream >> sorted >> order;
    m_ownWidths = ownWidths;
    if (const int column = columnOf(sorted); column >= 0 && model())
        sortByColumn(column, order == int(Qt::DescendingOrder) ? Qt::DescendingOrder : Qt::AscendingOrder);
    fitColumns();
    updateGeometries();
    viewport()->update();
    return stream.status() == QDataStream::Ok;
}

void TableView::showColumn(int column, bool shown)
{
    if (isColumnHidden(column) != shown)
        return;
    setColumnHidden(column, !shown);
    fitColumns();
    Q_EMIT layoutEdited();
}

void TableView::resetColumns()
{
    m_ownWidths = false;
    {
        const QSignalBlocker quiet(horizontalHeader());
        for (int i = 0; i < int(m_columns.size()); ++i)
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(i), i);
    }
    applyColumns(m_columns);
    updateGeometries();
    viewport()->update();
    Q_EMIT layoutEdited();
}

void TableView::showColumnChooser(const QPoint& globalPosition) { (new ColumnChooser(this))->openAt(globalPosition); }

void TableView::setStale(bool stale)
{
    if (stale == m_stale)
        return;
    m_stale = stale;
    viewport()->update();
}

/// By ranges: QItemSelectionModel::selectedRows() looks at each row again, which is too slow for ten thousand.
QStringList TableView::selectedIds() const
{
    QStringList ids;
    if (!selectionModel())
        return ids;
    QList<int> rows;
    for (const auto& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows << row;
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (const int row : std::as_const(rows))
        ids << model()->index(row, 0).data(IdRole).toString();
    return ids;
}

int TableView::selectedCount() const
{
    int count = 0;
    if (selectionModel()) {
        for (const auto& range : selectionModel()->selection())
            count += range.height();
    }
    return count;
}

QString TableView::currentId() const { return currentIndex().data(IdRole).toString(); }

void TableView::selectId(const QString& id)
{
    for (int row = 0; model() && row < model()->rowCount(); ++row) {
        if (model()->index(row, 0).data(IdRole).toString() == id) {
            // Alone, also while a modifier is down: this is not a click.
            selectionModel()->setCurrentIndex(model()->index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
            scrollTo(currentIndex());
            return;
        }
    }
}

bool TableView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        Q_EMIT pointerChanged(event->type() == QEvent::Enter);
    return QTableView::viewportEvent(event);
}

void TableView::step(int rows)
{
    const int row = qBound(0, currentIndex().row() + rows, model()->rowCount() - 1);
    setCurrentIndex(model()->index(row, horizontalHeader()->logicalIndex(0)));
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    setProperty("keyboard", true);
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    switch (plain ? event->key() : 0) {
    case Qt::Key_Return: case Qt::Key_Enter: Q_EMIT opened(currentId()); return;
    case Qt::Key_Space: Q_EMIT previewed(currentId()); return;
    case Qt::Key_J: step(1); return;
    case Qt::Key_K: step(-1); return;
    case Qt::Key_Delete: Q_EMIT deleteAsked(); return;
    case Qt::Key_F2: Q_EMIT renameAsked(); return;
    default: break;
    }
    // Letters belong to the window's shortcuts, not to a type-ahead search.
    if (plain && !event->text().isEmpty() && event->text()[0].isPrint())
        return event->ignore();
    QTableView::keyPressEvent(event);
}

void TableView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectionIdsChanged();
}

void TableView::focusInEvent(QFocusEvent* event)
{
    QTableView::focusInEvent(event);
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason) {
        setProperty("keyboard", true);
        if (!currentIndex().isValid() && model() && model()->rowCount())
            setCurrentIndex(model()->index(0, 0));
    }
}

} // namespace skylab::kit
