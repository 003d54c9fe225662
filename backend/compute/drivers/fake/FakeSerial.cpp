#include "compute/drivers/fake/FakeSerial.h"

#include "core/Clock.h"

#include <QList>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skylab::compute {

namespace {
constexpr qsizetype maxTyped = 1024;         // characters of a line
constexpr qsizetype maxTranscript = 65'536;
} // namespace

FakeSerial::FakeSerial(QString hostName) : m_hostName(hostName.toUtf8()) { }

FakeSerial::~FakeSerial()
{
    const quint64 one = 1;
    if (m_wake >= 0)
        [[maybe_unused]] const auto written = ::write(m_wake, &one, sizeof one);
    if (m_thread.joinable())
        m_thread.join();
    for (const int fd : { m_listener, m_wake }) {
        if (fd >= 0)
            ::close(fd);
    }
}

Result<quint16> FakeSerial::listen()
{
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    m_wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const bool good = m_listener >= 0 && m_wake >= 0 && ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) == 0 && ::listen(m_listener, 4) == 0
        && ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    if (!good)
        return fail(ErrorCode::Unavailable, QStringLiteral("The serial console can't be opened: no port can be had on 127.0.0.1."));
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
    return m_port;
}

QByteArray FakeSerial::transcript() const
{
    const std::lock_guard lock(m_mutex);
    return m_transcript;
}

void FakeSerial::run()
{
    for (;;) {
        pollfd fds[] = { { m_wake, POLLIN, 0 }, { m_listener, POLLIN, 0 } };
        if (::poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        if (fds[0].revents)
            return;
        const int client = fds[1].revents ? ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC) : -1;
        if (client < 0)
            continue;
        serve(client);
        ::close(client);
    }
}

void FakeSerial::serve(int client)
{
    for (;;) {
        pollfd fds[] = { { m_wake, POLLIN, 0 }, { client, POLLIN, 0 } };
        if (::poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        if (fds[0].revents)
            return;
        if (!fds[1].revents)
            continue;
        char buffer[512];
        const auto got = ::recv(client, buffer, sizeof buffer, 0);
        if (got <= 0)
            return;
        take(client, QByteArray(buffer, got));
    }
}

void FakeSerial::say(int client, const QByteArray& text)
{
    for (qsizetype sent = 0; sent < text.size();) {
        const auto count = ::send(client, text.constData() + sent, std::size_t(text.size() - sent), MSG_NOSIGNAL);
        if (count <= 0)
            break;
        sent += count;
    }
    const std::lock_guard lock(m_mutex);
    m_transcript = (m_transcript + QByteArray(text).replace('\r', "")).right(maxTranscript);
}

void FakeSerial::take(int client, const QByteArray& bytes)
{
    for (const char byte : bytes) {
        if (byte == '\r' || byte == '\n') {
            say(client, "\r\n");
            line(client);
        } else if (byte == 3) {              // Ctrl+C
            m_typed.clear();
            say(client, "^C\r\n");
            prompt(client);
        } else if (byte == 4 && m_typed.isEmpty() && m_step == Step::Shell) {   // Ctrl+D
            m_step = Step::User;
            say(client, "logout\r\n\r\n");
            prompt(client);
        } else if ((byte == 8 || byte == 127) && !m_typed.isEmpty()) {
            m_typed.chop(1);
            if (m_step != Step::Password)
                say(client, "\b \b");
        } else if (byte >= ' ' && byte != 127 && m_typed.size() < maxTyped) {
            m_typed += byte;
            if (m_step != Step::Password)
                say(client, QByteArray(1, byte));
        }
    }
}

void FakeSerial::line(int client)
{
    const auto typed = std::exchange(m_typed, {}).trimmed();
    if (m_step == Step::User && !typed.isEmpty()) {
        m_user = typed;
        m_step = Step::Password;
    } else if (m_step == Step::Password) {
        m_step = Step::Shell;
        say(client, "Welcome to " + m_hostName + ". It exists in memory only; try help.\r\n");
    } else if (m_step == Step::Shell && (typed == "exit" || typed == "logout")) {
        m_step = Step::User;
        say(client, "\r\n");
    } else if (m_step == Step::Shell && !typed.isEmpty()) {
        say(client, answerTo(typed));
    }
    prompt(client);
}

void FakeSerial::prompt(int client)
{
    say(client, m_step == Step::User ? m_hostName + " login: " : m_step == Step::Password ? QByteArray("Password: ") : m_user + '@' + m_hostName + ":~$ ");
}

QByteArray FakeSerial::answerTo(const QByteArray& command) const
{
    const auto words = command.simplified().split(' ');
    const auto& verb = words[0];
    if (verb == "help")
        return "clear date echo exit help hostname stty uname whoami\r\n";
    if (verb == "hostname")
        return m_hostName + "\r\n";
    if (verb == "whoami")
        return m_user + "\r\n";
    if (verb == "uname")
        return words.value(1) == "-a" ? "Linux " + m_hostName + " 6.1.0 (fake) x86_64\r\n" : QByteArray("Linux\r\n");
    if (verb == "date")
        return toString(Clock::now(), TimeFormat::SecondsZ).toLatin1() + "\r\n";
    if (verb == "echo")
        return words.mid(1).join(' ') + "\r\n";
    if (verb == "clear")
        return "\033[H\033[2J";
    if (verb == "stty")
        return {};
    return "sh: " + verb + ": not found\r\n";
}

} // namespace skylab::compute
