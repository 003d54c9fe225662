#include "kit/TableView.h"

#include "kit/StatusPill.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QAction>
#include <QDataStream>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace skylab::kit {

using theme::tokens;

namespace {

constexpr int layoutVersion = 1;

void paintTwoLine(QPainter& painter, QRect rect, const QModelIndex& index)
{
    const auto& t = tokens();
    const auto icon = index.data(IconRole).toString();
    if (!icon.isEmpty()) {
        const QRectF tile(rect.left() + 4, rect.center().y() - 13, 27, 27);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.dark ? QColor(255, 255, 255, 14) : QColor(15, 25, 50, 12));
        painter.drawRoundedRect(tile, 7, 7);
        painter.restore();
        theme::paintIcon(painter, icon, tile.adjusted(6, 6, -6, -6), t.muted);
        rect.setLeft(int(tile.right()) + 10);
    }
    const auto sub = index.data(SubTextRole).toString();
    painter.setFont(theme::uiFont(13, QFont::DemiBold));
    painter.setPen(t.text);
    const auto top = sub.isEmpty() ? rect : rect.adjusted(0, 5, 0, -rect.height() / 2 + 1);
    painter.drawText(top, Qt::AlignVCenter, painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, rect.width()));
    if (sub.isEmpty())
        return;
    painter.setFont(theme::uiFont(11));
    painter.setPen(t.muted);
    painter.drawText(rect.adjusted(0, rect.height() / 2 - 1, 0, -4), Qt::AlignVCenter, painter.fontMetrics().elidedText(sub, Qt::ElideRight, rect.width()));
}

void paintText(QPainter& painter, const QRect& rect, CellKind kind, const QString& text)
{
    const auto& t = tokens();
    painter.setFont(kind == CellKind::Mono ? theme::monoFont(12) : theme::uiFont(13));
    painter.setPen(kind == CellKind::Muted ? t.muted : text == u"–" ? t.faint : t.text);
    const auto align = Qt::AlignVCenter | (kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft);
    painter.drawText(rect, align, painter.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

} // namespace

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto& t = tokens();
    const auto& cell = option.rect;
    const auto* view = qobject_cast<const TableView*>(option.widget);
    const bool first = view && view->horizontalHeader()->visualIndex(index.column()) == 0;
    painter->save();
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(cell, t.selection);
        if (first)
            painter->fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), t.accent);
    } else if (option.state & QStyle::State_MouseOver) {
        painter->fillRect(cell, t.hover);
    }
    painter->fillRect(QRect(cell.left(), cell.bottom(), cell.width(), 1), t.dark ? QColor(255, 255, 255, 12) : QColor(15, 25, 45, 14));
    const auto inner = cell.adjusted(10, 0, -8, 0);
    const auto kind = CellKind(index.data(KindRole).toInt());
    const auto text = index.data().toString();
    if (kind == CellKind::TwoLine)
        paintTwoLine(*painter, inner, index);
    else if (kind == CellKind::Status && !text.isEmpty())
        paintPill(*painter, inner, Tone(index.data(ToneRole).toInt()), text, index.data(ProgressRole).toInt());
    else
        paintText(*painter, inner, kind, text);
    if (view && view->hasFocus() && view->property("keyboard").toBool() && view->currentIndex().row() == index.row() && first) {
        painter->setPen(QPen(t.accent, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(cell.left() + 1, cell.top() + 1, view->viewport()->width() - cell.left() - 3, cell.height() - 3));
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto kind = CellKind(index.data(KindRole).toInt());
    const int text = option.fontMetrics.horizontalAdvance(index.data().toString());
    return { text + (kind == CellKind::TwoLine ? 70 : kind == CellKind::Status ? 50 : 24), TableView::rowHeight };
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
    verticalHeader()->setDefaultSectionSize(rowHeight);
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
    connect(&theme::Theme::instance(), &theme::Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void TableView::applyColumns(const Columns& columns)
{
    m_columns = columns;
    for (int i = 0; i < int(columns.size()); ++i) {
        setColumnHidden(i, columns[i].hidden);
    }
    fitColumns();
}

/// What is left over is shared in proportion, unless the user has set widths; then the first column takes it.
void TableView::fitColumns()
{
    const QSignalBlocker quiet(horizontalHeader());
    const auto base = [this](int column) { return m_columns[column].width ? m_columns[column].width : column == 0 ? 250 : 190; };
    int total = 0;
    for (int i = 0; i < int(m_columns.size()); ++i)
        total += isColumnHidden(i) ? 0 : m_ownWidths ? columnWidth(i) : base(i);
    const int rest = viewport()->width() - total;
    if (m_ownWidths) {
        if (!m_columns.empty() && rest > 0)
            setColumnWidth(0, columnWidth(0) + rest);
        return;
    }
    for (int i = 0; i < int(m_columns.size()) && total > 0; ++i)
        setColumnWidth(i, base(i) + qMax(0, rest * base(i) / total));
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
    QDataStream(&bytes, QIODevice::WriteOnly) << layoutVersion << int(m_columns.size()) << m_ownWidths << horizontalHeader()->saveState();
    return bytes;
}

bool TableView::restoreLayout(const QByteArray& bytes)
{
    QDataStream stream(bytes);
    int version = 0, count = 0;
    bool ownWidths = false;
    QByteArray state;
    stream >> version >> count >> ownWidths >> state;
    const QSignalBlocker quiet(horizontalHeader());
    if (version != layoutVersion || count != int(m_columns.size()) || !horizontalHeader()->restoreState(state))
        return false;
    m_ownWidths = ownWidths;
    return true;
}

void TableView::showColumnChooser(const QPoint& globalPosition)
{
    QMenu menu(this);
    for (int i = 1; i < int(m_columns.size()); ++i) {
        auto* action = menu.addAction(m_columns[i].title);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(i));
        connect(action, &QAction::toggled, this, [this, i](bool on) {
            setColumnHidden(i, !on);
            fitColumns();
            Q_EMIT layoutEdited();
        });
    }
    menu.exec(globalPosition);
}

QStringList TableView::selectedIds() const
{
    QStringList ids;
    if (!selectionModel())
        return ids;
    const auto rows = selectionModel()->selectedRows();
    for (const auto& row : rows)
        ids << row.data(IdRole).toString();
    return ids;
}

QString TableView::currentId() const { return currentIndex().data(IdRole).toString(); }

void TableView::selectId(const QString& id)
{
    for (int row = 0; model() && row < model()->rowCount(); ++row) {
        if (model()->index(row, 0).data(IdRole).toString() == id) {
            setCurrentIndex(model()->index(row, 0));
            scrollTo(currentIndex());
            return;
        }
    }
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
