#include "console/FindBar.h"

#include "kit/Access.h"
#include "kit/Basics.h"
#include "theme/Icons.h"
#include "theme/Metrics.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>

namespace skylab::console {

FindBar::FindBar(const QString& placeholder, QWidget* parent) : QWidget(parent), m_edit(new QLineEdit), m_count(kit::label({}, 12, 400, &theme::Tokens::muted))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(theme::pageMargin, 6, 8, 6);
    row->setSpacing(4);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setAccessibleName(tr("Search"));
    m_edit->addAction(theme::icon("search"), QLineEdit::LeadingPosition);
    kit::addClearButton(*m_edit);
    auto* back = kit::toolButton("chevron-up", tr("Previous hit"));
    auto* on = kit::toolButton("chevron-down", tr("Next hit"));
    auto* close = kit::toolButton("x", tr("Close the search"));
    row->addWidget(m_edit, 1);
    row->addWidget(m_count);
    for (auto* button : { back, on, close })
        row->addWidget(button);
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::wordChanged);
    connect(back, &QToolButton::clicked, this, [this] { Q_EMIT nextAsked(true); });
    connect(on, &QToolButton::clicked, this, [this] { Q_EMIT nextAsked(false); });
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
}

QString FindBar::word() const { return m_edit->text(); }

void FindBar::begin(const QString& word)
{
    if (!word.isEmpty() && !word.contains(u'\n'))
        m_edit->setText(word);
    show();
    m_edit->setFocus();
    m_edit->selectAll();
}

void FindBar::setHits(int current, int count)
{
    const QLocale locale;
    m_count->setText(word().isEmpty() ? QString() : count == 0 ? tr("No hit") : tr("%1 of %2").arg(locale.toString(current), locale.toString(count)));
}

/// Escape is the window's too, and would leave the page.
bool FindBar::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    const bool backward = event->modifiers() & Qt::ShiftModifier;
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_F3)
        Q_EMIT nextAsked(backward);
    else
        return QWidget::keyPressEvent(event);
    event->accept();
}

} // namespace skylab::console
