#include "kit/FilterBar.h"

#include "kit/Access.h"
#include "kit/Basics.h"
#include "kit/SuggestionList.h"
#include "theme/Icons.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QTextCharFormat>
#include <QVBoxLayout>

namespace skylab::kit {

FilterBar::FilterBar(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout), m_edit(new QLineEdit)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 0, 16, 12);
    column->setSpacing(6);
    column->addLayout(m_row);
    m_row->setSpacing(6);
    m_edit->setObjectName("filterEdit");
    m_edit->addAction(theme::icon("funnel"), QLineEdit::LeadingPosition);
    addClearButton(*m_edit);
    m_edit->setMinimumWidth(220);
    m_edit->setMaximumWidth(460);
    m_row->addWidget(m_edit, 3);
    m_row->addSpacing(4);
    m_row->addStretch(1);
    m_fault = label({}, 12, 500, &theme::Tokens::error);
    m_fault->setObjectName("filterFault");
    m_fault->setWordWrap(true);
    m_fault->hide();
    column->addWidget(m_fault);
    m_list = new SuggestionList(m_edit);
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::textChanged);
    connect(m_edit, &QLineEdit::textEdited, this, &FilterBar::offer);
    connect(m_list, &SuggestionList::taken, this, &FilterBar::take);
}

FilterBar::~FilterBar() { delete m_list; }   // it floats in the window by now, and may have gone with it

SuggestionList* FilterBar::suggestions() const { return m_list; }

void FilterBar::setPlaceholder(const QString& text, const QString& accessibleName)
{
    m_edit->setPlaceholderText(text);
    m_edit->setAccessibleName(accessibleName);
}

/// QLineEdit paints a part of its text otherwise only by what an input method says of it.
void FilterBar::setFault(int position, int length, const QString& message)
{
    QList<QInputMethodEvent::Attribute> marks;
    if (!message.isEmpty()) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(theme::tokens().error);
        format.setForeground(theme::tokens().error);
        marks.append({ QInputMethodEvent::TextFormat, position - m_edit->cursorPosition(), length, format });
    }
    QInputMethodEvent event({}, marks);
    const QSignalBlocker quiet(m_edit);
    QCoreApplication::sendEvent(m_edit, &event);
    m_fault->setText(message);
    m_fault->setVisible(!message.isEmpty());
    m_edit->setAccessibleDescription(message);
}

QString FilterBar::fault() const { return m_fault->isHidden() ? QString() : m_fault->text(); }

void FilterBar::addChoice(const QString& id, const QString& title)
{
    auto& choice = m_choices[id];
    choice.title = title;
    choice.chip = chip(title, {}, true);
    addSwitch(choice.chip);
    connect(choice.chip, &QToolButton::clicked, this, [this, id] { openMenu(id); });
    refresh(choice);
}

void FilterBar::addSwitch(QWidget* widget)
{
    int stretch = 0;
    while (stretch < m_row->count() && (!m_row->itemAt(stretch)->spacerItem() || m_row->stretch(stretch) != 1))
        ++stretch;
    m_row->insertWidget(stretch, widget);
}

void FilterBar::addTrailing(QWidget* widget) { m_row->addWidget(widget); }

void FilterBar::setValues(const QString& id, const QStringList& values)
{
    const auto it = m_choices.find(id);
    if (it == m_choices.end() || it->values == values)
        return;
    it->values = values;
    refresh(*it);
}

void FilterBar::setChosen(const QString& id, const QStringList& values)
{
    const auto it = m_choices.find(id);
    if (it == m_choices.end() || it->chosen == values)
        return;
    it->chosen = values;
    refresh(*it);
    Q_EMIT chosen(id, values);
}

QHash<QString, QStringList> FilterBar::chosenValues() const
{
    QHash<QString, QStringList> all;
    for (auto it = m_choices.begin(); it != m_choices.end(); ++it) {
        if (!it->chosen.isEmpty())
            all[it.key()] = it->chosen;
    }
    return all;
}

