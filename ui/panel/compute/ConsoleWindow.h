#pragma once

#include "panel/compute/AccessView.h"

#include <QPointer>

namespace skylab::panel {

/// A console, terminal or SSH session in a window of its own. Closing it hands the session back to its tab, where there is one.
/// It goes with the session of its cloud, and does not keep the program running.
class ConsoleWindow : public QWidget {
    Q_OBJECT
public:
    explicit ConsoleWindow(AccessView* view);
    ~ConsoleWindow() override;

    /// The one that shows this of that instance, if there is one.
    static ConsoleWindow* find(const model::Workspace& workspace, const QString& serverId, const QString& kind);

    [[nodiscard]] AccessView* view() const { return m_view; }
    /// Takes the session out; the window goes.
    AccessView* release();
    void toggleFullScreen();
    /// Leaving the full screen is leaving the window.
    void setOnlyFullScreen() { m_onlyFullScreen = true; }

Q_SIGNALS:
    /// The user wants it back in its tab, or closed where there is none.
    void closing();

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QPointer<AccessView> m_view;
    bool m_onlyFullScreen = false;
    bool m_wasMaximized = false;
};

/// The tab of an AccessView: holds it, or says that it is in its own window.
class AccessTab : public QWidget {
    Q_OBJECT
public:
    AccessTab(TabContext& context, const QString& kind, const std::function<AccessView*(TabContext&)>& make);

    /// Wherever it is.
    [[nodiscard]] AccessView* view() const;
    [[nodiscard]] ConsoleWindow* ownWindow() const { return m_window; }
    ConsoleWindow* detach();
    void attach();

protected:
    void focusInEvent(QFocusEvent* event) override;

private:
    void take(AccessView* view);
    void adopt(ConsoleWindow* window);

    QPointer<AccessView> m_view;
    QPointer<ConsoleWindow> m_window;
    kit::StateView* m_away;
};

} // namespace skylab::panel
