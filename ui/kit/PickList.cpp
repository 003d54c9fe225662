#include "kit/PickList.h"

#include "kit/Access.h"
#include "kit/Basics.h"
#include "theme/Icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QRegularExpression>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::tokens;
using theme::Tokens;

namespace {

enum { ValueRole = Qt::UserRole + 1, SubRole, PictureRole, RemarkRole };

class PickDelegate : public QStyledItemDelegate {
public:
    PickDelegate(bool several, QObject* parent) : QStyledItemDelegate(parent), m_several(several) { }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        const bool enabled = index.flags() & Qt::ItemIsEnabled, chosen = m_several ? index.data(Qt::CheckStateRole).toInt() == Qt::Checked : bool(option.state & QStyle::State_Selected);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const auto box = QRectF(option.rect).adjusted(3, 1, -3, -1);
        if (chosen || option.state & QStyle::State_MouseOver) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(chosen ? t.selection : t.hover);
            painter->drawRoundedRect(box, 6, 6);
        }
        const bool current = option.state & QStyle::State_HasFocus;
        if (current) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(t.accent, 1.4));
            painter->drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 6, 6);
        }
        auto rect = option.rect.adjusted(12, 0, -12, 0);
        paintMark(*painter, rect, chosen, enabled);
        if (const auto icon = index.data(PictureRole).toString(); !icon.isEmpty()) {
            theme::paintIcon(*painter, icon, QRectF(rect.left(), rect.center().y() - 8, 17, 17), enabled ? t.muted : t.faint);
            rect.setLeft(rect.left() + 27);
        }
        if (const auto remark = index.data(RemarkRole).toString(); !remark.isEmpty()) {
            painter->setFont(theme::uiFont(12));
            painter->setPen(enabled ? t.muted : t.faint);
            const int width = qMin(painter->fontMetrics().horizontalAdvance(remark) + 2, rect.width() / 2);
            painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight, painter->fontMetrics().elidedText(remark, Qt::ElideRight, width));
            rect.setRight(rect.right() - width - 12);
        }
        paintLines(*painter, rect, index, enabled);
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return { 100, PickList::rowHeight }; }

private:
    void paintMark(QPainter& painter, QRect& rect, bool chosen, bool enabled) const
    {
        const auto& t = tokens();
        const QRectF mark(rect.left(), rect.center().y() - 7.5, 16, 16);
        painter.setPen(QPen(chosen ? t.accentFill : enabled ? t.borderStrong : t.border, 1.4));
        painter.setBrush(chosen ? QBrush(t.accentFill) : QBrush(Qt::NoBrush));
        if (m_several) {
            painter.drawRoundedRect(mark, 4, 4);
            if (chosen)
                theme::paintIcon(painter, "check", mark.adjusted(1.5, 1.5, -1.5, -1.5), Qt::white);
        } else {
            painter.drawEllipse(mark);
            if (chosen) {
                painter.setPen(Qt::NoPen);
                painter.setBrush(Qt::white);
                painter.drawEllipse(mark.center(), 3, 3);
            }
        }
        rect.setLeft(rect.left() + 27);
    }
    static void paintLines(QPainter& painter, const QRect& rect, const QModelIndex& index, bool enabled)
    {
        const auto& t = tokens();
        const auto sub = index.data(SubRole).toString();
        painter.setFont(theme::uiFont(13, 500));
        painter.setPen(enabled ? t.text : t.faint);
        const auto top = sub.isEmpty() ? rect : rect.adjusted(0, 4, 0, -rect.height() / 2 + 2);
        painter.drawText(top, Qt::AlignVCenter, painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, rect.width()));
        if (sub.isEmpty())
            return;
        painter.setFont(theme::uiFont(11));
        painter.setPen(enabled ? t.muted : t.faint);
        painter.drawText(rect.adjusted(0, rect.height() / 2 - 1, 0, -3), Qt::AlignVCenter, painter.fontMetrics().elidedText(sub, Qt::ElideRight, rect.width()));
    }

    bool m_several;
};

} // namespace

PickList::PickList(const QString& name, bool several, QWidget* parent)
    : QWidget(parent), m_several(several), m_search(new QLineEdit), m_list(new QListWidget), m_note(label({}, 12, 400, &Tokens::muted))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in %1").arg(name));
    addClearButton(*m_search);
    m_search->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    m_search->hide();
    m_list->setAccessibleName(name);
    m_list->installEventFilter(this);
    m_list->setItemDelegate(new PickDelegate(several, m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);   // so that a page gives its spare room to what is below
    m_note->setWordWrap(true);
    m_note->hide();
    setFocusProxy(m_list);
    column->addWidget(m_search);
    column->addWidget(m_list);
    column->addWidget(m_note);
    setLines(4);
    connect(m_search, &QLineEdit::textChanged, this, &PickList::filter);
    connect(m_list, &QListWidget::itemActivated, this, &PickList::activated);
    if (several) {
        connect(m_list, &QListWidget::itemChanged, this, &PickList::changed);
        // The whole row is the check box.
        connect(m_list, &QListWidget::itemPressed, this, [](QListWidgetItem* item) { item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked); });
    } else {
        connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
            if (item)
                m_wanted = QStringList { item->data(ValueRole).toString() };
            Q_EMIT changed();
        });
    }
}