void FilterBar::openMenu(const QString& id)
{
    auto& choice = m_choices[id];
    refresh(choice);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(choice.title);
    auto offered = choice.values;
    for (const auto& value : std::as_const(choice.chosen)) {
        if (!offered.contains(value))
            offered << value;
    }
    for (const auto& value : std::as_const(offered)) {
        auto* action = menu->addAction(value);
        action->setCheckable(true);
        action->setChecked(choice.chosen.contains(value));
        connect(action, &QAction::triggered, this, [this, id, value](bool on) {
            auto values = m_choices[id].chosen;
            on ? values.append(value) : void(values.removeAll(value));
            setChosen(id, values);
        });
    }
    if (!choice.chosen.isEmpty()) {
        menu->addSeparator();
        connect(menu->addAction(tr("Show all")), &QAction::triggered, this, [this, id] { setChosen(id, {}); });
    }
    menu->popup(choice.chip->mapToGlobal(QPoint(0, choice.chip->height() + 4)));
}

void FilterBar::refresh(Choice& choice)
{
    choice.chip->setChecked(!choice.chosen.isEmpty());
    choice.chip->setText(choice.chosen.isEmpty() ? choice.title : QStringLiteral("%1: %2").arg(choice.title, choice.chosen.join(QStringLiteral(", "))));
    choice.chip->setAccessibleName(choice.chip->text());
    choice.chip->setVisible(choice.values.size() > 1 || !choice.chosen.isEmpty());
    choice.chip->updateGeometry();
}

void FilterBar::clear()
{
    m_edit->clear();
    for (const auto& id : m_choices.keys())
        setChosen(id, {});
}

bool FilterBar::isActive() const { return !m_edit->text().isEmpty() || !chosenValues().isEmpty(); }

void FilterBar::offer()
{
    m_offered = m_completer ? m_completer(m_edit->text(), m_edit->cursorPosition()) : Suggestions();
    m_list->setItems(m_offered.items);
}

void FilterBar::take(int item)
{
    if (item < 0 || item >= int(m_offered.items.size()))
        return;
    const auto taken = m_offered.items[std::size_t(item)];
    auto text = m_edit->text();
    const int end = m_offered.position + m_offered.length;
    const bool space = !taken.more && (end >= text.size() || !text[end].isSpace());
    text.replace(m_offered.position, m_offered.length, space ? taken.insert + u' ' : taken.insert);
    m_edit->setText(text);
    m_edit->setCursorPosition(m_offered.position + int(taken.insert.size()) + (space ? 1 : 0));
    m_edit->setFocus();
    if (taken.more)
        offer();
    else
        m_list->hide();
}

bool FilterBar::onKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool open = m_list->count() > 0;
    switch (key) {
    case Qt::Key_Down:
        if (!open && modifiers & Qt::AltModifier)
            return offer(), true;
        return open ? m_list->step(1) : Q_EMIT left(), true;
    case Qt::Key_Up:
        if (open)
            m_list->step(-1);
        return open;
    case Qt::Key_Space:
        if (!(modifiers & Qt::ControlModifier))
            return false;
        return offer(), true;
    case Qt::Key_Tab:
        if (open)
            take(qMax(0, m_list->current()));
        return open;
    case Qt::Key_Return: case Qt::Key_Enter:
        if (open && m_list->current() >= 0)
            return take(m_list->current()), true;
        m_list->hide();
        return Q_EMIT left(), true;
    case Qt::Key_Escape:
        if (!open)
            return false;
        return m_list->hide(), true;
    default: return false;
    }
}

bool FilterBar::eventFilter(QObject* object, QEvent* event)
{
    if (object != m_edit)
        return QWidget::eventFilter(object, event);
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_list->count() > 0) {
        event->accept();   // it closes the list, not what is open in the window
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        return onKey(key->key(), key->modifiers());
    }
    if ((event->type() == QEvent::FocusOut || event->type() == QEvent::Hide) && m_list)
        m_list->hide();
    return QWidget::eventFilter(object, event);
}

} // namespace skylab::kit
