#include "panel/compute/ServerSsh.h"

#include "console/AskFile.h"
#include "console/TerminalView.h"
#include "kit/Basics.h"
#include "panel/Specs.h"
#include "panel/compute/ConsoleWindow.h"
#include "panel/compute/ServerTerminal.h"
#include "panel/compute/Servers.h"
#include "panel/compute/SshFixes.h"
#include "theme/Icons.h"
#include "theme/Metrics.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

namespace skylab::panel {

namespace {

using console::HostKey;
using console::HostKeyVerdict;
using console::SshClient;
using console::SshEnd;

constexpr int retryTime = 3000;          // milliseconds between tries while it boots
constexpr int youngTime = 240;           // seconds in which a boot may take its time
constexpr int logLines = 3000;

} // namespace

QWidget* makeServerSsh(TabContext& context)
{
    return new AccessTab(context, QStringLiteral("ssh"), [](TabContext& it) -> AccessView* {
        auto* view = new ServerSsh(it);
        view->begin();
        return view;
    });
}

ServerSsh::ServerSsh(TabContext& context)
    : AccessView(context, QStringLiteral("ssh")), m_pane(new console::TerminalPane), m_user(new QLineEdit), m_keyMenu(new QMenu(this)), m_retry(this)
{
    setContent(m_pane);
    buildBar();
    buildQuestion();
    rememberFontSize(host(), *terminal());
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (!showObstacle(false))
            openClient();   // what is offered meanwhile stays to be pressed
    });
    connect(terminal(), &console::TerminalView::wantsToSend, &m_client, &SshClient::write);
    connect(terminal(), &console::TerminalView::gridChanged, &m_client, &SshClient::resize);
    connect(terminal(), &console::TerminalView::releaseAsked, m_user, [this] { m_user->setFocus(); });
    connect(&m_client, &SshClient::received, terminal(), &console::TerminalView::feed);
    connect(&m_client, &SshClient::hostKeyOffered, this, &ServerSsh::onHostKey);
    connect(&m_client, &SshClient::secretAsked, this, &ServerSsh::askSecret);
    connect(&m_client, &SshClient::closed, this, &ServerSsh::onClosed);
    connect(&m_client, &SshClient::stateChanged, this, [this](SshClient::State state) {
        contentShown(showsContent());
        if (state == SshClient::State::Authenticating)
            setNote(tr("Signing in as %1…").arg(m_user->text()));
        if (state != SshClient::State::Open)
            return;
        const bool here = hasKeyboard();
        m_wasOpen = true;
        m_losses = 0;
        m_question->hide();
        showContent();
        setNote(tr("%1 at %2, by %3").arg(m_user->text(), m_client.address(), m_client.method()), m_trustNote);
        if (here)   // nobody is called away from elsewhere
            takeFocus();
    });
}

/// What is shown in the terminal's place has buttons of its own.
void ServerSsh::contentShown(bool shown) { m_reconnect->setVisible(shown && m_client.state() == SshClient::State::Closed); }

console::TerminalView* ServerSsh::terminal() const { return m_pane->terminal(); }

void ServerSsh::takeFocus()
{
    if (m_question->isVisible())
        m_secret->setFocus();
    else if (showsContent())
        terminal()->setFocus();
}

QString ServerSsh::memory(const char* what) const { return QStringLiteral("ssh/%1/%2").arg(QLatin1String(what), serverId()); }

void ServerSsh::buildBar()
{
    bar()->addWidget(kit::label(tr("User"), 12, 500, &theme::Tokens::muted));
    m_user->setAccessibleName(tr("User"));
    m_user->setMaximumWidth(180);
    m_user->setPlaceholderText(tr("user of the image"));
    connect(m_user, &QLineEdit::returnPressed, this, [this] {
        host().remember(memory("user"), m_user->text().toUtf8());
        connectNow();
    });
    bar()->addWidget(m_user);
    m_key = menuButton(tr("Key"), "key-round", m_keyMenu);
    connect(m_keyMenu, &QMenu::aboutToShow, this, &ServerSsh::fillKeyMenu);
    bar()->addWidget(m_key);
    m_reconnect = kit::button(tr("Connect"), "plug", kit::Emphasis::Primary);
    connect(m_reconnect, &QPushButton::clicked, this, &ServerSsh::begin);
    bar()->addWidget(m_reconnect);
    finishBar();
}