void PickList::setLines(int lines)
{
    m_lines = lines;
    fitHeight();
}

void PickList::fitHeight() { m_list->setFixedHeight(qBound(qMin(fewest, m_lines), m_list->count(), m_lines) * rowHeight + 10); }

void PickList::setNote(const QString& text)
{
    m_note->setText(text);
    note();
}

void PickList::note() { m_note->setVisible(m_list->count() == 0 && !m_note->text().isEmpty()); }

void PickList::setItems(const std::vector<Item>& items)
{
    const auto before = m_several ? values() + m_wanted : m_wanted;
    const auto had = m_several ? QString() : value();
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const auto& one : items) {
            auto* item = new QListWidgetItem(one.text, m_list);
            item->setData(ValueRole, one.value);
            item->setData(SubRole, one.sub);
            item->setData(PictureRole, one.icon);
            item->setData(RemarkRole, one.remark);
            item->setData(Qt::AccessibleTextRole, QStringList { one.text, one.sub, one.remark, one.blocked }.filter(QRegularExpression(QStringLiteral("."))).join(QStringLiteral(", ")));
            item->setToolTip(one.blocked);
            auto flags = one.blocked.isEmpty() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
            if (m_several) {
                flags &= ~Qt::ItemIsSelectable;
                item->setCheckState(before.contains(one.value) && one.blocked.isEmpty() ? Qt::Checked : Qt::Unchecked);
                m_wanted.removeAll(one.value);
            }
            item->setFlags(flags);
        }
        if (!m_several && !before.isEmpty())
            select(before.first());
    }
    m_search->setVisible(int(items.size()) >= searchFrom || !m_search->text().isEmpty());
    note();
    filter();
    fitHeight();
    if (!m_several && value() != had)
        Q_EMIT changed();
}

void PickList::filter()
{
    const auto words = m_search->text().split(u' ', Qt::SkipEmptyParts);
    for (int row = 0; row < m_list->count(); ++row) {
        const auto text = m_list->item(row)->data(Qt::AccessibleTextRole).toString();
        m_list->item(row)->setHidden(!std::all_of(words.begin(), words.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); }));
    }
}

QString PickList::value() const
{
    if (m_several)
        return values().value(0);
    return m_list->currentItem() ? m_list->currentItem()->data(ValueRole).toString() : QString();
}

QStringList PickList::values() const
{
    QStringList all;
    for (int row = 0; row < m_list->count(); ++row) {
        const auto* item = m_list->item(row);
        if (m_several ? item->checkState() == Qt::Checked : item == m_list->currentItem())
            all << item->data(ValueRole).toString();
    }
    return all;
}

void PickList::select(const QString& value)
{
    for (int row = 0; row < m_list->count(); ++row) {
        auto* item = m_list->item(row);
        if (item->data(ValueRole).toString() == value && item->flags() & Qt::ItemIsEnabled) {
            m_list->setCurrentItem(item);
            m_list->scrollToItem(item);
        }
    }
}

void PickList::setValue(const QString& value)
{
    if (m_several)
        return setValues({ value });
    m_wanted = QStringList { value };
    select(value);
}

void PickList::setValues(const QStringList& values)
{
    if (!m_several)
        return setValue(values.value(0));
    m_wanted = values;
    {
        const QSignalBlocker quiet(m_list);
        for (int row = 0; row < m_list->count(); ++row) {
            auto* item = m_list->item(row);
            const auto value = item->data(ValueRole).toString();
            item->setCheckState(values.contains(value) ? Qt::Checked : Qt::Unchecked);
            m_wanted.removeAll(value);
        }
    }
    Q_EMIT changed();
}

bool PickList::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_list && m_several && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
        if (auto* item = m_list->currentItem(); item && item->flags() & Qt::ItemIsEnabled)
            item->setCheckState(item->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
        return true;
    }
    if (object == m_search && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) {
            const int step = key->key() == Qt::Key_Down ? 1 : -1;
            for (int row = m_list->currentRow() + step; row >= 0 && row < m_list->count(); row += step) {
                if (!m_list->item(row)->isHidden() && m_list->item(row)->flags() & Qt::ItemIsEnabled) {
                    m_list->setCurrentRow(row);
                    break;
                }
            }
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace skylab::kit
