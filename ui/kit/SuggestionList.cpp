#include "kit/SuggestionList.h"

#include <QAccessible>
#include <QLineEdit>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skylab::kit {

namespace {

constexpr int lineHeight = 28;
constexpr int HintRole = Qt::UserRole + 1;

/// The text, and the hint muted at the right.
class LineDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = theme::tokens();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? t.selection : t.hover);
            painter->drawRoundedRect(option.rect.adjusted(4, 1, -4, -1), 6, 6);
        }
        const auto inner = option.rect.adjusted(12, 0, -12, 0);
        const auto hint = index.data(HintRole).toString();
        painter->setFont(theme::uiFont(12));
        const int hintWidth = qMin(painter->fontMetrics().horizontalAdvance(hint), inner.width() * 2 / 3);
        painter->setPen(t.muted);
        painter->drawText(inner, Qt::AlignVCenter | Qt::AlignRight, painter->fontMetrics().elidedText(hint, Qt::ElideRight, hintWidth));
        painter->setFont(theme::uiFont(13, 500));
        painter->setPen(t.text);
        const auto left = inner.adjusted(0, 0, -hintWidth - 12, 0);
        painter->drawText(left, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, left.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QFontMetrics text(theme::uiFont(13, 500)), hint(theme::uiFont(12));
        return { text.horizontalAdvance(index.data().toString()) + hint.horizontalAdvance(index.data(HintRole).toString()) + 52, qMax(lineHeight, option.fontMetrics.height() + 10) };
    }
};

} // namespace

SuggestionList::SuggestionList(QLineEdit* edit) : Card(true, edit), m_edit(edit), m_view(new QListView)
{
    setObjectName("suggestions");
    setFocusPolicy(Qt::NoFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2, 5, 2, 5);
    m_view->setModel(new QStandardItemModel(this));
    m_view->setItemDelegate(new LineDelegate(m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->viewport()->setAutoFillBackground(false);
    m_view->setAccessibleName(tr("Suggestions"));
    column->addWidget(m_view);
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex& index) { Q_EMIT taken(index.row()); });
    hide();
}

void SuggestionList::setItems(const std::vector<Suggestions::Item>& items)
{
    auto* model = static_cast<QStandardItemModel*>(m_view->model());
    model->clear();
    for (const auto& item : items) {
        auto* line = new QStandardItem(item.text);
        line->setData(item.hint, HintRole);
        line->setAccessibleText(item.hint.isEmpty() ? item.text : QStringLiteral("%1, %2").arg(item.text, item.hint));
        model->appendRow(line);
    }
    m_view->setCurrentIndex({});
    if (items.empty())
        return hide();
    place();
    show();
    raise();
}

/// Below the edit, in its window: a window of its own would take the focus from it.
void SuggestionList::place()
{
    auto* window = m_edit->window();
    if (parentWidget() != window)
        setParent(window);
    const auto corner = m_edit->mapTo(window, QPoint(0, m_edit->height() + 4));
    int width = m_edit->width(), height = 12;
    for (int row = 0; row < m_view->model()->rowCount(); ++row) {
        const auto hint = m_view->sizeHintForIndex(m_view->model()->index(row, 0));
        width = qMax(width, hint.width() + 10);
        height += hint.height();
    }
    setGeometry(corner.x(), corner.y(), qMin(width, window->width() - corner.x() - 8), qMin(height, window->height() - corner.y() - 8));
}

int SuggestionList::count() const { return isVisible() ? m_view->model()->rowCount() : 0; }
int SuggestionList::current() const { return isVisible() && m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1; }
QString SuggestionList::textAt(int item) const { return m_view->model()->index(item, 0).data().toString(); }

void SuggestionList::step(int by)
{
    const int all = m_view->model()->rowCount();
    int next = current() + by;
    if (next < -1)
        next = all - 1;
    m_view->setCurrentIndex(next < 0 || next >= all ? QModelIndex() : m_view->model()->index(next, 0));
    if (m_view->currentIndex().isValid()) {
        QAccessibleValueChangeEvent said(m_edit, m_view->currentIndex().data());
        QAccessible::updateAccessibility(&said);
    }
}

} // namespace skylab::kit
