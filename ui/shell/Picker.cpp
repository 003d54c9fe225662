#include "shell/Picker.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace skylab::shell {

using theme::tokens;
using theme::Tokens;

namespace {

enum Role { RowIdRole = Qt::UserRole + 1, SubRole, IconNameRole, HeadRole, CheckedRole, ToneNumberRole, StateRole };
constexpr int rowHeight = 36;
constexpr int headHeight = 27;
constexpr int widest = 420;
constexpr int narrowest = 280;

class PickerDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        painter->save();
        if (index.data(HeadRole).toBool()) {
            kit::paintRowHead(*painter, option.rect, index.data().toString());
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        kit::paintRowGround(*painter, option);
        auto space = option.rect.adjusted(16, 0, -14, 0);
        theme::paintIcon(*painter, index.data(IconNameRole).toString(), QRectF(space.left(), space.center().y() - 7, 16, 16), selected ? t.accent : t.muted);
        space.setLeft(space.left() + 26);
        space.setRight(paintEnd(*painter, space, index));
        painter->setFont(theme::uiFont(13, index.data(CheckedRole).toBool() ? 600 : 500));
        painter->setPen(t.text);
        const auto text = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, space.width());
        painter->drawText(space, Qt::AlignVCenter, text);
        space.setLeft(space.left() + painter->fontMetrics().horizontalAdvance(text) + 9);
        painter->setFont(theme::uiFont(12));
        painter->setPen(t.muted);
        if (space.width() > 30)
            painter->drawText(space, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data(SubRole).toString(), Qt::ElideRight, space.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return { narrowest - 20, index.data(HeadRole).toBool() ? headHeight : qMax(rowHeight, theme::uiFont(13).pixelSize() + 21) };
    }

private:
    /// The state and the tick at the right; where the text has to end.
    static int paintEnd(QPainter& painter, const QRect& space, const QModelIndex& index)
    {
        int right = space.right();
        const bool checked = index.data(CheckedRole).toBool();
        if (checked)
            theme::paintIcon(painter, "check", QRectF(right - 15, space.center().y() - 7, 15, 15), tokens().accent);
        if (checked || index.data(ToneNumberRole).isValid())   // states stand below each other
            right -= 24;
        if (const auto tone = index.data(ToneNumberRole); tone.isValid()) {
            const auto text = index.data(StateRole).toString();
            const QFontMetrics metrics(theme::uiFont(12, 600));
            const int width = metrics.horizontalAdvance(text) + 34;
            kit::paintPill(painter, QRectF(right - width, space.top(), width, space.height()), kit::Tone(tone.toInt()), text);
            right -= width + 6;
        }
        return right;
    }
};

} // namespace

Picker::Picker(const QString& title, QWidget* window) : Card(true, window)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 6, 1, 6);
    column->setSpacing(0);
    m_edit = new QLineEdit;
    m_edit->setObjectName("pickerInput");
    m_edit->setAccessibleName(tr("Search"));
    m_edit->setPlaceholderText(tr("Type to search…"));
    m_edit->setProperty("bare", true);
    m_edit->setFrame(false);
    m_edit->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    m_edit->setMinimumHeight(36);
    auto palette = m_edit->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(palette);
    column->addWidget(m_edit);
    m_list = new QListWidget;
    m_list->setObjectName("pickerList");
    m_list->setAccessibleName(title);
    kit::makeBare(*m_list);
    m_list->setItemDelegate(new PickerDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->verticalScrollBar()->setProperty("bare", true);
    column->addWidget(m_list, 1);
    m_none = kit::label(tr("Nothing is called so."), 12, 400, &Tokens::muted);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setMinimumHeight(40);
    m_none->hide();
    column->addWidget(m_none);
    m_foot = new QHBoxLayout;
    m_foot->setContentsMargins(10, 6, 10, 4);
    m_foot->setSpacing(6);
    column->addLayout(m_foot);
    connect(m_edit, &QLineEdit::textChanged, this, &Picker::refill);
    connect(m_list, &QListWidget::itemClicked, this, &Picker::choose);
    connect(m_list, &QListWidget::currentItemChanged, this, &Picker::refreshDeeds);
    m_edit->installEventFilter(this);
    m_list->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget*, const QWidget* now) {
        if (isVisible() && now && now != this && !isAncestorOf(now))
            close();
    });
    hide();
}

void Picker::setRows(const std::vector<Row>& rows)
{
    m_rows = rows;
    m_edit->setVisible(int(rows.size()) >= searchedFrom || !m_edit->text().isEmpty());
    refill();
}

void Picker::addDeed(const Deed& deed)
{
    auto* it = kit::button(deed.text, deed.icon);
    it->setObjectName("pickerDeed:" + deed.id);
    it->setFont(theme::uiFont(12, 500));
    if (!deed.keys.isEmpty())
        it->setToolTip(QStringLiteral("%1 (%2)").arg(deed.text, deed.keys.toString(QKeySequence::NativeText)));
    connect(it, &QPushButton::clicked, this, [this, deed] { runDeed(deed); });
    m_foot->addWidget(it);
    m_deeds.emplace_back(deed, it);
    refreshDeeds();
}

void Picker::runDeed(const Deed& deed)
{
    const auto row = currentId();
    if (deed.can && (row.isEmpty() || !deed.can(row)))
        return;
    if (!deed.stays)
        close();
    std::function<void(const QString&)>(deed.run)(row);
}

