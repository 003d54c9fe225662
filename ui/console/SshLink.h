#pragma once

#include "console/SshClient.h"

#include <condition_variable>
#include <functional>
#include <mutex>

namespace skylab::console {

/// What a session's two threads share. Everything but the functions is guarded by `mutex`.
struct SshClient::Link {
    static constexpr qsizetype maxWaiting = 256 << 10;   ///< bytes that the window has not drawn yet; then the server waits

    Link(SshClient* client, SshTarget target, QSize grid);
    ~Link();
    Q_DISABLE_COPY_MOVE(Link)

    /// Runs on the GUI thread, unless the client is gone by then.
    void post(std::function<void(SshClient&)> run);
    /// Wakes the worker out of poll().
    void wake();
    /// Ends the worker wherever it is: its socket is shut down.
    void stop();
    [[nodiscard]] bool isStopped();

    const SshTarget target;
    const int wakeFd;
    std::mutex mutex;
    std::condition_variable answered;
    SshClient* client;
    bool stopped = false;
    int socket = -1;                                     ///< ours beside libssh's, which closes its own when it likes
    QByteArray toSend;
    QSize grid;
    bool gridChanged = false;
    qsizetype waiting = 0;
    std::optional<bool> hostKeyAccepted;
    std::optional<std::optional<Secret>> secret;
};

/// The thread's side of a session: connects, checks, signs in, and carries bytes until it ends.
class SshWorker {
public:
    explicit SshWorker(std::shared_ptr<SshClient::Link> link);
    ~SshWorker();
    Q_DISABLE_COPY_MOVE(SshWorker)

    void run();

private:
    struct Session;
    using End = std::optional<SshEnd>;   ///< nothing: it goes on

    End reach();
    [[nodiscard]] int connectTo(const QString& address, QString* why);
    End shakeHands();
    End checkHostKey();
    End signIn();
    bool tryKey(const Secret& key, const QString& name);
    bool tryFile();
    bool tryAgent();
    bool tryPassword(int methods);
    bool tryInteractive(const Secret& password);
    End openShell();
    SshEnd carry();
    bool readSome();
    bool writeSome();
    std::optional<Secret> ask(SshClient::Question question, const QString& prompt);
    void setState(SshClient::State state);
    void finish(const SshEnd& end);
    [[nodiscard]] QString problem() const;

    std::shared_ptr<SshClient::Link> m_link;
    std::unique_ptr<Session> m_session;
    QString m_address;
    QStringList m_tried;
};

} // namespace skylab::console
