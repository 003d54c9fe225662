#include "kit/FilterBar.h"

#include "kit/Basics.h"
#include "theme/Icons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>

namespace skylab::kit {

FilterBar::FilterBar(QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)), m_edit(new QLineEdit)
{
    m_row->setContentsMargins(20, 0, 16, 12);
    m_row->setSpacing(6);
    m_edit->setObjectName("filterEdit");
    m_edit->addAction(theme::icon("funnel"), QLineEdit::LeadingPosition);
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(200);
    m_edit->setMaximumWidth(300);
    m_row->addWidget(m_edit, 2);
    m_row->addSpacing(4);
    m_row->addStretch(1);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::textChanged);
}

void FilterBar::setPlaceholder(const QString& text, const QString& accessibleName)
{
    m_edit->setPlaceholderText(text);
    m_edit->setAccessibleName(accessibleName);
}

void FilterBar::addChoice(const QString& id, const QString& title)
{
    auto& choice = m_choices[id];
    choice.title = title;
    choice.chip = chip(title, {}, true);
    m_row->insertWidget(m_row->count() - 1, choice.chip);
    connect(choice.chip, &QToolButton::clicked, this, [this, id] { openMenu(id); });
    refresh(choice);
}

void FilterBar::setValues(const QString& id, const QStringList& values)
{
    const auto it = m_choices.find(id);
    if (it == m_choices.end() || it->values == values)
        return;
    it->values = values;
    refresh(*it);
}

void FilterBar::openMenu(const QString& id)
{
    auto& choice = m_choices[id];
    refresh(choice);
    QMenu menu(this);
    for (const auto& value : std::as_const(choice.values)) {
        auto* action = menu.addAction(value);
        action->setCheckable(true);
        action->setChecked(choice.chosen.contains(value));
    }
    if (!choice.chosen.isEmpty()) {
        menu.addSeparator();
        menu.addAction(tr("Show all"))->setData(true);
    }
    auto* picked = menu.exec(choice.chip->mapToGlobal(QPoint(0, choice.chip->height() + 4)));
    if (!picked)
        return;
    if (picked->data().toBool())
        choice.chosen.clear();
    else if (picked->isChecked())
        choice.chosen << picked->text();
    else
        choice.chosen.removeAll(picked->text());
    refresh(choice);
    Q_EMIT chosen(id, choice.chosen);
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
    for (auto it = m_choices.begin(); it != m_choices.end(); ++it) {
        if (it->chosen.isEmpty())
            continue;
        it->chosen.clear();
        refresh(*it);
        Q_EMIT chosen(it.key(), {});
    }
}

bool FilterBar::isActive() const
{
    return !m_edit->text().isEmpty() || std::any_of(m_choices.begin(), m_choices.end(), [](const auto& choice) { return !choice.chosen.isEmpty(); });
}

} // namespace skylab::kit
