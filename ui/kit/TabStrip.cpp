#include "kit/TabStrip.h"

#include "kit/Basics.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>

#include <functional>
#include <utility>

namespace skylab::kit {

/// Knows how wide its tabs want to be, says when they change, and goes through the hidden ones by keys too.
class TabStrip::Bar : public QTabBar {
public:
    std::function<void()> changed;

    [[nodiscard]] int widthOf(int tab) const { return tabSizeHint(tab).width(); }
    [[nodiscard]] QSize minimumSizeHint() const override { return { 0, QTabBar::minimumSizeHint().height() }; }

protected:
    void tabInserted(int) override { changed(); }
    void tabRemoved(int) override { changed(); }
    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right)
            return QTabBar::keyPressEvent(event);
        setCurrentIndex(qBound(0, currentIndex() + (event->key() == Qt::Key_Right ? 1 : -1), count() - 1));
    }
};

TabStrip::TabStrip(QWidget* parent) : QWidget(parent), m_bar(new Bar), m_more(toolButton("chevron-down", tr("More tabs")))
{
    m_bar->changed = [this] { fit(); };
    m_bar->setExpanding(false);
    m_bar->setDrawBase(false);
    m_bar->setUsesScrollButtons(true);   // else it is never narrower than its tabs; there is nothing to scroll
    m_bar->setElideMode(Qt::ElideNone);
    m_more->setObjectName("moreTabs");
    m_more->hide();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_bar);
    row->addWidget(m_more);
    row->addStretch(1);
    connect(m_more, &QToolButton::clicked, this, &TabStrip::openMenu);
    connect(m_bar, &QTabBar::currentChanged, this, &TabStrip::fit);
    // Queued: the tab becomes the current one after this signal.
    connect(m_bar, &QTabBar::tabBarClicked, this, &TabStrip::picked, Qt::QueuedConnection);
    installEventFilter(this);
}

QTabBar* TabStrip::bar() const { return m_bar; }

bool TabStrip::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
    return QWidget::eventFilter(object, event);
}

/// The first ones, as many as there is room for; always the current one.
void TabStrip::fit()
{
    if (std::exchange(m_fitting, true))
        return;
    int total = 0;
    for (int i = 0; i < m_bar->count(); ++i)
        total += m_bar->widthOf(i);
    const bool all = total <= width();
    int room = all ? width() : width() - m_more->width();
    const int current = m_bar->currentIndex();
    if (current >= 0)
        room -= m_bar->widthOf(current);
    bool full = false;
    for (int i = 0; i < m_bar->count(); ++i) {
        full = full || (i != current && m_bar->widthOf(i) > room);   // none of those behind goes before it
        const bool shown = i == current || !full;
        if (shown && i != current)
            room -= m_bar->widthOf(i);
        if (m_bar->isTabVisible(i) != shown)
            m_bar->setTabVisible(i, shown);
    }
    m_more->setVisible(!all);
    m_bar->updateGeometry();
    m_fitting = false;
}

void TabStrip::openMenu()
{
    auto* menu = new QMenu(m_more);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(m_more->accessibleName());
    for (int i = 0; i < m_bar->count(); ++i) {
        if (m_bar->isTabVisible(i))
            continue;
        connect(menu->addAction(m_bar->tabText(i)), &QAction::triggered, this, [this, i] {
            m_bar->setCurrentIndex(i);
            Q_EMIT picked();
        });
    }
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

} // namespace skylab::kit