void ServerSsh::buildQuestion()
{
    m_question = new kit::Surface(&theme::Tokens::infoBg);
    auto* row = new QHBoxLayout(m_question);
    row->setContentsMargins(theme::pageMargin, 8, 12, 8);
    row->setSpacing(8);
    m_prompt = kit::label({}, 13, 500);
    m_secret = new QLineEdit;
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setAccessibleName(tr("Password"));
    auto* good = kit::button(tr("Sign in"), {}, kit::Emphasis::Primary);
    auto* without = kit::button(tr("Go on without"));
    row->addWidget(m_prompt);
    row->addWidget(m_secret, 1);
    row->addWidget(good);
    row->addWidget(without);
    below()->addWidget(m_question);
    m_question->hide();
    connect(m_secret, &QLineEdit::returnPressed, this, [this] { answer(true); });
    connect(good, &QPushButton::clicked, this, [this] { answer(true); });
    connect(without, &QPushButton::clicked, this, [this] { answer(false); });
}

void ServerSsh::fillKeyMenu()
{
    m_keyMenu->clear();
    const auto pair = row()[u"key_name"].toString();
    const auto add = [this](const QString& icon, const QString& text, bool there) {
        auto* action = m_keyMenu->addAction(theme::icon(icon), text);
        action->setEnabled(there);
        return action;
    };
    add("key-round", pair.isEmpty() ? tr("It was launched without a key pair") : m_pairKey.isEmpty() ? tr("Key pair %1: its private key is not on this computer").arg(pair) : tr("Key pair %1, from the keyring").arg(pair), !m_pairKey.isEmpty());
    add("users", qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK") ? tr("No agent runs") : tr("The keys of your agent"), !qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK"));
    if (!m_keyFile.isEmpty())
        add("file", m_keyFile, true);
    m_keyMenu->addSeparator();
    connect(add("folder", tr("Choose a key file…"), true), &QAction::triggered, this, &ServerSsh::chooseKeyFile);
    if (!m_keyFile.isEmpty()) {
        connect(add("x", tr("Leave the key file out"), true), &QAction::triggered, this, [this] {
            m_keyFile.clear();
            host().remember(memory("key"), {});
        });
    }
}

void ServerSsh::chooseKeyFile()
{
    console::askOpenFile(this, tr("Private key"), QDir::homePath() + QStringLiteral("/.ssh"), [this](const QString& path) {
        m_keyFile = path;
        host().remember(memory("key"), path.toUtf8());
        connectNow();
    });
}

// ---- finding the way

void ServerSsh::begin()
{
    m_retry.stop();
    m_client.close();
    m_tryAnyway = false;
    ++m_generation;
    if (showObstacle(false))
        return;
    showLoading(tr("Looking for the way in…"));
    gather();
}

void ServerSsh::gather()
{
    const int generation = m_generation;
    m_facts = { row() };
    m_keyFile = QString::fromUtf8(host().remembered(memory("key")));
    findImage();
    m_waitingFor = 1;
    auto& session = workspace().session();
    if (session.hasService("network")) {
        m_waitingFor += 2;
        client::then(session.list("network", "/v2.0/ports", "ports", { { "device_id", serverId() } }), this, [this, generation](const Result<client::Reply>& reply) {
            m_facts.networksKnown = m_facts.networksKnown || reply;
            m_facts.ports = reply ? reply->list(u"ports") : QJsonArray();
            gathered(generation);
        });
        client::then(session.list("network", "/v2.0/security-group-rules", "security_group_rules", { { "direction", "ingress" } }), this, [this, generation](const Result<client::Reply>& reply) {
            m_facts.rules = reply ? reply->list(u"security_group_rules") : QJsonArray();
            gathered(generation);
        });
    }
    const auto pair = row()[u"key_name"].toString();
    if (pair.isEmpty())
        return gathered(generation);
    host().readSecret(pair, [this, generation, guard = QPointer<ServerSsh>(this)](const Secret& secret) {
        if (!guard || generation != m_generation)
            return;
        m_pairKey = secret;
        gathered(generation);
    });
}

/// The image says who may sign in; a volume remembers the properties of the image that it was made of.
void ServerSsh::findImage()
{
    const auto id = row()[u"image"][u"id"].toString();
    m_facts.image = id.isEmpty() ? Row() : workspace().collection("images").model().row(id);
    if (id.isEmpty()) {
        const auto& volumes = workspace().collection("volumes").model();
        for (int i = 0; i < volumes.rowCount(); ++i) {
            const auto properties = volumes.rowAt(i)[u"volume_image_metadata"].toObject();
            if (volumes.rowAt(i)[u"attachments"][0][u"server_id"].toString() == serverId() && !properties.isEmpty())
                m_facts.image = properties;
        }
    }
}

