#pragma once

#include "kit/WizardDialog.h"
#include "sdk/client/Session.h"
#include "shell/Keyring.h"

class QLabel;

namespace skylab::shell {

class Connections;

/// Asks where and as whom, signs in, and closes when that worked.
class LoginDialog : public kit::WizardDialog {
    Q_OBJECT
public:
    LoginDialog(client::Session& session, Connections& connections, Keyring& keyring, const client::Connection& known, QWidget* parent = nullptr);

    /// Says something above the form: why it asks again.
    void setReason(const QString& reason);

Q_SIGNALS:
    void signedIn(const skylab::client::Connection& connection);
    /// Where the password is kept, when the keyring did not take it.
    void passwordNote(const QString& text);

private:
    [[nodiscard]] client::Connection gathered() const;
    void tryIt();
    void keep(const client::Connection& connection);
    void askAboutCertificate(const Error& error);

    client::Session& m_session;
    Connections& m_connections;
    Keyring& m_keyring;
    client::Connection m_known;
    QString m_trusted;      ///< fingerprint that the user accepted
    QLabel* m_reason;
};

} // namespace skylab::shell
