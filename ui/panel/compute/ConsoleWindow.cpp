#include "panel/compute/ConsoleWindow.h"

#include "kit/Toast.h"

#include <QApplication>
#include <QCloseEvent>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {

/// All that are open, to be found again when a tab is made anew.
QList<ConsoleWindow*>& windows()
{
    static QList<ConsoleWindow*> all;
    return all;
}

} // namespace

ConsoleWindow::ConsoleWindow(AccessView* view) : QWidget(nullptr, Qt::Window), m_view(view)
{
    windows() << this;
    setAttribute(Qt::WA_QuitOnClose, false);
    setWindowTitle(view->title());
    setWindowIcon(QApplication::windowIcon());
    resize(960, 720);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view);
    view->show();
    view->setDetached(true);
    connect(view, &AccessView::titleChanged, this, &QWidget::setWindowTitle);
    connect(view, &AccessView::detachAsked, this, &QWidget::close);
    connect(view, &AccessView::fullScreenAsked, this, &ConsoleWindow::toggleFullScreen);
    // Not queued: the session's owner is going.
    connect(&view->workspace(), &QObject::destroyed, this, [this] { delete this; });
    connect(&view->workspace().session(), &client::Session::signedOut, this, &QObject::deleteLater);
}

ConsoleWindow::~ConsoleWindow() { windows().removeOne(this); }

ConsoleWindow* ConsoleWindow::find(const model::Workspace& workspace, const QString& serverId, const QString& kind)
{
    for (auto* window : std::as_const(windows())) {
        const auto* view = window->view();
        if (view && &view->workspace() == &workspace && view->serverId() == serverId && view->kind() == kind)
            return window;
    }
    return nullptr;
}

AccessView* ConsoleWindow::release()
{
    auto* view = m_view.data();
    m_view = nullptr;
    windows().removeOne(this);
    if (view) {
        view->disconnect(this);
        view->setFullScreen(false);
        view->setDetached(false);
        layout()->removeWidget(view);
        view->setParent(nullptr);
    }
    hide();
    deleteLater();
    return view;
}

void ConsoleWindow::toggleFullScreen()
{
    if (isFullScreen()) {
        if (m_onlyFullScreen) {
            close();
            return;
        }
        m_wasMaximized ? showMaximized() : showNormal();
        return;
    }
    m_wasMaximized = isMaximized();
    showFullScreen();
    kit::Toast::show(this, kit::Tone::Neutral, tr("F11 leaves the full screen. Ctrl+Alt+Shift gives the keyboard back."));
}

void ConsoleWindow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_view)
        m_view->setFullScreen(isFullScreen());
}

void ConsoleWindow::closeEvent(QCloseEvent* event)
{
    event->ignore();
    Q_EMIT closing();
    if (m_view)   // nobody took it
        deleteLater();
    hide();
}

AccessTab::AccessTab(TabContext& context, const QString& kind, const std::function<AccessView*(TabContext&)>& make) : m_away(new kit::StateView)
{
    setFocusPolicy(Qt::ClickFocus);   // the keyboard waits here until there is something to type into
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_away);
    m_away->showMessage("external-link", tr("It is in a window of its own"), tr("The session goes on there."),
                        { { tr("Show the window"), "maximize", [this] {
                               if (m_window) {
                                   m_window->raise();
                                   m_window->activateWindow();
                               }
                           } },
                          { tr("Bring it back"), "undo-2", [this] { attach(); }, true } });
    if (auto* window = ConsoleWindow::find(context.workspace, context.id, kind))
        adopt(window);
    else
        take(make(context));
}

AccessView* AccessTab::view() const { return m_view ? m_view.data() : m_window ? m_window->view() : nullptr; }

void AccessTab::take(AccessView* view)
{
    m_view = view;
    m_away->hide();
    layout()->addWidget(view);
    view->show();
    setAccessibleName(view->title());
    connect(view, &AccessView::detachAsked, this, &AccessTab::detach);
    connect(view, &AccessView::fullScreenAsked, this, [this] {
        auto* window = detach();
        window->setOnlyFullScreen();
        window->toggleFullScreen();
        window->view()->takeFocus();
    });
}

void AccessTab::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    if (m_view)
        m_view->takeFocus();
}

void AccessTab::adopt(ConsoleWindow* window)
{
    m_window = window;
    m_away->show();
    connect(window, &ConsoleWindow::closing, this, &AccessTab::attach);
}

ConsoleWindow* AccessTab::detach()
{
    if (!m_view)
        return m_window;
    auto* view = m_view.data();
    m_view = nullptr;
    view->disconnect(this);
    layout()->removeWidget(view);
    auto* window = new ConsoleWindow(view);
    adopt(window);
    window->show();
    view->takeFocus();
    return window;
}

void AccessTab::attach()
{
    if (!m_window)
        return;
    auto* window = m_window.data();
    m_window = nullptr;
    window->disconnect(this);
    if (auto* view = window->release()) {
        take(view);
        setFocus();
        view->takeFocus();
    }
}

} // namespace skylab::panel
