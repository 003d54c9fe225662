#include "console/TerminalPane.h"

#include "console/FindBar.h"
#include "console/TerminalView.h"

#include <QVBoxLayout>

namespace skylab::console {

TerminalPane::TerminalPane(QWidget* parent) : QWidget(parent), m_terminal(new TerminalView), m_find(new FindBar(tr("Search the terminal…")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_find);
    column->addWidget(m_terminal, 1);
    m_find->hide();
    setFocusProxy(m_terminal);
    connect(m_terminal, &TerminalView::findAsked, this, &TerminalPane::beginFind);
    connect(m_find, &FindBar::wordChanged, this, [this](const QString& word) {
        m_terminal->find(word);
        showHits();
    });
    connect(m_find, &FindBar::nextAsked, this, [this](bool backward) {
        m_terminal->findNext(backward);
        showHits();
    });
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
        m_terminal->find({});
        m_terminal->setFocus();
    });
}

void TerminalPane::beginFind()
{
    m_find->begin(m_terminal->selectedText());
    m_terminal->find(m_find->word());
    showHits();
}

void TerminalPane::showHits() { m_find->setHits(m_terminal->currentHit(), m_terminal->hits()); }

} // namespace skylab::console
