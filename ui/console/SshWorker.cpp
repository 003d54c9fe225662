// What runs on a session's own thread; only here is libssh called.
#include "console/SshLink.h"

#include <QFile>

#include <libssh/libssh.h>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace skylab::console {

namespace {

constexpr int reachTime = 5000;               // milliseconds to wait for an address
constexpr long handshakeTime = 20;            // seconds
constexpr int keepAliveTime = 15'000;         // milliseconds
constexpr unsigned deadTime = 40'000;         // milliseconds without an acknowledgement
constexpr int fullTime = 20;                  // milliseconds to wait for a window that is behind
constexpr int passwordTries = 3;
constexpr qint64 maxKeyFile = 1 << 20;        // bytes

/// The server's key types in the order in which we want them.
QByteArray hostKeyOrder(const QList<QByteArray>& known)
{
    QList<QByteArray> all;
    const auto add = [&all](const QByteArray& type) {
        const auto names = type == "ssh-rsa" ? QList<QByteArray> { "rsa-sha2-512", "rsa-sha2-256" } : QList<QByteArray> { type };
        for (const auto& name : names) {
            if (!all.contains(name))
                all << name;
        }
    };
    for (const auto& type : known)
        add(type);
    for (const auto* type : { "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa" })
        add(type);
    return all.join(',');
}

void setBlocking(int fd, bool blocking)
{
    const int flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

/// A peer that is gone without a word is noticed, and gateways in between don't forget us.
void keepAlive(int fd)
{
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &deadTime, sizeof deadTime);
}

bool isEncrypted(const QByteArray& key)
{
    if (key.contains("ENCRYPTED"))
        return true;
    const auto begin = key.indexOf("OPENSSH PRIVATE KEY-----");
    if (begin < 0)
        return false;
    const auto body = key.mid(key.indexOf('\n', begin) + 1);
    return QByteArray::fromBase64(body.left(body.indexOf("-----"))).left(64).contains("bcrypt");
}

} // namespace

struct SshWorker::Session {
    ssh_session ssh = nullptr;
    ssh_channel channel = nullptr;
    int socket = -1;

    ~Session()
    {
        if (channel)
            ssh_channel_free(channel);
        if (ssh) {
            ssh_disconnect(ssh);   // closes the socket that it was given
            ssh_free(ssh);
        } else if (socket >= 0) {
            ::close(socket);
        }
    }
};

SshWorker::SshWorker(std::shared_ptr<SshClient::Link> link) : m_link(std::move(link)), m_session(std::make_unique<Session>()) { }

SshWorker::~SshWorker() = default;

void SshWorker::run()
{
    auto end = reach();
    for (const auto step : { &SshWorker::shakeHands, &SshWorker::checkHostKey, &SshWorker::signIn, &SshWorker::openShell }) {
        if (!end && !m_link->isStopped())
            end = (this->*step)();
    }
    if (!end)
        end = carry();
    finish(*end);
}

void SshWorker::finish(const SshEnd& end)
{
    m_session = std::make_unique<Session>();
    auto whole = end;
    if (whole.address.isEmpty())
        whole.address = m_address;
    m_link->post([whole](SshClient& client) {
        client.m_link.reset();
        client.setState(SshClient::State::Closed);
        Q_EMIT client.closed(whole);
    });
}

void SshWorker::setState(SshClient::State state)
{
    m_link->post([state](SshClient& client) { client.setState(state); });
}

QString SshWorker::problem() const { return QString::fromUtf8(ssh_get_error(m_session->ssh)); }

SshWorker::End SshWorker::reach()
{
    QStringList reasons;
    bool refused = false;
    for (const auto& address : m_link->target.addresses) {
        if (m_link->isStopped())
            return SshEnd {};
        QString why;
        m_address = address;
        const int fd = connectTo(address, &why);
        if (fd >= 0) {
            m_session->socket = fd;
            keepAlive(fd);
            const std::lock_guard lock(m_link->mutex);
            m_link->socket = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
            if (m_link->stopped)
                ::shutdown(fd, SHUT_RDWR);
            break;
        }
        refused = refused || why == QLatin1String(::strerror(ECONNREFUSED));
        reasons << SshClient::tr("%1: %2").arg(address, why);
    }
    if (m_session->socket < 0)
        return SshEnd { refused ? SshEnd::Kind::Refused : SshEnd::Kind::NoAnswer, reasons.join(u'\n') };
    m_link->post([address = m_address](SshClient& client) { client.m_address = address; });
    return {};
}

