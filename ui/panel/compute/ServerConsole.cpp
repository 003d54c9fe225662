#include "panel/compute/ServerConsole.h"

#include "kit/Basics.h"
#include "kit/ErrorCard.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"
#include "panel/compute/Servers.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {
constexpr int logTime = 3000;      // milliseconds between loads while it is shown
constexpr int logLines = 5000;
} // namespace

QWidget* makeServerConsole(TabContext& context) { return new ServerConsole(context); }

QWidget* makeServerLog(TabContext& context) { return new ServerLog(context); }

ServerConsole::ServerConsole(TabContext& context, QWidget* parent)
    : QWidget(parent), m_workspace(context.workspace), m_host(context.host), m_id(context.id), m_view(new console::VncView)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(16, 8, 16, 8);
    bar->setSpacing(6);
    auto* keys = kit::button(tr("Ctrl+Alt+Del"), "keyboard");
    auto* type = kit::button(tr("Type text…"), "pencil");
    auto* shot = kit::toolButton("camera", tr("Save a screenshot"));
    m_reconnect = kit::button(tr("Connect"), "plug", kit::Emphasis::Primary);
    m_note = kit::label({}, 12, 400, &theme::Tokens::muted);
    for (auto* widget : std::initializer_list<QWidget*> { keys, type, shot, m_reconnect })
        bar->addWidget(widget);
    bar->addStretch();
    bar->addWidget(m_note);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    connect(keys, &QPushButton::clicked, m_view, &console::VncView::sendCtrlAltDelete);
    connect(type, &QPushButton::clicked, this, &ServerConsole::typeText);
    connect(shot, &QToolButton::clicked, this, &ServerConsole::saveScreenshot);
    connect(static_cast<QPushButton*>(m_reconnect), &QPushButton::clicked, this, &ServerConsole::connectNow);
    connect(m_view, &console::VncView::stateChanged, this, &ServerConsole::refresh);
    connect(m_view, &console::VncView::releaseAsked, this, [this] { m_reconnect->parentWidget()->setFocus(); });
    refresh();
    connectNow();
}

void ServerConsole::refresh()
{
    using State = console::VncView::State;
    const bool open = m_view->state() == State::Open;
    m_reconnect->setVisible(m_view->state() == State::Closed || m_view->state() == State::Failed);
    m_note->setText(open ? tr("Ctrl+Alt+Shift gives the keyboard back") : QString());
    if (open)
        m_view->setFocus();
}

void ServerConsole::connectNow()
{
    const QJsonObject body = wrapped("remote_console", { { "protocol", "vnc" }, { "type", "novnc" } });
    m_reconnect->hide();
    m_note->setText(tr("Asking for a console…"));
    client::then(m_workspace.session().post("compute", QStringLiteral("/servers/%1/remote-consoles").arg(m_id), body), this, [this](const Result<client::Reply>& reply) {
        m_note->setText({});
        if (!reply) {
            return m_view->showFault(tr("There is no console: %1").arg(reply.error().message));
        }
        const QUrl url(reply->object(u"remote_console")[u"url"].toString());
        const auto& connection = m_workspace.session().connection();
        m_view->open(console::Transport::webSocketOf(url), {}, { connection.caFile, connection.fingerprint, connection.verify });
    });
}

void ServerConsole::saveScreenshot()
{
    const auto picture = m_view->screenshot();
    const auto path = picture.isNull() ? QString() : QFileDialog::getSaveFileName(this, tr("Save a screenshot"), "console.png");
    if (!path.isEmpty() && !picture.save(path))
        m_host.showNote(tr("The screenshot was not saved."));
}

void ServerConsole::typeText()
{
    FormSpec form { "pencil", tr("Type text into the console"), tr("Type"), tr("Each character is sent as a key of a US keyboard.") };
    form.fields = { { "text", tr("Text"), kit::FieldKind::Multiline, true } };
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(m_workspace, this, form, [this, dialog](const Values& values) {
        (*dialog)->accept();
        m_view->typeText(values[u"text"].toString());
        m_view->setFocus();
    });
}

ServerLog::ServerLog(TabContext& context, QWidget* parent)
    : QWidget(parent), m_workspace(context.workspace), m_id(context.id), m_view(new console::LogView), m_timer(this)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    connect(m_view, &console::LogView::refreshAsked, this, &ServerLog::load);
    connect(&m_timer, &QTimer::timeout, this, &ServerLog::load);
    m_timer.setInterval(logTime);
}

void ServerLog::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    load();
    m_timer.start();
}

void ServerLog::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_timer.stop();
}

void ServerLog::load()
{
    const QJsonObject body = wrapped("os-getConsoleOutput", { { "length", logLines } });
    client::then(m_workspace.session().post("compute", QStringLiteral("/servers/%1/action").arg(m_id), body), this, [this](const Result<client::Reply>& reply) {
        if (reply)
            m_view->setLog(reply->object()[u"output"].toString());
        else
            m_timer.stop();
        m_view->setNote(reply ? QString() : reply.error().message);
    });
}

} // namespace skylab::panel
