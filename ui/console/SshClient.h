#pragma once

#include "console/HostKeys.h"
#include "core/Secret.h"

#include <QObject>
#include <QSize>
#include <QStringList>

#include <memory>
#include <optional>

namespace skylab::console {

/// Where to go, as whom, and with what.
struct SshTarget {
    QStringList addresses;              ///< tried in this order until one answers
    quint16 port = 22;
    QString user;
    Secret privateKey = {};             ///< PEM or OpenSSH's own format
    QString keyFile = {};               ///< a path; tried after privateKey
    bool agent = true;                  ///< what SSH_AUTH_SOCK leads to; tried after the keys
    bool password = true;               ///< ask when nothing else works and the server takes one
    QList<QByteArray> keyTypes = {};    ///< types of host keys that we know, wanted first
};

/// Why an SSH session is over.
struct SshEnd {
    enum class Kind {
        Ended,            ///< the shell ended, or we closed it
        NoAnswer,         ///< nothing answered at any address
        Refused,          ///< something answers, but not at that port
        Broken,           ///< what answers does not speak SSH, or not ours
        HostKeyRefused,
        NotAllowed,       ///< none of our keys was taken
        Lost,             ///< it was open, and the other side went
    };
    Kind kind = Kind::Ended;
    QString text = {};                  ///< a sentence
    QString address = {};               ///< that was reached, or the last one tried
};

/// An SSH session with a shell in a terminal. All of libssh runs on a thread of its own, one per session; this object lives on
/// the GUI thread and never waits. Each open() ends with one closed(), unless close() comes before.
class SshClient : public QObject {
    Q_OBJECT
public:
    enum class State { Closed, Connecting, Verifying, Authenticating, Open };
    Q_ENUM(State)
    enum class Question { Passphrase, Password };
    Q_ENUM(Question)

    explicit SshClient(QObject* parent = nullptr);
    ~SshClient() override;

    void open(const SshTarget& target, QSize grid);
    void close();
    [[nodiscard]] State state() const { return m_state; }
    /// The one that answered, once known.
    [[nodiscard]] QString address() const { return m_address; }
    /// How we were let in: "key of the key pair" ..., for a note.
    [[nodiscard]] QString method() const { return m_method; }

    void write(const QByteArray& bytes);
    void resize(QSize grid);
    /// After hostKeyOffered().
    void acceptHostKey(bool accept);
    /// After secretAsked(); nothing means: none, go on without.
    void answerSecret(const std::optional<Secret>& secret);

Q_SIGNALS:
    void stateChanged(skylab::console::SshClient::State state);
    void hostKeyOffered(const skylab::console::HostKey& key);
    void secretAsked(skylab::console::SshClient::Question question, const QString& prompt);
    void received(const QByteArray& bytes);
    void closed(const skylab::console::SshEnd& end);

private:
    friend class SshWorker;
    struct Link;

    void setState(State state);

    std::shared_ptr<Link> m_link;
    State m_state = State::Closed;
    QString m_address;
    QString m_method;
};

} // namespace skylab::console

Q_DECLARE_METATYPE(skylab::console::SshEnd)
Q_DECLARE_METATYPE(skylab::console::HostKey)