void ServerSsh::gathered(int generation)
{
    if (generation != m_generation || --m_waitingFor > 0)
        return;
    m_way = findSshWay(m_facts);
    const auto known = QString::fromUtf8(host().remembered(memory("user")));
    if (!m_user->hasFocus())
        m_user->setText(!known.isEmpty() ? known : !m_way.user.isEmpty() ? m_way.user : QStringLiteral("root"));
    if (m_way.obstacle != SshWay::Obstacle::None && !m_tryAnyway)
        return showWayObstacle();
    connectNow();
}

void ServerSsh::showWayObstacle()
{
    const kit::StateView::Step again { tr("Look again"), "refresh-cw", [this] { begin(); } };
    if (m_way.obstacle == SshWay::Obstacle::NoNetwork)
        return showMessage("unplug", tr("No network yet"), tr("%1 has no address: it is plugged into no network, or gets one just now.").arg(serverName()),
                           { again, { tr("Network"), "network", [this] { host().openResource("servers", serverId(), "network"); } } });
    const kit::StateView::Step anyway { tr("Try anyway"), "plug", [this] {
        m_tryAnyway = true;
        connectNow();
    } };
    if (m_way.groupId.isEmpty())
        return showMessage("shield", tr("No security group lets TCP 22 in"), tr("Its port has no security group at all, and so nothing comes in. Give it one that has a rule for SSH."), { anyway, again });
    showMessage("shield", tr("No security group lets TCP 22 in"), tr("SSH to %1 would go unanswered. A rule lets it in from everywhere; you can narrow it down under Security groups.").arg(serverName()),
                { { tr("Add a rule"), "shield-check", [this] { allowSsh(workspace(), m_way.groupId, serverName(), this, [this] { begin(); }); }, true }, anyway });
}

void ServerSsh::connectNow()
{
    m_retry.stop();
    if (showObstacle(false))
        return;
    if (m_way.addresses.isEmpty())
        return begin();
    if (!m_wasOpen || !showsContent())
        showLoading(tr("Connecting to %1…").arg(m_way.addresses.first()));
    openClient();
}

void ServerSsh::openClient()
{
    console::SshTarget target { m_way.addresses, m_port, m_user->text().trimmed(), m_pairKey, m_keyFile };
    if (const auto pinned = HostKey::fromText(host().remembered(memory("host")).split('\n').value(0)); !pinned.isEmpty())
        target.keyTypes << pinned.type;
    m_client.open(target, terminal()->grid());
}

// ---- the host key

void ServerSsh::onHostKey(const HostKey& key)
{
    const auto lines = host().remembered(memory("host")).split('\n');
    const auto pinned = HostKey::fromText(lines.value(0));
    if (!pinned.isEmpty() && pinned == key)
        return trust(key, tr("The host key is the one of last time."));
    if (pinned.isEmpty())
        return judge(key, pinned, false);
    const auto since = QString::fromLatin1(lines.value(1));
    client::then(workspace().session().get("compute", QStringLiteral("/servers/%1/os-instance-actions").arg(serverId())), this, [this, key, pinned, since](const Result<client::Reply>& reply) {
        bool rebuilt = false;
        const auto actions = reply ? reply->list(u"instanceActions") : QJsonArray();
        for (const auto& action : actions) {
            const auto time = QDateTime::fromString(action[u"start_time"].toString().left(19) + u'Z', Qt::ISODate);
            rebuilt = rebuilt || (action[u"action"].toString() == u"rebuild" && time >= QDateTime::fromString(since, Qt::ISODate));
        }
        judge(key, pinned, rebuilt);
    });
}

void ServerSsh::judge(const HostKey& key, const HostKey& pinned, bool rebuilt)
{
    ask(QStringLiteral("/action"), wrapped("os-getConsoleOutput", { { "length", logLines } }), [this, key, pinned, rebuilt](const Result<client::Reply>& reply) {
        const auto printed = console::printedHostKeys(reply ? reply->object()[u"output"].toString() : QString());
        const auto verdict = console::judgeHostKey(key, pinned, printed, rebuilt);
        const auto same = std::find_if(printed.begin(), printed.end(), [&key](const HostKey& one) { return one.type == key.type; });
        decide(key, verdict, verdict == HostKeyVerdict::Changed ? pinned : same != printed.end() ? *same : HostKey());
    });
}

