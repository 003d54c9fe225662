#include "shell/CommandPalette.h"

#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace skylab::shell {

using theme::tokens;
using theme::Tokens;

namespace {

enum Role { CommandRole = Qt::UserRole + 1, IconNameRole, SubRole, KeysRole, HeadRole };
constexpr int perGroup = 6;

class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        const auto& rect = option.rect;
        painter->save();
        if (index.data(HeadRole).toBool()) {
            painter->setFont(theme::uiFont(11, 600));
            painter->setPen(t.faint);
            painter->drawText(rect.adjusted(12, 6, 0, 0), Qt::AlignVCenter, index.data().toString());
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        if (selected)
            theme::roundRect(*painter, QRectF(rect).adjusted(4, 1, -4, -1), 7, t.accentSoft);
        theme::paintIcon(*painter, index.data(IconNameRole).toString(), QRectF(rect.left() + 16, rect.center().y() - 8, 17, 17), selected ? t.accent : t.muted);
        painter->setFont(theme::uiFont(13, 500));
        painter->setPen(t.text);
        const auto title = painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, rect.width() / 2);
        painter->drawText(rect.adjusted(44, 0, -10, 0), Qt::AlignVCenter, title);
        const int width = painter->fontMetrics().horizontalAdvance(title);
        painter->setFont(theme::uiFont(12));
        painter->setPen(t.muted);
        const auto space = rect.adjusted(44 + width + 10, 0, -110, 0);
        painter->drawText(space, Qt::AlignVCenter, painter->fontMetrics().elidedText(index.data(SubRole).toString(), Qt::ElideRight, space.width()));
        paintKeys(*painter, rect, index.data(KeysRole).toString());
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return { 300, index.data(HeadRole).toBool() ? 28 : 38 };
    }

private:
    static void paintKeys(QPainter& painter, const QRect& rect, const QString& keys)
    {
        const auto& t = tokens();
        painter.setFont(theme::uiFont(11, 500));
        double x = rect.right() - 16;
        const auto parts = keys.split(u'+', Qt::SkipEmptyParts);
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            const double width = qMax(20.0, painter.fontMetrics().horizontalAdvance(*part) + 10.0);
            const QRectF cap(x - width, rect.center().y() - 9, width, 19);
            theme::roundRect(painter, cap, 4, t.raised, t.borderStrong);
            painter.setPen(t.muted);
            painter.drawText(cap, Qt::AlignCenter, *part);
            x -= width + 4;
        }
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* window, std::function<QList<Command>()> gather) : Card(true, window), m_gather(std::move(gather))
{
    setObjectName("commandPalette");
    setAccessibleName(tr("Search everything"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 6, 1, 0);
    column->setSpacing(0);
    m_edit = new QLineEdit;
    m_edit->setObjectName("paletteInput");
    m_edit->setAccessibleName(tr("Search everything"));
    m_edit->setProperty("bare", true);
    m_edit->setFrame(false);
    m_edit->setFont(theme::uiFont(15));
    m_edit->setPlaceholderText(tr("Search resources, pages and actions…"));
    m_edit->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    m_edit->setFixedHeight(46);
    auto palette = m_edit->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(palette);
    column->addWidget(m_edit);
    column->addWidget(new kit::Line);
    m_list = new QListWidget;
    m_list->setObjectName("paletteResults");
    m_list->setAccessibleName(tr("Results"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->verticalScrollBar()->setProperty("bare", true);
    column->addWidget(m_list, 1);
    column->addWidget(new kit::Line);
    auto* foot = kit::label(tr("↑↓ move    ↵ open    > only actions    Esc close"), 11, 400, &Tokens::muted);
    foot->setContentsMargins(14, 7, 14, 8);
    column->addWidget(foot);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    m_edit->installEventFilter(this);
    hide();
}

void CommandPalette::openWith(const QString& text)
{
    m_commands = m_gather();
    const QSignalBlocker quiet(m_edit);
    m_edit->setText(text);
    refill();
    const auto* window = parentWidget();
    const int width = qMin(640, window->width() - 40);
    setGeometry((window->width() - width) / 2, 76, width, qMin(470, window->height() - 120));
    show();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

int CommandPalette::score(const QString& letters, const QString& text)
{
    int found = 0, points = 0, last = -2;
    for (int i = 0; i < text.size() && found < letters.size(); ++i) {
        if (text[i].toLower() != letters[found].toLower())
            continue;
        points += last == i - 1 ? 6 : (i == 0 || !text[i - 1].isLetterOrNumber()) ? 8 : 1;
        last = i;
        ++found;
    }
    return found == letters.size() ? points - int(text.size()) / 8 : -1;
}

void CommandPalette::refill()
{
    m_list->clear();
    auto letters = m_edit->text().trimmed();
    const bool onlyActions = letters.startsWith(u'>');
    if (onlyActions)
        letters = letters.mid(1).trimmed();
    struct Hit {
        int points;
        int command;
    };
    QStringList groups;
    QHash<QString, std::vector<Hit>> hits;
    for (int i = 0; i < m_commands.size(); ++i) {
        const auto& command = m_commands[i];
        if (onlyActions && command.group != tr("Actions"))
            continue;
        int points = letters.isEmpty() ? 1 : qMax(score(letters, command.text), score(letters, command.text + u' ' + command.sub) - 4);
        if (points < 0 && letters.size() > 3 && command.keywords.startsWith(letters, Qt::CaseInsensitive))
            points = 1;
        if (points < 0)
            continue;
        if (!groups.contains(command.group))
            groups << command.group;
        hits[command.group].push_back({ points, i });
    }
    for (const auto& group : std::as_const(groups)) {
        auto& found = hits[group];
        std::stable_sort(found.begin(), found.end(), [](const Hit& a, const Hit& b) { return a.points > b.points; });
        auto* head = new QListWidgetItem(group, m_list);
        head->setData(HeadRole, true);
        head->setFlags(Qt::NoItemFlags);
        for (std::size_t i = 0; i < found.size() && i < perGroup; ++i) {
            const auto& command = m_commands[found[i].command];
            auto* item = new QListWidgetItem(command.text, m_list);
            item->setData(CommandRole, found[i].command);
            item->setData(IconNameRole, command.icon);
            item->setData(SubRole, command.sub);
            item->setData(KeysRole, command.shortcut.toString(QKeySequence::NativeText));
        }
    }
    m_list->setCurrentRow(m_list->count() > 1 ? 1 : -1);
}

void CommandPalette::step(int rows)
{
    int row = m_list->currentRow();
    do {
        row += rows > 0 ? 1 : -1;
    } while (row >= 0 && row < m_list->count() && m_list->item(row)->data(HeadRole).toBool());
    if (row >= 0 && row < m_list->count())
        m_list->setCurrentRow(row);
}

void CommandPalette::runCurrent()
{
    auto* item = m_list->currentItem();
    if (!item || item->data(HeadRole).toBool())
        return;
    const auto run = m_commands[item->data(CommandRole).toInt()].run;
    hide();
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event)
{
    if (object != m_edit)
        return Card::eventFilter(object, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape: hide(); parentWidget()->setFocus(); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_Return: case Qt::Key_Enter: runCurrent(); return true;
    default: return false;
    }
}

} // namespace skylab::shell
