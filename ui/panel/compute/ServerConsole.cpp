#include "panel/compute/ServerConsole.h"

#include "console/AskFile.h"
#include "kit/Basics.h"
#include "kit/WizardDialog.h"
#include "panel/FormDialog.h"
#include "panel/Specs.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/Servers.h"
#include "theme/Icons.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QMenu>
#include <QPointer>

#include <algorithm>

namespace skylab::panel {

namespace {

using console::VncView;

const QString clipboardKey = QStringLiteral("console/clipboard");
const QString scalingKey = QStringLiteral("console/scaling");

VncView::Clipboard clipboardOf(const QByteArray& text) { return text == "both" ? VncView::Clipboard::Both : text == "guest" ? VncView::Clipboard::ToGuest : VncView::Clipboard::Off; }
VncView::Scaling scalingOf(const QByteArray& text) { return text == "actual" ? VncView::Scaling::Actual : text == "integer" ? VncView::Scaling::Integer : VncView::Scaling::Fit; }

} // namespace

QWidget* makeServerConsole(TabContext& context)
{
    return new AccessTab(context, QStringLiteral("console"), [](TabContext& it) -> AccessView* { return new ServerConsole(it); });
}

ServerConsole::ServerConsole(TabContext& context) : AccessView(context, QStringLiteral("console")), m_view(new VncView), m_retry(this)
{
    setContent(m_view);
    m_view->setClipboard(clipboardOf(host().remembered(clipboardKey)));
    m_view->setScaling(scalingOf(host().remembered(scalingKey)));
    buildBar();
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ServerConsole::connectNow);
    connect(m_view, &VncView::stateChanged, this, &ServerConsole::refresh);
    connect(m_view, &VncView::keyboardChanged, this, &ServerConsole::refresh);
    connect(m_view, &VncView::releaseAsked, this, &ServerConsole::release);
    connect(m_view, &VncView::fullScreenAsked, this, &AccessView::fullScreenAsked);
    connect(m_view, &VncView::pasteAsked, this, [this] { paste(QApplication::clipboard()->text()); });
    connect(m_view, &VncView::typingChanged, this, &ServerConsole::refresh);
    connect(m_view, &VncView::clipboardPassed, this, [this](bool toGuest) { setNote(toGuest ? tr("The clipboard went to the instance.") : tr("The clipboard came from the instance.")); });
    connectNow();
}

void ServerConsole::buildBar()
{
    auto* paste = kit::button(tr("Paste"), "clipboard-copy");
    paste->setToolTip(tr("Give the clipboard's text to the instance, or type it (Ctrl+Shift+V)"));
    connect(paste, &QPushButton::clicked, this, [this] { this->paste(QApplication::clipboard()->text()); });
    m_clipboard = menuButton({}, "clipboard-list", clipboardMenu());
    m_tools = { menuButton(tr("Keys"), "keyboard", keysMenu()), paste, m_clipboard, menuButton(tr("Picture"), "camera", pictureMenu()), menuButton(tr("Size"), "expand", scalingMenu()) };
    for (auto* tool : std::as_const(m_tools))
        bar()->addWidget(tool);
    m_reconnect = kit::button(tr("Connect"), "plug", kit::Emphasis::Primary);
    connect(m_reconnect, &QPushButton::clicked, this, &ServerConsole::connectNow);
    bar()->addWidget(m_reconnect);
    m_reconnect->hide();
    finishBar();
    auto* full = kit::toolButton("maximize", tr("Full screen (F11)"));
    connect(full, &QToolButton::clicked, this, &AccessView::fullScreenAsked);
    bar()->addWidget(full);
    m_tools << full;
    refreshClipboard();
}

QMenu* ServerConsole::keysMenu()
{
    auto* menu = new QMenu(this);
    const auto add = [this](QMenu* to, const QString& keys, const QString& text = {}) {
        to->addAction(text.isEmpty() ? keys : text, this, [this, keys] {
            m_view->send(console::chordOf(keys));
            m_view->setFocus();
        });
    };
    add(menu, "Ctrl+Alt+Del");
    add(menu, "Ctrl+Alt+Backspace");
    auto* terminals = menu->addMenu(tr("Text screen"));
    for (int i = 1; i <= 7; ++i)
        add(terminals, QStringLiteral("Ctrl+Alt+F%1").arg(i));
    menu->addSeparator();
    add(menu, "Alt+Tab");
    add(menu, "Alt+F4");
    add(menu, "Ctrl+Esc");
    add(menu, "Meta", tr("Windows key"));
    add(menu, "Meta+L", tr("Windows key+L"));
    menu->addSeparator();
    add(menu, "F11");
    add(menu, "Print", tr("Print screen"));
    add(menu, "Pause");
    add(menu, "Ctrl+Shift+V");
    add(menu, "Hangul", tr("Hangul/English"));
    return menu;
}

