#include "kit/ColumnChooser.h"

#include "kit/Basics.h"
#include "kit/TableView.h"
#include "theme/AppStyle.h"

#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QListWidget>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

namespace skylab::kit {

ColumnChooser::ColumnChooser(TableView* view) : QFrame(view, Qt::Popup), m_view(view), m_list(new QListWidget)
{
    setObjectName("columnChooser");
    setAccessibleName(tr("Columns"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(label(tr("Columns"), 14, 600));
    column->addWidget(paragraph(tr("Drag to move, or Alt+Up and Alt+Down.")));
    m_list->setAccessibleName(tr("Columns"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setSpacing(2);
    auto palette = m_list->palette();
    palette.setColor(QPalette::HighlightedText, theme::tokens().text);   // the selection is pale
    m_list->setPalette(palette);
    m_list->installEventFilter(this);
    column->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    auto* all = button(tr("Show all"));
    auto* reset = button(tr("Reset"), "undo-2");
    row->addWidget(all);
    row->addStretch();
    row->addWidget(reset);
    column->addLayout(row);
    connect(reset, &QPushButton::clicked, this, [this] {
        m_view->resetColumns();
        fill();
    });
    connect(all, &QPushButton::clicked, this, [this] {
        for (int i = 0; i < m_list->count(); ++i)
            m_list->item(i)->setCheckState(Qt::Checked);
    });
    connect(m_list, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (!m_filling)
            m_view->showColumn(item->data(Qt::UserRole).toInt(), item->checkState() == Qt::Checked);
    });
    connect(m_list->model(), &QAbstractItemModel::rowsMoved, this, &ColumnChooser::applyOrder);
    fill();
}

void ColumnChooser::fill()
{
    m_filling = true;
    m_list->clear();
    const auto& columns = m_view->columns();
    const auto* header = m_view->horizontalHeader();
    for (int visual = 0; visual < int(columns.size()); ++visual) {
        const int logical = header->logicalIndex(visual);
        auto* item = new QListWidgetItem(columns[std::size_t(logical)].title, m_list);
        item->setData(Qt::UserRole, logical);
        auto flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
        if (logical > 0)
            flags |= Qt::ItemIsUserCheckable;   // what a row is called stays
        item->setFlags(flags);
        item->setCheckState(m_view->isColumnHidden(logical) ? Qt::Unchecked : Qt::Checked);
    }
    m_list->setCurrentRow(0);
    m_filling = false;
}

void ColumnChooser::applyOrder()
{
    auto* header = m_view->horizontalHeader();
    for (int row = 0; row < m_list->count(); ++row)
        header->moveSection(header->visualIndex(m_list->item(row)->data(Qt::UserRole).toInt()), row);
    Q_EMIT m_view->layoutEdited();
}

void ColumnChooser::moveBy(int by)
{
    const int row = m_list->currentRow(), to = row + by;
    if (row < 0 || to < 0 || to >= m_list->count())
        return;
    m_filling = true;
    auto* item = m_list->takeItem(row);
    m_list->insertItem(to, item);
    m_list->setCurrentRow(to);
    m_filling = false;
    applyOrder();
}

void ColumnChooser::openAt(const QPoint& globalPosition)
{
    const int lines = int(m_view->columns().size());
    resize(qMax(260, sizeHint().width()), qMin(134 + lines * 23, 560));
    auto place = globalPosition;
    if (const auto* screen = QGuiApplication::screenAt(globalPosition))
        place.setX(qMin(place.x(), screen->availableGeometry().right() - width()));
    if (const auto* window = m_view->window(); place.x() + width() > window->mapToGlobal(QPoint(window->width(), 0)).x())
        place.setX(window->mapToGlobal(QPoint(window->width() - width() - 8, 0)).x());
    move(place);
    show();
    m_list->setFocus();
}

bool ColumnChooser::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() & Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveBy(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QFrame::eventFilter(object, event);
}

void ColumnChooser::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::tokens().raised);
    painter.setPen(theme::tokens().borderStrong);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace skylab::kit
