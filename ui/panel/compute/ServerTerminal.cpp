#include "panel/compute/ServerTerminal.h"

#include "console/TerminalView.h"
#include "kit/Basics.h"
#include "panel/Specs.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/Servers.h"

#include <QHBoxLayout>

#include <algorithm>

namespace skylab::panel {

namespace {
constexpr int bootLogLines = 60;
const QString fontKey = QStringLiteral("terminal/font");
} // namespace

void rememberFontSize(shell::PanelHost& host, console::TerminalView& terminal)
{
    if (const int pixels = host.remembered(fontKey).toInt(); pixels > 0)
        terminal.setFontSize(pixels);
    QObject::connect(&terminal, &console::TerminalView::fontSizeChanged, &terminal, [&host](int pixels) { host.remember(fontKey, QByteArray::number(pixels)); });
}

QWidget* makeServerTerminal(TabContext& context)
{
    return new AccessTab(context, QStringLiteral("serial"), [](TabContext& it) -> AccessView* { return new ServerTerminal(it); });
}

ServerTerminal::ServerTerminal(TabContext& context) : AccessView(context, QStringLiteral("serial")), m_pane(new console::TerminalPane), m_retry(this)
{
    setContent(m_pane);
    buildBar();
    rememberFontSize(host(), *terminal());
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ServerTerminal::connectNow);
    connect(terminal(), &console::TerminalView::wantsToSend, this, [this](const QByteArray& bytes) {
        if (m_open && !m_replaying)
            m_transport.write(bytes);
    });
    connect(terminal(), &console::TerminalView::releaseAsked, this, [this] {
        setFocusPolicy(Qt::StrongFocus);
        setFocus();
    });
    connect(&m_transport, &console::Transport::received, terminal(), &console::TerminalView::feed);
    connect(&m_transport, &console::Transport::opened, this, [this] {
        m_open = true;
        m_failures = 0;
        setNote(tr("Press Enter to wake the line."), tr("Ctrl+Alt+Shift gives the keyboard back."));
    });
    connect(&m_transport, &console::Transport::closed, this, &ServerTerminal::closed);
    if (!showObstacle(false))
        beginWithLog();
}

console::TerminalView* ServerTerminal::terminal() const { return m_pane->terminal(); }

void ServerTerminal::takeFocus()
{
    if (showsContent())
        terminal()->setFocus();
}

void ServerTerminal::buildBar()
{
    auto* search = kit::button(tr("Search"), "search");
    search->setToolTip(tr("Search the terminal (Ctrl+Shift+F)"));
    connect(search, &QPushButton::clicked, m_pane, &console::TerminalPane::beginFind);
    bar()->addWidget(search);
    auto* size = kit::button(tr("Fit to window"), "expand");
    size->setToolTip(tr("A serial line can't be told its size: this types the command that tells the shell, stty rows … cols …"));
    connect(size, &QPushButton::clicked, this, [this] {
        const auto grid = terminal()->grid();
        m_transport.write(QStringLiteral("stty rows %1 cols %2\r").arg(grid.height()).arg(grid.width()).toLatin1());
        takeFocus();
    });
    bar()->addWidget(size);
    finishBar();
}

/// The line stays dark until somebody writes; its past says more than nothing.
void ServerTerminal::beginWithLog()
{
    showContent();
    client::then(workspace().session().post("compute", QStringLiteral("/servers/%1/action").arg(serverId()), wrapped("os-getConsoleOutput", { { "length", bootLogLines } })), this, [this](const Result<client::Reply>& reply) {
        if (reply) {
            m_replaying = true;
            terminal()->feed(reply->object()[u"output"].toString().replace(u'\n', QStringLiteral("\r\n")).toUtf8());
            m_replaying = false;
        }
        connectNow();
    });
}

void ServerTerminal::connectNow()
{
    m_retry.stop();
    if (m_asking || m_open || showObstacle(false))
        return;
    showContent();
    m_asking = true;
    setNote(m_failures > 0 ? tr("Connecting again…") : tr("Connecting to the serial line…"));
    ask(QStringLiteral("/remote-consoles"), wrapped("remote_console", { { "protocol", "serial" }, { "type", "serial" } }), [this](const Result<client::Reply>& reply) { asked(reply); });
}

void ServerTerminal::asked(const Result<client::Reply>& reply)
{
    m_asking = false;
    if (reply) {
        const auto& connection = workspace().session().connection();
        m_transport.setTrust({ connection.caFile, connection.fingerprint, connection.verify });
        return m_transport.open(QUrl(reply->object(u"remote_console")[u"url"].toString()));
    }
    const auto& error = reply.error();
    if (error.code == ErrorCode::Conflict || error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout) {
        setNote(error.message);
        return connectLater();
    }
    const bool none = error.code == ErrorCode::BadRequest || error.code == ErrorCode::NotImplemented;
    showMessage("terminal", none ? tr("This instance has no serial line") : tr("The serial line can't be reached"), none ? tr("The cloud offers no serial console for it. Its screen, SSH and log may work.") : error.message,
                { { tr("Log"), "file-text", [this] { host().openResource("servers", serverId(), "log"); } }, { tr("Try again"), "refresh-cw", [this] { connectNow(); }, true } }, none ? error.message : QString());
}

void ServerTerminal::closed(const QString& reason)
{
    if (std::exchange(m_open, false))
        terminal()->note(reason.isEmpty() ? tr("the line was closed") : tr("the line was closed: %1").arg(reason));
    connectLater();
}

void ServerTerminal::connectLater()
{
    if (showObstacle(false))
        return;
    m_retry.start(std::min(longestPause, firstPause << std::min(m_failures, 8)));
    ++m_failures;
    setNote(tr("Connecting again…"));
}

void ServerTerminal::serverChanged(const QString&, const QString& now)
{
    if (showObstacle(false)) {
        m_retry.stop();
        m_transport.close();
        m_open = false;
    } else if (!m_open && !m_asking && !now.contains(u"reboot")) {
        m_failures = 0;
        connectNow();
    }
}

} // namespace skylab::panel
