#pragma once

#include "kit/WizardDialog.h"
#include "sdk/client/Session.h"
#include "shell/Keyring.h"

class QLabel;

namespace skylab::shell {

class Connections;

/// Asks where and as whom, by password, application credential or token; signs in, and closes when that worked. The secret goes into
/// the desktop's keyring, stays until the window closes, or is let go of at once: the user says which, and is asked again when the
/// keyring does not take it.
class LoginDialog : public kit::WizardDialog {
    Q_OBJECT
public:
    LoginDialog(client::Session& session, Connections& connections, Keyring& keyring, const client::Connection& known, QWidget* parent = nullptr);

    /// Says something above the form: why it asks again.
    void setReason(const QString& reason);

protected:
    void showEvent(QShowEvent* event) override;

Q_SIGNALS:
    /// Before the first call is made.
    void signingInAs(const skylab::client::Connection& connection);
    void signedIn(const skylab::client::Connection& connection);
    /// Where the secret is kept, when the keyring is not the place.
    void passwordNote(const QString& text);

private:
    [[nodiscard]] client::Connection gathered() const;
    void offerKeyring(bool there, const QString& why);
    void addReason(const QString& reason);
    void readKnown();
    void submit();
    void keep(const client::Connection& connection);
    void end(const client::Connection& connection, const QString& note);

    client::Session& m_session;
    Connections& m_connections;
    Keyring& m_keyring;
    client::Connection m_known;
    QString m_trusted;      ///< fingerprint that the user accepted
    bool m_signedIn = false;
    QLabel* m_reason;
};

} // namespace skylab::shell
