#include "kit/FlowLayout.h"

namespace skylab::kit {

FlowLayout::~FlowLayout()
{
    while (auto* item = takeAt(0))
        delete item;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    arrange(rect, Apply::Yes);
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const auto* item : m_items) {
        if (!item->isEmpty())
            size = QSize(size.width() + (size.width() ? spacing() : 0) + item->sizeHint().width(), qMax(size.height(), item->sizeHint().height()));
    }
    return size + QSize(contentsMargins().left() + contentsMargins().right(), contentsMargins().top() + contentsMargins().bottom());
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto* item : m_items)
        size = size.expandedTo(item->isEmpty() ? QSize() : item->minimumSize());
    return size + QSize(contentsMargins().left() + contentsMargins().right(), contentsMargins().top() + contentsMargins().bottom());
}

/// Places the items; gives the height that they need.
int FlowLayout::arrange(const QRect& rect, Apply apply) const
{
    const auto margins = contentsMargins();
    const auto area = rect.marginsRemoved(margins);
    int x = area.left(), y = area.top(), line = 0;
    for (auto* item : m_items) {
        if (item->isEmpty())
            continue;
        const auto size = item->sizeHint().boundedTo(QSize(qMax(area.width(), 1), item->sizeHint().height()));
        if (line > 0 && x + size.width() > area.right() + 1) {
            x = area.left();
            y += line + spacing();
            line = 0;
        }
        if (apply == Apply::Yes)
            item->setGeometry({ QPoint(x, y), size });
        x += size.width() + spacing();
        line = qMax(line, size.height());
    }
    return y + line - rect.top() + margins.bottom();
}

} // namespace skylab::kit