void ServerSsh::decide(const HostKey& key, HostKeyVerdict verdict, const HostKey& expected)
{
    if (m_client.state() != SshClient::State::Verifying)
        return;   // gave up meanwhile
    if (verdict == HostKeyVerdict::Pinned || verdict == HostKeyVerdict::Printed)
        return trust(key, verdict == HostKeyVerdict::Pinned ? tr("The host key is the one of last time.") : tr("The instance printed this host key on its console."));
    if (verdict != HostKeyVerdict::Unknown)
        return refuse(key, verdict, expected);
    showMessage("shield", tr("Is this %1?").arg(serverName()),
                tr("It proves itself with a key that is new here, and its log does not show one to compare with. Its fingerprint:\n%1").arg(key.fingerprint()),
                { { tr("Don't connect"), "x", [this] { m_client.acceptHostKey(false); } },
                  { tr("Trust it from now on"), "shield-check", [this, key] { trust(key, tr("You trusted this host key.")); }, true } });
}

void ServerSsh::refuse(const HostKey& key, HostKeyVerdict verdict, const HostKey& expected)
{
    m_client.close();
    setNote({});
    const bool changed = verdict == HostKeyVerdict::Changed;
    const auto text = changed ? tr("Nothing was sent to it. Whoever answers there is not who answered last time, and the instance was not rebuilt since. It may be another machine at the same address, or somebody in between. If keys were made anew inside the instance, compare the fingerprint with what its console shows, then forget the old key.")
                              : tr("Nothing was sent to it. The instance printed another key on its console than the one with which this machine proves itself. It may be another machine at the same address, or somebody in between.");
    const auto prints = tr("Expected: %1\nOffered: %2").arg(expected.fingerprint(), key.fingerprint());
    std::vector<kit::StateView::Step> steps { { tr("Serial terminal"), "terminal", [this] { host().openResource("servers", serverId(), "serial"); } }, { tr("Try again"), "refresh-cw", [this] { begin(); } } };
    if (changed) {
        steps.push_back({ tr("Forget the old key"), "trash-2", [this] {
            host().remember(memory("host"), {});
            begin();
        } });
    }
    showMessage("triangle-alert", changed ? tr("The host key of %1 has changed").arg(serverName()) : tr("This is not the host key of %1").arg(serverName()), text + QStringLiteral("\n\n") + prints, steps);
}

void ServerSsh::trust(const HostKey& key, const QString& why)
{
    m_trustNote = why + u'\n' + key.fingerprint();
    host().remember(memory("host"), key.toText() + '\n' + QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toLatin1());
    if (!showsContent())
        showLoading(tr("Signing in as %1…").arg(m_user->text()));
    m_client.acceptHostKey(true);
}

void ServerSsh::askSecret(SshClient::Question question, const QString& prompt)
{
    m_prompt->setText(prompt);
    m_secret->setAccessibleName(question == SshClient::Question::Password ? tr("Password") : tr("Passphrase"));
    m_secret->clear();
    const bool here = hasKeyboard();
    m_question->show();
    if (here)
        m_secret->setFocus();
}

void ServerSsh::answer(bool given)
{
    m_question->hide();
    m_client.answerSecret(given ? std::optional(Secret(m_secret->text().toUtf8())) : std::nullopt);
    m_secret->clear();
}

// ---- the end

bool ServerSsh::isYoung() const
{
    const auto launched = QDateTime::fromString(row()[u"OS-SRV-USG:launched_at"].toString(row()[u"created"].toString()).left(19) + u'Z', Qt::ISODate);
    const auto changed = QDateTime::fromString(row()[u"updated"].toString().left(19) + u'Z', Qt::ISODate);   // started, rebooted
    return std::max(launched, changed).secsTo(QDateTime::currentDateTimeUtc()) < youngTime;
}

void ServerSsh::retryLater(int milliseconds) { m_retry.start(milliseconds); }

void ServerSsh::onClosed(const SshEnd& end)
{
    m_question->hide();
    setNote({});
    switch (end.kind) {
    case SshEnd::Kind::Ended:
        terminal()->note(end.text);
        break;
    case SshEnd::Kind::Lost:
        if (showObstacle(false))
            return;
        terminal()->note(end.text);
        showContent();
        setNote(tr("Connecting again…"));
        retryLater(std::min(longestPause, 1000 << std::min(m_losses++, 4)));
        break;
    case SshEnd::Kind::HostKeyRefused:
        showMessage("shield", tr("Not connected"), tr("The host key was not trusted."), { { tr("Try again"), "refresh-cw", [this] { begin(); }, true } });
        break;
    case SshEnd::Kind::NotAllowed: showNotAllowed(end); break;
    case SshEnd::Kind::NoAnswer:
    case SshEnd::Kind::Refused:
    case SshEnd::Kind::Broken: showUnreachable(end); break;
    }
}