QMenu* ServerConsole::pictureMenu()
{
    auto* menu = new QMenu(this);
    menu->addAction(theme::icon("save"), tr("Save the picture…"), this, &ServerConsole::saveScreenshot);
    menu->addAction(theme::icon("copy"), tr("Copy the picture"), this, &ServerConsole::copyScreenshot);
    return menu;
}

QMenu* ServerConsole::scalingMenu()
{
    auto* menu = new QMenu(this);
    auto* group = new QActionGroup(menu);
    const auto add = [&](const QString& text, const char* value) {
        auto* action = group->addAction(text);
        action->setCheckable(true);
        action->setChecked(scalingOf(value) == m_view->scaling());
        connect(action, &QAction::triggered, this, [this, value] {
            m_view->setScaling(scalingOf(value));
            host().remember(scalingKey, value);
        });
    };
    add(tr("Fit"), "fit");
    add(tr("Actual size"), "actual");
    add(tr("Whole multiples"), "integer");
    menu->addActions(group->actions());
    return menu;
}

QMenu* ServerConsole::clipboardMenu()
{
    auto* menu = new QMenu(this);
    auto* group = new QActionGroup(menu);
    const auto add = [&](const QString& text, const char* value) {
        auto* action = group->addAction(text);
        action->setCheckable(true);
        action->setChecked(clipboardOf(value) == m_view->clipboard());
        connect(action, &QAction::triggered, this, [this, value] {
            m_view->setClipboard(clipboardOf(value));
            host().remember(clipboardKey, value);
            refreshClipboard();
        });
    };
    add(tr("Keep the clipboards apart"), "off");
    add(tr("Give mine to the instance"), "guest");
    add(tr("Share them both ways"), "both");
    menu->addActions(group->actions());
    return menu;
}

void ServerConsole::refreshClipboard()
{
    const auto mode = m_view->clipboard();
    const auto text = mode == VncView::Clipboard::Off ? tr("Clipboard: off") : mode == VncView::Clipboard::ToGuest ? tr("Clipboard: to the instance") : tr("Clipboard: both ways");
    m_clipboard->setText(text);
    m_clipboard->setAccessibleName(text);
    m_clipboard->setToolTip(tr("Texts pass only while the screen has the keyboard, and where the instance uses its clipboard."));
}

void ServerConsole::refresh()
{
    using State = VncView::State;
    const auto state = m_view->state();
    const bool open = state == State::Open;
    m_reconnect->setVisible(!open && !m_asking && state != State::Connecting && showsContent());
    if (open && m_view->charactersToType() > 0)
        setNote(tr("Typing, %n character(s) left. Any key stops it.", nullptr, m_view->charactersToType()));
    else if (open)
        setNote(m_view->hasKeyboard() ? tr("Ctrl+Alt+Shift gives the keyboard back") : tr("Click into the screen to type"));
    else
        setNote({});
    if (open)
        m_failures = 0;
    if ((state == State::Closed || state == State::Failed) && !m_asking && !m_retry.isActive() && showsContent())
        connectLater();
}

void ServerConsole::contentShown(bool shown)
{
    for (auto* tool : std::as_const(m_tools))
        tool->setVisible(shown);   // there is nothing they could do
    if (!shown)
        m_reconnect->hide();
}

void ServerConsole::takeFocus()
{
    if (showsContent())
        m_view->setFocus();
}

void ServerConsole::setFullScreen(bool on)
{
    AccessView::setFullScreen(on);
    m_view->setGrabsKeyboard(on);
}

/// Somewhere where a key does nothing by itself.
void ServerConsole::release()
{
    setFocusPolicy(Qt::StrongFocus);
    setFocus();
}

void ServerConsole::serverChanged(const QString&, const QString& now)
{
    if (showObstacle(true)) {
        m_retry.stop();
        m_view->close();
    } else if (m_view->state() != VncView::State::Open && !m_asking && !now.contains(u"reboot")) {
        m_failures = 0;
        connectNow();
    }
}

