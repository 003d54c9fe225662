#include "kit/DetailView.h"

#include "kit/Basics.h"
#include "kit/StatusPill.h"
#include "kit/TabStrip.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace skylab::kit {

using theme::Tokens;

namespace {
constexpr int longestButton = 12;   // characters; longer texts go into the menu
}

DetailView::DetailView(QWidget* parent) : QWidget(parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = m_head = new QHBoxLayout;
    head->setContentsMargins(20, 14, 10, 2);
    m_title = label({}, 16, 600);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    head->addWidget(m_title, 1);
    auto* close = toolButton("x", tr("Close details"));
    connect(close, &QToolButton::clicked, this, &DetailView::closeAsked);
    head->addWidget(close);
    column->addLayout(head);
    auto* state = new QHBoxLayout;
    state->setContentsMargins(20, 0, 16, 0);
    state->setSpacing(8);
    m_pill = new StatusPill;
    m_subtitle = label({}, 12, 400, &Tokens::muted);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    state->addWidget(m_pill);
    state->addWidget(m_subtitle, 1);
    column->addLayout(state);
    m_actions = new QHBoxLayout;
    m_actions->setContentsMargins(20, 12, 16, 10);
    m_actions->setSpacing(6);
    column->addLayout(m_actions);
    auto* strip = new TabStrip;
    m_bar = strip->bar();
    m_bar->setObjectName("detailTabs");
    m_bar->setAccessibleName(tr("Details"));
    auto* tabs = new QHBoxLayout;
    tabs->setContentsMargins(10, 0, 8, 0);
    tabs->addWidget(strip, 1);
    column->addLayout(tabs);
    column->addWidget(new Line);
    m_pages = new QStackedWidget;
    column->addWidget(m_pages, 1);
    connect(m_bar, &QTabBar::currentChanged, this, &DetailView::onTab);
    // Who clicks on a tab goes on in its page; arrow keys stay at the tabs.
    connect(strip, &TabStrip::picked, this, &DetailView::focusPage);
}

void DetailView::addHeadButton(QToolButton* button) { m_head->insertWidget(m_head->count() - 1, button); }

void DetailView::setHeading(const QString& title, const QString& subtitle)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_subtitle->setText(subtitle);
    m_subtitle->setToolTip(subtitle);
}

void DetailView::setStatus(Tone tone, const QString& text, int progress)
{
    m_pill->set(tone, text, progress);
    m_pill->show();
}

void DetailView::hideStatus() { m_pill->hide(); }

void DetailView::setActions(const QList<QAction*>& actions, int buttons)
{
    clearLayout(*m_actions);
    int made = 0;
    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true);
    for (auto* action : actions) {
        if (action->isSeparator() || made >= buttons || !action->isEnabled() || action->text().size() > longestButton) {
            menu->addAction(action);
            continue;
        }
        auto* it = button(action->text());
        it->setIcon(action->icon());
        it->setToolTip(action->toolTip());
        connect(it, &QPushButton::clicked, action, &QAction::trigger);
        m_actions->addWidget(it);
        ++made;
    }
    auto* more = button({}, "ellipsis");
    more->setAccessibleName(tr("More actions"));
    more->setToolTip(more->accessibleName());
    menu->setParent(more, menu->windowFlags());
    connect(more, &QPushButton::clicked, menu, [more, menu] { menu->popup(more->mapToGlobal(QPoint(0, more->height() + 4))); });
    m_actions->addWidget(more);
    more->setVisible(!menu->isEmpty());   // not before: for a moment it would be a window of its own, and take the focus
    m_actions->addStretch();
}

void DetailView::addTab(const QString& id, const QString& title, const std::function<QWidget*()>& make)
{
    m_tabs.push_back({ id, make });
    m_bar->addTab(title);
}

void DetailView::clearTabs()
{
    const QSignalBlocker quiet(m_bar);
    while (m_bar->count())
        m_bar->removeTab(0);
    for (auto& tab : m_tabs) {
        if (tab.page) {
            m_pages->removeWidget(tab.page);
            tab.page->deleteLater();
        }
    }
    m_tabs.clear();
}

void DetailView::onTab(int index)
{
    if (index < 0 || index >= int(m_tabs.size()))
        return;
    auto& tab = m_tabs[index];
    if (!tab.page) {
        tab.page = tab.make();
        m_pages->addWidget(tab.page);
    }
    m_pages->setCurrentWidget(tab.page);
    Q_EMIT tabChanged(tab.id);
}

void DetailView::showTab(const QString& id)
{
    for (int i = 0; i < int(m_tabs.size()); ++i) {
        if (m_tabs[i].id != id)
            continue;
        m_bar->setCurrentIndex(i);
        onTab(i);
    }
}

/// False when it does not want the keyboard: a page that does has a focus policy or a proxy.
bool DetailView::focusPage()
{
    auto* page = m_pages->currentWidget();
    if (!page || (page->focusPolicy() == Qt::NoFocus && !page->focusProxy()))
        return false;
    page->setFocus();
    return true;
}

void DetailView::enter()
{
    if (!focusPage())
        m_bar->setFocus();
}

QString DetailView::currentTab() const
{
    const int index = m_bar->currentIndex();
    return index >= 0 && index < int(m_tabs.size()) ? m_tabs[index].id : QString();
}

QWidget* DetailView::page(const QString& id) const
{
    for (const auto& tab : m_tabs) {
        if (tab.id == id)
            return tab.page;
    }
    return nullptr;
}

} // namespace skylab::kit
