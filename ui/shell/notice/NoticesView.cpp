#include "shell/notice/NoticesView.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"
#include "shell/notice/Notices.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::tokens;
using theme::Tokens;

namespace {

enum Role { NoticeRole = Qt::UserRole + 1, IconNameRole, ToneNumberRole, TextRole, FootRole, UnreadRole };
constexpr int viewWidth = 400;
constexpr int rowMargin = 10;
constexpr int textLeft = 44;

/// A picture, the title, the text over as many lines as it needs, and where and when.
class NoticeDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        painter->save();
        kit::paintRowGround(*painter, option);
        const auto tone = kit::Tone(index.data(ToneNumberRole).toInt());
        theme::paintIcon(*painter, index.data(IconNameRole).toString(), QRectF(option.rect.left() + 16, option.rect.top() + rowMargin + 1, 17, 17), kit::toneColor(tone));
        if (index.data(UnreadRole).toBool())
            theme::roundRect(*painter, QRectF(option.rect.right() - 20, option.rect.top() + rowMargin + 5, 8, 8), 4, t.accent);
        auto area = textArea(option.rect);
        const auto write = [&](const QFont& font, const QColor& color, const QString& text) {
            painter->setFont(font);
            painter->setPen(color);
            QRect used;
            painter->drawText(area, Qt::TextWordWrap | Qt::AlignLeft | Qt::AlignTop, text, &used);
            area.setTop(used.bottom() + 3);
        };
        write(theme::uiFont(13, index.data(UnreadRole).toBool() ? 600 : 500), t.text, index.data().toString());
        if (!index.data(TextRole).toString().isEmpty())
            write(theme::uiFont(12), t.muted, index.data(TextRole).toString());
        write(theme::uiFont(11), t.faint, index.data(FootRole).toString());
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const auto area = textArea(QRect(0, 0, viewWidth - 16, 10'000));
        const auto height = [&](const QFont& font, const QString& text) {
            return text.isEmpty() ? 0 : QFontMetrics(font).boundingRect(area, Qt::TextWordWrap, text).height() + 3;
        };
        return { viewWidth - 16, 2 * rowMargin + height(theme::uiFont(13, 600), index.data().toString()) + height(theme::uiFont(12), index.data(TextRole).toString()) + height(theme::uiFont(11), index.data(FootRole).toString()) };
    }

private:
    static QRect textArea(const QRect& row) { return row.adjusted(textLeft, rowMargin, -30, 0); }
};

QString footOf(const Notice& notice)
{
    const auto local = notice.when.toLocalTime();
    const auto time = local.date() == QDate::currentDate() ? QLocale().toString(local.time(), QLocale::ShortFormat) : QLocale().toString(local, QLocale::ShortFormat);
    return notice.cloud.isEmpty() ? time : notice.cloud + QStringLiteral(" · ") + time;
}

} // namespace

NoticesView::NoticesView(Notices& notices, QWidget* window) : Card(true, window), m_notices(notices)
{
    setObjectName("noticesView");
    setAccessibleName(tr("Notifications"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 0, 1, 8);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 10, 10, 8);
    head->addWidget(kit::label(tr("Notifications"), 15, 600));
    head->addStretch();
    m_read = kit::toolButton("check-check", tr("Mark all as read"));
    m_clear = kit::toolButton("trash-2", tr("Clear the list"));
    auto* close = kit::toolButton("x", tr("Close the notifications"));
    for (auto* button : { m_read, m_clear, close })
        head->addWidget(button);
    column->addLayout(head);
    column->addWidget(new kit::Line);
    m_empty = kit::label(tr("Nothing has happened."), 13, 400, &Tokens::muted);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMinimumHeight(90);
    column->addWidget(m_empty);
    m_list = new QListWidget;
    m_list->setObjectName("noticesList");
    m_list->setAccessibleName(tr("Notifications"));
    kit::makeBare(*m_list);
    m_list->setItemDelegate(new NoticeDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->verticalScrollBar()->setProperty("bare", true);
    column->addWidget(m_list, 1);
    connect(m_read, &QToolButton::clicked, &notices, &Notices::markAllRead);
    connect(m_clear, &QToolButton::clicked, &notices, &Notices::clear);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_list, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) { Q_EMIT opened(item->data(NoticeRole).toInt()); });
    connect(&notices, &Notices::changed, this, &NoticesView::refresh);
    window->installEventFilter(this);
    m_list->installEventFilter(this);
    hide();
}

void NoticesView::refresh()
{
    if (!isVisible())
        return;
    const auto* current = m_list->currentItem();
    const int chosen = current ? current->data(NoticeRole).toInt() : 0;
    m_list->clear();
    for (const auto& notice : m_notices.all()) {
        auto* item = new QListWidgetItem(notice.title, m_list);
        item->setData(NoticeRole, notice.id);
        item->setData(IconNameRole, notice.icon);
        item->setData(ToneNumberRole, int(notice.tone));
        item->setData(TextRole, notice.text);
        item->setData(FootRole, footOf(notice));
        item->setData(UnreadRole, !notice.read);
        item->setData(Qt::AccessibleTextRole, QStringList { notice.title, notice.text, footOf(notice) }.join(QStringLiteral(". ")));
        if (notice.id == chosen)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem())
        m_list->setCurrentRow(0);
    m_empty->setVisible(m_notices.all().empty());
    m_list->setVisible(!m_notices.all().empty());
    m_read->setEnabled(m_notices.unread() > 0);
    m_clear->setEnabled(!m_notices.all().empty());
    placeItself();
}

void NoticesView::placeItself()
{
    const auto* window = parentWidget();
    int wanted = m_notices.all().empty() ? 150 : 70;
    for (int row = 0; row < m_list->count(); ++row)
        wanted += m_list->sizeHintForRow(row);
    setGeometry(window->width() - viewWidth - 12, 60, viewWidth, qBound(140, wanted, qMax(140, window->height() - 100)));
}

void NoticesView::toggle()
{
    setVisible(!isVisible());
    if (!isVisible())
        return parentWidget()->setFocus();
    refresh();
    raise();
    m_list->isVisible() ? m_list->setFocus() : setFocus();
}

bool NoticesView::eventFilter(QObject* object, QEvent* event)
{
    if (object == parentWidget() && event->type() == QEvent::Resize && isVisible())
        placeItself();
    if (object == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_list->currentItem()) {
            Q_EMIT opened(m_list->currentItem()->data(NoticeRole).toInt());
            return true;
        }
    }
    return Card::eventFilter(object, event);
}

void NoticesView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return toggle();
    Card::keyPressEvent(event);
}

} // namespace skylab::shell
