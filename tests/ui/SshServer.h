#pragma once

#include <QByteArray>
#include <QProcess>
#include <QTemporaryDir>

namespace skylab::test {

/// A real sshd on 127.0.0.1 with keys of its own, for the user who runs the tests.
class SshServer {
public:
    SshServer();
    ~SshServer();
    Q_DISABLE_COPY_MOVE(SshServer)

    /// Why there is none, or nothing.
    static QString obstacle();
    /// Starts it, also again; false when it does not answer.
    bool start();
    void stop();
    /// Lets the owner of this public key in, too: a line of authorized_keys.
    void allow(const QByteArray& publicKey);
    /// Other host keys, as after a rebuild; call start() after it.
    void renewHostKey();
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString user() const;
    /// The private key that it takes, without and with a passphrase.
    [[nodiscard]] QByteArray privateKey() const { return read("user"); }
    [[nodiscard]] QString keyFile() const { return m_folder.filePath("user"); }
    [[nodiscard]] QByteArray lockedKey() const { return read("locked"); }
    /// The same in PEM.
    [[nodiscard]] QByteArray lockedPem() const { return read("pem"); }
    static constexpr auto passphrase = "open sesame";
    /// "ssh-ed25519 AAAA… comment"
    [[nodiscard]] QByteArray hostKey() const { return read("host.pub"); }
    [[nodiscard]] QString printedHostKeys() const;

private:
    [[nodiscard]] QByteArray read(const char* name) const;
    void makeKey(const char* name, const char* passphrase = "", const QStringList& kind = { "-t", "ed25519" });

    QTemporaryDir m_folder;
    QProcess m_server;
    quint16 m_port = 0;
};

} // namespace skylab::test
