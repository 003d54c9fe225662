#pragma once

#include "console/TerminalPane.h"
#include "console/Transport.h"
#include "panel/compute/AccessView.h"

#include <QTimer>

namespace skylab::panel {

/// An instance's serial line in a terminal, by Nova's serial console. It begins with the end of the log, which is what the line
/// said last, and connects again by itself.
class ServerTerminal : public AccessView {
    Q_OBJECT
public:
    explicit ServerTerminal(TabContext& context);

    [[nodiscard]] console::TerminalView* terminal() const;
    [[nodiscard]] bool isOpen() const { return m_open; }
    void connectNow();
    void takeFocus() override;

private:
    void serverChanged(const QString& before, const QString& now) override;
    void buildBar();
    void beginWithLog();
    void asked(const Result<client::Reply>& reply);
    void closed(const QString& reason);
    void connectLater();

    console::TerminalPane* m_pane;
    console::Transport m_transport;
    QTimer m_retry;
    int m_failures = 0;
    bool m_open = false;
    bool m_asking = false;
    bool m_replaying = false;   ///< what the terminal answers to old output is nobody's business
};

/// A terminal's size of letters, remembered for all of them.
void rememberFontSize(shell::PanelHost& host, console::TerminalView& terminal);

} // namespace skylab::panel
