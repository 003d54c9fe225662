#include "shell/CommandPalette.h"

#include "kit/Basics.h"
#include "shell/Settings.h"
#include "shell/search/SearchIndex.h"
#include "theme/AppStyle.h"
#include "theme/Icons.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace skylab::shell {

using theme::tokens;
using theme::Tokens;

namespace {

enum Role { CommandRole = Qt::UserRole + 1, PanelRole, RowIdRole, IconNameRole, SubRole, KeysRole, HeadRole };
constexpr int perGroup = 6;
constexpr int recentShown = 8;
constexpr int recentBonus = 90;

class PaletteDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& t = tokens();
        const auto& rect = option.rect;
        painter->save();
        if (index.data(HeadRole).toBool()) {
            kit::paintRowHead(*painter, option.rect, index.data().toString());
            painter->restore();
            return;
        }
        const bool selected = option.state & QStyle::State_Selected;
        kit::paintRowGround(*painter, option);
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
        return { 300, index.data(HeadRole).toBool() ? 28 : qMax(38, theme::uiFont(13).pixelSize() + 22) };
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

struct CommandPalette::Found {
    QString group;
    QString icon;
    QString text;
    QString sub;
    QString keys;
    int points = 0;
    int command = -1;        ///< in m_commands; -1: a resource
    QString panel = {};
    QString id = {};
    int all = 0;             ///< how many of its group there are; 0: as many as are shown
};

QString CommandPalette::actionsGroup() { return tr("Actions"); }
QString CommandPalette::pagesGroup() { return tr("Pages"); }
QString CommandPalette::projectsGroup() { return tr("Projects"); }
QString CommandPalette::connectionsGroup() { return tr("Connections"); }

CommandPalette::CommandPalette(QWidget* window, Settings& settings, const Feed& feed) : Card(true, window), m_settings(settings), m_feed(feed)
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
    m_edit->setPlaceholderText(tr("Search names, ids, addresses, pages and actions…"));
    m_edit->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    m_edit->setMinimumHeight(46);
    auto palette = m_edit->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    m_edit->setPalette(palette);
    column->addWidget(m_edit);
    column->addWidget(new kit::Line);
    m_list = new QListWidget;
    m_list->setObjectName("paletteResults");
    m_list->setAccessibleName(tr("Results"));
    kit::makeBare(*m_list);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->verticalScrollBar()->setProperty("bare", true);
    column->addWidget(m_list, 1);
    column->addWidget(new kit::Line);
    auto* foot = kit::label(tr("↑↓ move    ↵ open    > actions    @ pages    # projects    Esc close"), 11, 400, &Tokens::muted);
    foot->setContentsMargins(14, 7, 14, 8);
    column->addWidget(foot);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    m_edit->installEventFilter(this);
    hide();
}

void CommandPalette::openWith(const QString& text)
{
    m_commands = m_feed.commands();
    if (auto* index = m_feed.resources(); index != m_index) {
        if (m_index)
            m_index->disconnect(this);
        m_index = index;
        if (m_index) {
            connect(m_index, &QObject::destroyed, this, [this] { m_index = nullptr; });
            connect(m_index, &SearchIndex::changed, this, [this] {
                if (isVisible())
                    refill();
            });
        }
    }
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->setText(text);
    }
    const auto* window = parentWidget();
    const int width = qMin(680, window->width() - 40);
    setGeometry((window->width() - width) / 2, 76, width, qMin(480, window->height() - 120));
    show();
    refill();
    raise();
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::refreshCommands()
{
    if (!isVisible())
        return;
    m_commands = m_feed.commands();
    refill();
}

int CommandPalette::score(const QString& letters, const QString& text) { return looseRank(letters, text); }

QStringList CommandPalette::recent() const { return m_settings.recentCommands(); }

void CommandPalette::gatherCommands(const Query& query, const QString& only, std::vector<Found>& into) const
{
    const auto used = recent();
    for (int i = 0; i < m_commands.size(); ++i) {
        const auto& command = m_commands[i];
        if (!only.isEmpty() && command.group != only)
            continue;
        const auto name = command.text.toLower();
        int points = query.isEmpty() ? 1 : rank(query, name, (command.sub + u'\n' + command.keywords).toLower());
        if (points < 0 && query.words.size() == 1 && query.whole.size() > 1)
            points = qMin(99, looseRank(query.whole, name));
        if (points < 0)
            continue;
        if (!command.key.isEmpty() && used.contains(command.key))
            points += recentBonus;
        into.push_back({ command.group, command.icon, command.text, command.sub, command.shortcut.toString(QKeySequence::NativeText), points, i });
    }
}

void CommandPalette::gatherResources(const Query& query, std::vector<Found>& into) const
{
    if (!m_index || query.isEmpty())
        return;
    const auto hits = m_index->find(query, perGroup, recent());
    for (const auto& hit : hits)
        into.push_back({ hit.entry->title, hit.entry->icon, hit.name, m_index->about(hit), {}, hit.points, -1, hit.entry->id, hit.id, m_index->countOf(hit.entry->id) });
}