int SshWorker::connectTo(const QString& address, QString* why)
{
    addrinfo hints {};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(address.toUtf8().constData(), QByteArray::number(m_link->target.port).constData(), &hints, &found); error != 0) {
        *why = QString::fromLocal8Bit(::gai_strerror(error));
        return -1;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> held(found, ::freeaddrinfo);
    const int fd = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        *why = QString::fromLocal8Bit(::strerror(errno));
        return -1;
    }
    int error = ::connect(fd, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        pollfd fds[] = { { fd, POLLOUT, 0 }, { m_link->wakeFd, POLLIN, 0 } };
        do {
            fds[0].revents = fds[1].revents = 0;
            error = ::poll(fds, 2, reachTime) <= 0 ? ETIMEDOUT : 0;
            if (fds[1].revents & POLLIN) {   // the window was resized, or told us to stop
                quint64 count = 0;
                [[maybe_unused]] const auto got = ::read(m_link->wakeFd, &count, sizeof count);
            }
        } while (error == 0 && !(fds[0].revents) && !m_link->isStopped());
        socklen_t length = sizeof error;
        if (error == 0)
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    }
    if (error != 0 || m_link->isStopped()) {
        *why = error == ETIMEDOUT ? SshClient::tr("no answer within %n s", nullptr, reachTime / 1000) : QString::fromLocal8Bit(::strerror(error));
        if (error == ECONNREFUSED)
            *why = QLatin1String(::strerror(ECONNREFUSED));
        ::close(fd);
        return -1;
    }
    setBlocking(fd, true);
    return fd;
}