void Picker::refreshDeeds()
{
    const auto row = currentId();
    for (const auto& [deed, button] : m_deeds)
        button->setVisible(!deed.can || (!row.isEmpty() && deed.can(row)));
}

void Picker::refill()
{
    const auto chosen = currentId();
    const auto words = m_edit->text().toLower().split(u' ', Qt::SkipEmptyParts);
    m_list->clear();
    QString section;
    for (const auto& row : m_rows) {
        const auto all = (row.text + u' ' + row.sub).toLower();
        if (!std::all_of(words.begin(), words.end(), [&](const QString& word) { return all.contains(word); }))
            continue;
        if (!row.section.isEmpty() && row.section != section) {
            auto* head = new QListWidgetItem(row.section, m_list);
            head->setData(HeadRole, true);
            head->setFlags(Qt::NoItemFlags);
        }
        section = row.section;
        auto* item = new QListWidgetItem(row.text, m_list);
        item->setData(RowIdRole, row.id);
        item->setData(SubRole, row.sub);
        item->setData(IconNameRole, row.icon);
        item->setData(CheckedRole, row.checked);
        item->setData(StateRole, row.state);
        if (row.tone)
            item->setData(ToneNumberRole, int(*row.tone));
        item->setData(Qt::AccessibleTextRole, QStringList { row.text, row.sub, row.state }.join(QStringLiteral(", ")));
        item->setToolTip(row.sub);
        if (chosen.isEmpty() ? row.checked : row.id == chosen)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem()) {
        m_list->setCurrentRow(-1);
        step(1);
    }
    m_none->setVisible(m_list->count() == 0);
    m_list->setVisible(m_list->count() > 0);
    refreshDeeds();
    if (isVisible())
        place();
}

void Picker::openAt(QWidget* anchor, bool above)
{
    m_anchor = anchor;
    m_above = above;
    place();
    show();
    raise();
    m_edit->isVisibleTo(this) ? m_edit->setFocus(Qt::PopupFocusReason) : m_list->setFocus(Qt::PopupFocusReason);
}

void Picker::place()
{
    const auto* window = parentWidget();
    int wide = narrowest, high = 12;
    const QFontMetrics text(theme::uiFont(13, 600)), small(theme::uiFont(12, 600));
    for (const auto& row : m_rows)
        wide = qMax(wide, 90 + text.horizontalAdvance(row.text) + (row.state.isEmpty() ? 0 : small.horizontalAdvance(row.state) + 44) + qMin(150, row.sub.isEmpty() ? 0 : small.horizontalAdvance(row.sub) + 12));
    for (int row = 0; row < m_list->count(); ++row)
        high += m_list->sizeHintForRow(row);
    wide = qMin(qMax(qMin(wide, widest), layout()->minimumSize().width()), window->width() - 16);
    high += (m_edit->isVisibleTo(this) ? 38 : 0) + (m_deeds.empty() ? 0 : m_foot->sizeHint().height()) + (m_list->count() ? 4 : 44);
    const auto at = m_anchor->mapTo(window, QPoint(0, 0));
    const int room = m_above ? at.y() - 16 : window->height() - at.y() - m_anchor->height() - 16;
    high = qMin(high, qMax(160, room));
    const int x = qBound(8, at.x(), window->width() - wide - 8);
    setGeometry(x, m_above ? at.y() - high - 4 : at.y() + m_anchor->height() + 4, wide, high);
}

QString Picker::currentId() const { return m_list->currentItem() ? m_list->currentItem()->data(RowIdRole).toString() : QString(); }

void Picker::step(int rows)
{
    int row = m_list->currentRow();
    do {
        row += rows > 0 ? 1 : -1;
    } while (row >= 0 && row < m_list->count() && m_list->item(row)->data(HeadRole).toBool());
    if (row >= 0 && row < m_list->count())
        m_list->setCurrentRow(row);
}

void Picker::choose()
{
    const auto id = currentId();
    if (id.isEmpty())
        return;
    close();
    Q_EMIT chosen(id);
}

bool Picker::keyPressed(int key, const QKeySequence& keys, const QString& text)
{
    for (const auto& [deed, button] : m_deeds) {
        if (!deed.keys.isEmpty() && deed.keys == keys && button->isVisibleTo(this)) {
            runDeed(Deed(deed));
            return true;
        }
    }
    switch (key) {
    case Qt::Key_Escape: close(); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_Return: case Qt::Key_Enter: choose(); return true;
    default: break;
    }
    if (m_edit->hasFocus() || text.isEmpty() || !text[0].isPrint())
        return false;
    m_edit->show();   // a short list is searched too, once somebody types
    m_edit->setFocus();
    m_edit->setText(m_edit->text() + text);
    return true;
}

bool Picker::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* press = static_cast<QKeyEvent*>(event);
        const bool ours = std::any_of(m_deeds.begin(), m_deeds.end(), [&](const auto& deed) { return deed.first.keys == QKeySequence(press->keyCombination()); });
        if (ours || !press->text().isEmpty()) {
            event->accept();
            return true;
        }
    }
    if (event->type() != QEvent::KeyPress)
        return Card::eventFilter(object, event);
    const auto* press = static_cast<QKeyEvent*>(event);
    return keyPressed(press->key(), QKeySequence(press->keyCombination()), press->modifiers() & ~Qt::ShiftModifier ? QString() : press->text());
}

} // namespace skylab::shell