void CommandPalette::refill()
{
    m_list->clear();
    auto typed = m_edit->text().trimmed();
    const QHash<QChar, QString> prefixes { { u'>', actionsGroup() }, { u'@', pagesGroup() }, { u'#', projectsGroup() } };
    const auto only = typed.isEmpty() ? QString() : prefixes.value(typed[0]);
    if (!only.isEmpty())
        typed.remove(0, 1);
    const Query query(typed);
    if (query.isEmpty() && only.isEmpty())
        showRecent();
    std::vector<Found> found;
    if (only.isEmpty())
        gatherResources(query, found);
    gatherCommands(query, only, found);
    list(found);
    if (m_list->count() == 0) {
        addHead(tr("Nothing is called so. Ids, addresses and the beginning of words are found too."), 0, 0);
        m_list->item(0)->setData(Qt::AccessibleTextRole, m_list->item(0)->text());
    }
    m_list->setCurrentRow(m_list->count() > 1 ? 1 : -1);
}

/// What was used lately and is still there, the last first.
void CommandPalette::showRecent()
{
    std::vector<Found> found;
    for (const auto& key : recent()) {
        if (found.size() == recentShown)
            break;
        const auto command = std::find_if(m_commands.begin(), m_commands.end(), [&](const Command& one) { return one.key == key; });
        if (command != m_commands.end()) {
            found.push_back({ {}, command->icon, command->text, command->sub, command->shortcut.toString(QKeySequence::NativeText), 0, int(command - m_commands.begin()) });
            continue;
        }
        const auto hit = m_index ? m_index->hitOf(key) : std::nullopt;
        if (hit)
            found.push_back({ {}, hit->entry->icon, hit->name, m_index->about(*hit), {}, 0, -1, hit->entry->id, hit->id });
    }
    if (found.empty())
        return;
    addHead(tr("Used lately"), 0, 0);
    for (const auto& one : found)
        add(one);
}

/// Groups stand in the order of their best.
void CommandPalette::list(std::vector<Found>& found)
{
    std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.points > b.points; });
    QStringList groups;
    for (const auto& one : found) {
        if (!groups.contains(one.group))
            groups << one.group;
    }
    for (const auto& group : std::as_const(groups)) {
        const int here = int(std::count_if(found.begin(), found.end(), [&](const Found& one) { return one.group == group; }));
        const auto first = std::find_if(found.begin(), found.end(), [&](const Found& one) { return one.group == group; });
        const int limit = groups.size() == 1 ? 60 : perGroup;
        addHead(group, qMin(here, limit), qMax(here, first->all));
        int shown = 0;
        for (const auto& one : found) {
            if (one.group == group && shown++ < limit)
                add(one);
        }
    }
}

void CommandPalette::addHead(const QString& text, int shown, int all)
{
    auto* head = new QListWidgetItem(all > shown ? tr("%1 · %2 of %3").arg(text, QLocale().toString(shown), QLocale().toString(all)) : text, m_list);
    head->setData(HeadRole, true);
    head->setFlags(Qt::NoItemFlags);
}

void CommandPalette::add(const Found& found)
{
    auto* item = new QListWidgetItem(found.text, m_list);
    item->setData(CommandRole, found.command);
    item->setData(PanelRole, found.panel);
    item->setData(RowIdRole, found.id);
    item->setData(IconNameRole, found.icon);
    item->setData(SubRole, found.sub);
    item->setData(KeysRole, found.keys);
    item->setData(Qt::AccessibleTextRole, QStringList { found.text, found.sub, found.keys }.join(QStringLiteral(", ")));
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
    const int command = item->data(CommandRole).toInt();
    const auto panel = item->data(PanelRole).toString(), id = item->data(RowIdRole).toString();
    const auto key = command >= 0 ? m_commands[command].key : SearchIndex::keyOf(panel, id);
    const auto run = command >= 0 ? m_commands[command].run : std::function<void()>();
    if (!key.isEmpty())
        m_settings.addRecentCommand(key);
    hide();
    if (command < 0)
        return m_feed.open(panel, id);
    if (run)
        run();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event)
{
    if (object != m_edit)
        return Card::eventFilter(object, event);
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() == QEvent::ShortcutOverride) {   // Escape is the window's too
        event->accept();
        return true;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape: hide(); parentWidget()->setFocus(); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_PageUp: for (int i = 0; i < 8; ++i) step(-1); return true;
    case Qt::Key_PageDown: for (int i = 0; i < 8; ++i) step(1); return true;
    case Qt::Key_Return: case Qt::Key_Enter: runCurrent(); return true;
    default: return false;
    }
}

} // namespace skylab::shell
