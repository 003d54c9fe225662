#include "shell/Navigation.h"

#include "kit/Access.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"
#include "theme/Theme.h"

#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>

namespace skylab::shell {

using theme::tokens;

namespace {

enum Role { PanelRole = Qt::UserRole, IconNameRole, CountRole, FaultRole };

class NavigationDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        const auto& rect = option.rect;
        painter->save();
        if (index.data(PanelRole).isNull()) {   // a section
            painter->setFont(theme::uiFont(11, 600));
            painter->setPen(t.faint);
            painter->drawText(rect.adjusted(18, 8, 0, 0), Qt::AlignVCenter, index.data().toString());
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        const QRectF box = QRectF(rect).adjusted(9, 1, -9, -1);
        if (selected)
            theme::roundRect(*painter, box, 6, t.highContrast ? t.selection : t.dark ? QColor(255, 255, 255, 22) : t.surface, t.highContrast ? t.borderStrong : t.dark ? QColor() : QColor(15, 25, 50, 14));
        else if (option.state & QStyle::State_MouseOver)
            theme::roundRect(*painter, box, 6, t.dark ? QColor(255, 255, 255, 12) : QColor(15, 25, 50, 12));
        const auto* view = qobject_cast<const QListWidget*>(option.widget);
        if (selected && view && view->hasFocus())
            theme::roundRect(*painter, box.adjusted(.5, .5, -.5, -.5), 6, {}, t.accent, 1.5);
        theme::paintIcon(*painter, index.data(IconNameRole).toString(), QRectF(rect.left() + 18, rect.center().y() - 7, 16, 16), selected ? t.accent : t.muted);
        painter->setFont(theme::uiFont(13, selected ? 600 : 500));
        painter->setPen(t.text);
        painter->drawText(rect.adjusted(44, 0, -56, 0), Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, rect.width() - 100));
        painter->setFont(theme::uiFont(11));
        const int faults = index.data(FaultRole).toInt();
        const auto count = index.data(CountRole);
        if (faults > 0) {
            const auto text = QLocale().toString(faults);
            const double width = painter->fontMetrics().horizontalAdvance(text) + 12;
            const QRectF badge(rect.right() - 16 - width, rect.center().y() - 8, width, 17);
            theme::roundRect(*painter, badge, 8.5, t.errorBg);
            painter->setPen(t.error);
            painter->drawText(badge, Qt::AlignCenter, text);
        } else if (!count.isNull()) {
            painter->setPen(t.faint);
            painter->drawText(rect.adjusted(0, 0, -20, 0), Qt::AlignVCenter | Qt::AlignRight, QLocale().toString(count.toInt()));
        }
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return { 200, index.data(PanelRole).isNull() ? 34 : qMax(29, theme::uiFont(13).pixelSize() + 15) };
    }
};

} // namespace

Navigation::Navigation(QWidget* parent) : QListWidget(parent)
{
    setAccessibleName(tr("Sections"));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new NavigationDelegate(this));
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    viewport()->setAutoFillBackground(false);
    kit::followSelection(*this);
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item && !item->data(PanelRole).isNull())
            Q_EMIT chosen(item->data(PanelRole).toString());
    });
    connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        if (const auto panel = item->data(PanelRole).toString(); !panel.isEmpty() && panel == m_before)
            Q_EMIT chosenAgain(panel);
    });
}

void Navigation::mousePressEvent(QMouseEvent* event)
{
    m_before = current();
    QListWidget::mousePressEvent(event);
}

void Navigation::setEntries(const std::vector<const PanelEntry*>& entries)
{
    const QSignalBlocker quiet(this);
    const auto before = current();
    clear();
    m_items.clear();
    bool first = true;
    Section section {};
    for (const auto* entry : entries) {
        if (std::exchange(first, false) || entry->section != section) {
            section = entry->section;
            auto* head = new QListWidgetItem(PanelRegistry::sectionTitle(section), this);
            head->setFlags(Qt::NoItemFlags);
        }
        auto* item = new QListWidgetItem(entry->title, this);
        item->setToolTip(entry->title);   // a long one is cut
        item->setData(PanelRole, entry->id);
        item->setData(IconNameRole, entry->icon);
        m_items[entry->id] = item;
    }
    select(before);
}

void Navigation::setCount(const QString& panel, int count, int faults)
{
    if (auto* item = m_items.value(panel)) {
        item->setData(CountRole, count < 0 ? QVariant() : QVariant(count));
        item->setData(FaultRole, faults);
        item->setData(Qt::AccessibleTextRole, count < 0 ? item->text() : QStringLiteral("%1, %2").arg(item->text()).arg(count));
    }
}

void Navigation::select(const QString& panel)
{
    if (auto* item = m_items.value(panel))
        setCurrentItem(item);
}

QString Navigation::current() const { return currentItem() ? currentItem()->data(PanelRole).toString() : QString(); }

QString Navigation::panelAt(int place) const
{
    for (int row = 0; row < count(); ++row) {
        if (!item(row)->data(PanelRole).isNull() && --place == 0)
            return item(row)->data(PanelRole).toString();
    }
    return {};
}

} // namespace skylab::shell