void ServerConsole::connectLater()
{
    if (showObstacle(true))
        return;
    const int pause = std::min(longestPause, firstPause << std::min(m_failures, 8));
    ++m_failures;
    m_retry.start(pause);
}

void ServerConsole::connectNow()
{
    m_retry.stop();
    if (showObstacle(true) || m_asking)
        return;
    showContent();
    m_asking = true;
    m_view->showWaiting(m_failures > 0 ? tr("Connecting again…") : tr("Asking for a console…"));
    ask(QStringLiteral("/remote-consoles"), wrapped("remote_console", { { "protocol", "vnc" }, { "type", "novnc" } }), [this](const Result<client::Reply>& reply) { asked(reply); });
}

void ServerConsole::asked(const Result<client::Reply>& reply)
{
    m_asking = false;
    if (reply) {
        const QUrl url(reply->object(u"remote_console")[u"url"].toString());
        const auto& connection = workspace().session().connection();
        return m_view->open(console::Transport::webSocketOf(url), {}, { connection.caFile, connection.fingerprint, connection.verify });
    }
    const auto& error = reply.error();
    if (error.code == ErrorCode::Conflict || error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout) {   // it may be starting
        m_view->showFault(tr("There is no console: %1").arg(error.message));
        return;
    }
    m_view->close();
    m_retry.stop();
    const bool none = error.code == ErrorCode::BadRequest || error.code == ErrorCode::NotImplemented;
    showMessage("monitor", none ? tr("This cloud has no screen to show") : tr("There is no console"), none ? tr("The hypervisor offers no graphical console for this instance. Its serial terminal, SSH and log may work.") : error.message,
                { { tr("Serial terminal"), "terminal", [this] { host().openResource("servers", serverId(), "serial"); }, none }, { tr("Try again"), "refresh-cw", [this] { connectNow(); }, !none } }, none ? error.message : QString());
}

void ServerConsole::saveScreenshot()
{
    const auto picture = m_view->screenshot();
    if (picture.isNull())
        return host().showNote(tr("There is no picture yet."));
    console::askSaveFile(this, tr("Save the picture"), serverName() + QStringLiteral(".png"), [this, picture](const QString& path) {
        host().showNote(picture.save(path) ? tr("The picture was saved.") : tr("The picture was not saved to %1.").arg(path));
    });
}

void ServerConsole::copyScreenshot()
{
    if (m_view->screenshot().isNull())
        return host().showNote(tr("There is no picture yet."));
    QApplication::clipboard()->setImage(m_view->screenshot());
    host().showNote(tr("The picture is on the clipboard."));
}

void ServerConsole::paste(const QString& text)
{
    if (text.isEmpty())
        return host().showNote(tr("There is no text on the clipboard."));
    if (m_view->state() != VncView::State::Open)
        return host().showNote(tr("There is no console to paste into yet."));
    m_view->setFocus();
    if (m_view->offerText(text))
        return setNote(tr("It is on the instance's clipboard: paste there."));
    if (text.size() > previewAbove || text.contains(u'\n'))
        return askToType(text);
    m_view->typeText(text);
}

/// A text of many characters or lines is looked at first: each line may be an order.
void ServerConsole::askToType(const QString& text)
{
    const auto characters = text.toUcs4();
    const int foreign = int(std::count_if(characters.begin(), characters.end(), [](uint c) { return !console::strokeOf(char32_t(c)); }));
    auto intro = tr("Nothing in the instance uses its clipboard, so the text is typed: each character as a key of a US keyboard. Set the instance's keyboard to US, or characters will be others.");
    if (foreign > 0)
        intro += u'\n' + tr("%n character(s) are on no US keyboard and may not arrive.", nullptr, foreign);
    FormSpec form { "keyboard", tr("Type it as keystrokes"), tr("Type %n character(s)", nullptr, int(characters.size())), intro };
    form.fields = { { "text", tr("Text"), kit::FieldKind::Multiline, true, text } };
    auto dialog = std::make_shared<QPointer<kit::WizardDialog>>();
    *dialog = openForm(workspace(), this, form, [this, dialog](const Values& values) {
        (*dialog)->accept();
        m_view->typeText(values[u"text"].toString());
        m_view->setFocus();
    });
}

} // namespace skylab::panel