SshWorker::End SshWorker::shakeHands()
{
    m_session->ssh = ssh_new();
    auto* ssh = m_session->ssh;
    const auto user = m_link->target.user.toUtf8();
    const auto host = m_address.toUtf8();
    const auto types = hostKeyOrder(m_link->target.keyTypes);
    const int no = 0;
    ssh_options_set(ssh, SSH_OPTIONS_PROCESS_CONFIG, &no);   // the user's ~/.ssh/config is about other machines
    ssh_options_set(ssh, SSH_OPTIONS_HOST, host.constData());
    ssh_options_set(ssh, SSH_OPTIONS_USER, user.constData());
    ssh_options_set(ssh, SSH_OPTIONS_FD, &m_session->socket);
    ssh_options_set(ssh, SSH_OPTIONS_TIMEOUT, &handshakeTime);
    ssh_options_set(ssh, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");          // checkHostKey() decides, and remembers by instance
    ssh_options_set(ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    ssh_options_set(ssh, SSH_OPTIONS_HOSTKEYS, types.constData());
    if (ssh_connect(ssh) != SSH_OK)
        return SshEnd { SshEnd::Kind::Broken, SshClient::tr("What answers at %1 does not speak SSH with us: %2").arg(m_address, problem()) };
    return {};
}

SshWorker::End SshWorker::checkHostKey()
{
    ssh_key key = nullptr;
    if (ssh_get_server_publickey(m_session->ssh, &key) != SSH_OK)
        return SshEnd { SshEnd::Kind::Broken, problem() };
    char* blob = nullptr;
    HostKey offered { ssh_key_type_to_char(ssh_key_type(key)), {} };
    if (ssh_pki_export_pubkey_base64(key, &blob) == SSH_OK)
        offered.blob = blob;
    ssh_string_free_char(blob);
    ssh_key_free(key);
    m_link->post([offered](SshClient& client) {
        client.setState(SshClient::State::Verifying);
        Q_EMIT client.hostKeyOffered(offered);
    });
    std::unique_lock lock(m_link->mutex);
    m_link->answered.wait(lock, [this] { return m_link->stopped || m_link->hostKeyAccepted; });
    if (!m_link->stopped && *m_link->hostKeyAccepted)
        return {};
    return SshEnd { SshEnd::Kind::HostKeyRefused, SshClient::tr("The instance's host key was not accepted.") };
}

std::optional<Secret> SshWorker::ask(SshClient::Question question, const QString& prompt)
{
    {
        const std::lock_guard lock(m_link->mutex);
        m_link->secret.reset();
    }
    m_link->post([question, prompt](SshClient& client) { Q_EMIT client.secretAsked(question, prompt); });
    std::unique_lock lock(m_link->mutex);
    m_link->answered.wait(lock, [this] { return m_link->stopped || m_link->secret; });
    return m_link->stopped ? std::nullopt : *m_link->secret;
}

SshWorker::End SshWorker::signIn()
{
    setState(SshClient::State::Authenticating);
    if (ssh_userauth_none(m_session->ssh, nullptr) == SSH_AUTH_SUCCESS)
        return {};
    const int methods = ssh_userauth_list(m_session->ssh, nullptr);
    const auto& target = m_link->target;
    const bool in = (!target.privateKey.isEmpty() && tryKey(target.privateKey, SshClient::tr("the key pair's key"))) || (!target.keyFile.isEmpty() && tryFile())
        || (target.agent && tryAgent()) || (target.password && tryPassword(methods));
    if (in) {
        m_link->post([method = m_tried.last()](SshClient& client) { client.m_method = method; });
        return {};
    }
    if (!ssh_is_connected(m_session->ssh))
        return SshEnd { SshEnd::Kind::Lost, SshClient::tr("The instance closed the connection while signing in: %1").arg(problem()) };
    const auto tried = m_tried.isEmpty() ? SshClient::tr("There was no key to try.") : SshClient::tr("Tried: %1.").arg(m_tried.join(QStringLiteral(", ")));
    return SshEnd { SshEnd::Kind::NotAllowed, SshClient::tr("The instance does not let %1 in. %2").arg(target.user, tried) };
}

bool SshWorker::tryKey(const Secret& key, const QString& name)
{
    ssh_key parsed = nullptr;
    // An empty passphrase, not none: without one OpenSSL asks on the terminal that the window was started from.
    int result = ssh_pki_import_privkey_base64(key.reveal().constData(), "", nullptr, nullptr, &parsed);
    while (result != SSH_OK && isEncrypted(key.reveal()) && !m_link->isStopped()) {
        const auto phrase = ask(SshClient::Question::Passphrase, SshClient::tr("The key is protected. Its passphrase:"));
        if (!phrase)
            break;
        result = ssh_pki_import_privkey_base64(key.reveal().constData(), phrase->reveal().constData(), nullptr, nullptr, &parsed);
    }
    if (result != SSH_OK) {
        m_tried << SshClient::tr("%1 (can't be read)").arg(name);
        return false;
    }
    m_tried << name;
    result = ssh_userauth_publickey(m_session->ssh, nullptr, parsed);
    ssh_key_free(parsed);
    return result == SSH_AUTH_SUCCESS;
}

bool SshWorker::tryFile()
{
    QFile file(m_link->target.keyFile);
    if (!file.open(QIODevice::ReadOnly)) {
        m_tried << SshClient::tr("%1 (%2)").arg(file.fileName(), file.errorString());
        return false;
    }
    return tryKey(Secret(file.read(maxKeyFile)), file.fileName());
}

bool SshWorker::tryAgent()
{
    if (qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK"))
        return false;
    m_tried << SshClient::tr("the keys of your agent");
    return ssh_userauth_agent(m_session->ssh, nullptr) == SSH_AUTH_SUCCESS;
}

bool SshWorker::tryPassword(int methods)
{
    if (!(methods & (SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE)))
        return false;
    for (int round = 0; round < passwordTries && !m_link->isStopped() && ssh_is_connected(m_session->ssh); ++round) {
        const auto prompt = round == 0 ? SshClient::tr("Password of %1:") : SshClient::tr("That was not it. Password of %1:");
        const auto password = ask(SshClient::Question::Password, prompt.arg(m_link->target.user));
        if (!password)
            return false;
        if (round == 0)
            m_tried << SshClient::tr("a password");
        if ((methods & SSH_AUTH_METHOD_PASSWORD) ? ssh_userauth_password(m_session->ssh, nullptr, password->reveal().constData()) == SSH_AUTH_SUCCESS : tryInteractive(*password))
            return true;
    }
    return false;
}

/// Every question that is not echoed is taken for the one for the password.
bool SshWorker::tryInteractive(const Secret& password)
{
    auto* ssh = m_session->ssh;
    int result = ssh_userauth_kbdint(ssh, nullptr, nullptr);
    for (int round = 0; result == SSH_AUTH_INFO && round < 8; ++round) {
        const int prompts = ssh_userauth_kbdint_getnprompts(ssh);
        for (int i = 0; i < prompts; ++i) {
            char echo = 0;
            ssh_userauth_kbdint_getprompt(ssh, unsigned(i), &echo);
            ssh_userauth_kbdint_setanswer(ssh, unsigned(i), echo ? "" : password.reveal().constData());
        }
        result = ssh_userauth_kbdint(ssh, nullptr, nullptr);
    }
    return result == SSH_AUTH_SUCCESS;
}

SshWorker::End SshWorker::openShell()
{
    m_session->channel = ssh_channel_new(m_session->ssh);
    auto* channel = m_session->channel;
    QSize grid;
    {
        const std::lock_guard lock(m_link->mutex);
        grid = m_link->grid;
        m_link->gridChanged = false;
    }
    if (!channel || ssh_channel_open_session(channel) != SSH_OK || ssh_channel_request_pty_size(channel, "xterm-256color", grid.width(), grid.height()) != SSH_OK
        || ssh_channel_request_shell(channel) != SSH_OK)
        return SshEnd { SshEnd::Kind::Lost, SshClient::tr("The instance gave no shell: %1").arg(problem()) };
    setState(SshClient::State::Open);
    return {};
}

/// True when something was read. A window that is behind makes the server wait.
bool SshWorker::readSome()
{
    std::array<char, 16384> buffer;
    bool any = false;
    // The output last: reading the other stream takes packets of both off the socket, which poll() would not tell of then.
    for (const int stream : { 1, 0 }) {
        {
            const std::lock_guard lock(m_link->mutex);
            if (m_link->waiting >= SshClient::Link::maxWaiting)
                return any;
        }
        const int got = ssh_channel_read_nonblocking(m_session->channel, buffer.data(), buffer.size(), stream);
        if (got <= 0)
            continue;
        any = true;
        {
            const std::lock_guard lock(m_link->mutex);
            m_link->waiting += got;
        }
        m_link->post([bytes = QByteArray(buffer.data(), got)](SshClient& client) {
            Q_EMIT client.received(bytes);
            if (const auto link = client.m_link) {
                const std::lock_guard lock(link->mutex);
                link->waiting -= bytes.size();
            }
        });
    }
    return any;
}

bool SshWorker::writeSome()
{
    QByteArray bytes;
    std::optional<QSize> grid;
    {
        const std::lock_guard lock(m_link->mutex);
        bytes.swap(m_link->toSend);
        if (std::exchange(m_link->gridChanged, false))
            grid = m_link->grid;
    }
    if (grid)
        ssh_channel_change_pty_size(m_session->channel, grid->width(), grid->height());
    if (!bytes.isEmpty())
        ssh_channel_write(m_session->channel, bytes.constData(), quint32(bytes.size()));
    return grid || !bytes.isEmpty();
}

SshEnd SshWorker::carry()
{
    auto* channel = m_session->channel;
    while (!m_link->isStopped()) {
        const bool wrote = writeSome();
        const bool read = readSome();
        if (ssh_channel_is_eof(channel) || ssh_channel_is_closed(channel)) {
            while (readSome())
                continue;
            if (!ssh_is_connected(m_session->ssh))
                break;
            return SshEnd { SshEnd::Kind::Ended, SshClient::tr("The shell ended.") };
        }
        if (!ssh_is_connected(m_session->ssh))
            break;
        if (wrote || read)
            continue;
        bool behind = false;
        {
            const std::lock_guard lock(m_link->mutex);
            behind = m_link->waiting >= SshClient::Link::maxWaiting;
        }
        pollfd fds[] = { { m_link->wakeFd, POLLIN, 0 }, { m_session->socket, POLLIN, 0 } };
        const int ready = ::poll(fds, behind ? 1 : 2, behind ? fullTime : keepAliveTime);
        if (fds[0].revents & POLLIN) {
            quint64 count = 0;
            [[maybe_unused]] const auto got = ::read(m_link->wakeFd, &count, sizeof count);
        }
        if (ready == 0 && !behind)
            ssh_send_ignore(m_session->ssh, "");
    }
    return SshEnd { SshEnd::Kind::Lost, SshClient::tr("The connection was lost.") };
}

} // namespace skylab::console