void ServerSsh::showUnreachable(const SshEnd& end)
{
    const kit::StateView::Step again { tr("Try again"), "refresh-cw", [this] { begin(); } };
    const kit::StateView::Step log { tr("Log"), "file-text", [this] { host().openResource("servers", serverId(), "log"); } };
    if (showObstacle(false))
        return;
    const bool canGive = !m_way.floating && !m_way.portId.isEmpty();
    kit::StateView::Step give { tr("Associate a floating IP"), "globe", [this] { giveFloatingIp(workspace(), m_way.portId, serverId(), serverName(), this, [this] { begin(); }); } };
    if (isYoung() || m_wasOpen) {
        // Whether it is not up yet or can't be reached from here looks the same: the address that helps with the latter is offered at once.
        showMessage("loader-circle", tr("Waiting for the SSH server of %1").arg(serverName()), tr("It started a short while ago. It is tried again by itself.") + QStringLiteral("\n\n") + end.text,
                    canGive ? std::vector { log, again, give } : std::vector { log, again });
        return retryLater(retryTime);
    }
    if (end.kind == SshEnd::Kind::Broken) {
        // An address inside of the cloud may be another machine's out here.
        const auto inside = canGive ? QStringLiteral("\n\n") + tr("Its own addresses are inside of the cloud. A floating IP makes it reachable from outside.") : QString();
        return showMessage("plug", tr("SSH does not work there"), end.text + inside, canGive ? std::vector { again, log, give } : std::vector { again, log });
    }
    if (end.kind == SshEnd::Kind::Refused) {
        const auto text = canGive ? tr("Something refuses at its port %1: the instance, if this computer is in its network, otherwise a gateway on the way. Is the SSH server started? From outside it takes a floating IP.") : tr("The machine is there; nothing listens on its port %1. Is the SSH server installed and started?");
        return showMessage("plug", tr("%1 answers, but not to SSH").arg(serverName()), text.arg(m_port) + QStringLiteral("\n\n") + end.text, canGive ? std::vector { again, log, give } : std::vector { again, log });
    }
    if (!canGive)
        return explainSilence(end);
    give.primary = true;
    showMessage("globe", tr("No address of %1 can be reached from here").arg(serverName()), tr("Its own addresses are inside of the cloud. A floating IP makes it reachable from outside.") + QStringLiteral("\n\n") + end.text, { give, again });
}

/// The log may know why: no address was given to it.
void ServerSsh::explainSilence(const SshEnd& end)
{
    const int generation = m_generation;
    ask(QStringLiteral("/action"), wrapped("os-getConsoleOutput", { { "length", logLines } }), [this, end, generation](const Result<client::Reply>& reply) {
        if (generation != m_generation)
            return;
        const bool waits = reply && waitsForAddress(reply->object()[u"output"].toString());
        showMessage(waits ? "unplug" : "plug", waits ? tr("No network yet") : tr("%1 does not answer").arg(serverName()),
                    (waits ? tr("The instance asks for an address by DHCP, and its log shows no answer. Is DHCP on in its subnet?") : tr("Nothing came back. Is it still starting, or is there a firewall inside?")) + QStringLiteral("\n\n") + end.text,
                    { { tr("Log"), "file-text", [this] { host().openResource("servers", serverId(), "log"); } }, { tr("Try again"), "refresh-cw", [this] { begin(); }, true } });
    });
}

void ServerSsh::showNotAllowed(const SshEnd& end)
{
    const bool here = hasKeyboard();
    showMessage("lock", tr("%1 does not let you in").arg(serverName()), end.text + QStringLiteral("\n\n") + tr("Another user, or another key? Images have one user who may sign in, such as debian, ubuntu or cirros."),
                { { tr("Choose a key file…"), "folder", [this] { chooseKeyFile(); } }, { tr("Try again"), "refresh-cw", [this] { begin(); }, true } });
    if (here)
        m_user->setFocus();
    m_user->selectAll();
}

void ServerSsh::serverChanged(const QString&, const QString& now)
{
    if (showObstacle(false)) {
        m_retry.stop();
        m_client.close();
    } else if (m_client.state() == SshClient::State::Closed && !m_retry.isActive() && !now.contains(u"reboot")) {
        begin();
    }
}

} // namespace skylab::panel
