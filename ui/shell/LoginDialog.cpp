#include "shell/LoginDialog.h"

#include "kit/Basics.h"
#include "kit/FormView.h"
#include "shell/CertificateDialog.h"
#include "shell/Connections.h"

#include <QCoreApplication>
#include <QUrl>

namespace skylab::shell {

namespace {

/// A name for the texts of the functions below; lupdate takes no class for them otherwise.
struct LoginWords {
    Q_DECLARE_TR_FUNCTIONS(LoginWords)
};

const QString byPassword = QStringLiteral("password");
const QString byCredential = QStringLiteral("application_credential");
const QString byToken = QStringLiteral("token");
const QString inKeyring = QStringLiteral("keyring");
const QString inSession = QStringLiteral("session");
const QString nowhere = QStringLiteral("none");

std::vector<kit::Choice> keepChoices(bool keyring)
{
    std::vector<kit::Choice> choices;
    if (keyring)
        choices.push_back({ inKeyring, LoginWords::tr("In this computer's keyring") });
    choices.push_back({ inSession, LoginWords::tr("Until this window is closed") });
    choices.push_back({ nowhere, LoginWords::tr("Don't keep it: ask again when the session ends") });
    return choices;
}

QString kindOf(const client::Connection& known)
{
    return !known.applicationCredentialId.isEmpty() ? byCredential : !known.token.isEmpty() ? byToken : byPassword;
}

QString checkAddress(const QJsonObject& values)
{
    const QUrl url(values[u"authUrl"].toString());
    const bool good = url.isValid() && !url.host().isEmpty() && url.scheme().startsWith(QLatin1String("http"));
    return good ? QString() : LoginWords::tr("Write an address like https://cloud.example.org:5000/v3.");
}

kit::Fields fieldsFor(const client::Connection& known)
{
    using kit::FieldKind;
    const auto only = [](const QString& kind) { return [kind](const QJsonObject& values) { return values[u"kind"].toString() == kind; }; };
    kit::Fields fields {
        { "authUrl", LoginWords::tr("Address"), FieldKind::Text, true, known.authUrl, "https://cloud.example.org:5000/v3" },
        { "kind", LoginWords::tr("Sign in with"), FieldKind::Choice, true, kindOf(known), {}, {},
          { { byPassword, LoginWords::tr("User and password") }, { byCredential, LoginWords::tr("Application credential") }, { byToken, LoginWords::tr("Token") } } },
        { "userName", LoginWords::tr("User"), FieldKind::Text, true, known.userName },
        { "password", LoginWords::tr("Password"), FieldKind::Password, true, QString::fromUtf8(known.password.reveal()) },
        { "credentialId", LoginWords::tr("ID of the application credential"), FieldKind::Text, true, known.applicationCredentialId },
        { "credentialSecret", LoginWords::tr("Secret"), FieldKind::Password, true, QString::fromUtf8(known.applicationCredentialSecret.reveal()) },
        { "token", LoginWords::tr("Token"), FieldKind::Password, true, {}, {}, LoginWords::tr("It is never kept; it ends by itself.") },
        { "projectName", LoginWords::tr("Project"), FieldKind::Text, false, known.projectName },
        { "keep", LoginWords::tr("Keep the password"), FieldKind::Choice, false, inSession, {}, {}, keepChoices(false) },
        { "name", LoginWords::tr("Name of this connection"), FieldKind::Text, false, known.name, {}, LoginWords::tr("How it is called in the list of connections.") },
        { "userDomain", LoginWords::tr("Domain of the user"), FieldKind::Text, false, known.userDomain },
        { "projectDomain", LoginWords::tr("Domain of the project"), FieldKind::Text, false, known.projectDomain },
        { "region", LoginWords::tr("Region"), FieldKind::Text, false, known.region, {}, LoginWords::tr("Empty: the first one. It can be switched in the bar at the top.") },
        { "caFile", LoginWords::tr("Certificate authority (PEM file)"), FieldKind::File, false, known.caFile },
    };
    for (auto& field : fields) {
        if (field.id == u"userName" || field.id == u"password" || field.id == u"userDomain")
            field.visible = only(byPassword);
        else if (field.id == u"credentialId" || field.id == u"credentialSecret")
            field.visible = only(byCredential);
        else if (field.id == u"token")
            field.visible = only(byToken);
        else if (field.id == u"projectName" || field.id == u"projectDomain" || field.id == u"keep")
            field.visible = [hide = field.id == u"keep" ? byToken : byCredential](const QJsonObject& values) { return values[u"kind"].toString() != hide; };
    }
    for (std::size_t i = 9; i < fields.size(); ++i)
        fields[i].more();
    fields[0].check = checkAddress;
    return fields;
}

} // namespace

LoginDialog::LoginDialog(client::Session& session, Connections& connections, Keyring& keyring, const client::Connection& known, QWidget* parent)
    : WizardDialog("log-in", tr("Sign in to a cloud"), tr("Sign in"), parent), m_session(session), m_connections(connections), m_keyring(keyring), m_known(known)
{
    setObjectName("loginDialog");
    m_reason = kit::paragraph({}, &theme::Tokens::warn);
    m_reason->setObjectName("loginReason");
    m_reason->hide();
    setSummary(m_reason);
    addForm()->setFields(fieldsFor(known));
    connect(this, &WizardDialog::submitted, this, &LoginDialog::submit);
    m_keyring.look([this, guard = QPointer<LoginDialog>(this)](bool there, const QString& why) {
        if (guard)
            offerKeyring(there, why);
    });
    if (!known.name.isEmpty() && !known.hasSecret())
        readKnown();
}

void LoginDialog::readKnown()
{
    m_keyring.read(m_known.name, [this, guard = QPointer<LoginDialog>(this)](const Secret& secret) {
        const auto field = m_known.applicationCredentialId.isEmpty() ? QStringLiteral("password") : QStringLiteral("credentialSecret");
        if (!guard)
            return;
        if (!secret.isEmpty() && form()->values()[field].toString().isEmpty())
            form()->setValue(field, QString::fromUtf8(secret.reveal()));
    });
}

void LoginDialog::offerKeyring(bool there, const QString& why)
{
    form()->setChoices("keep", keepChoices(there), there ? inKeyring : inSession);
    form()->setValue("keep", there ? inKeyring : inSession);
    if (!there)
        addReason(tr("This computer offers no keyring (%1), so a password can't be kept for the next time. A keyring such as GNOME's or KWallet would.").arg(why));
}

void LoginDialog::setReason(const QString& reason)
{
    m_reason->setText(m_reason->text().isEmpty() ? reason : reason + u'\n' + m_reason->text());
    m_reason->show();
}

/// After what was said before.
void LoginDialog::addReason(const QString& reason)
{
    const auto before = m_reason->text();
    if (before.contains(reason))
        return;
    m_reason->setText(before.isEmpty() ? reason : before + u'\n' + reason);
    m_reason->show();
}

void LoginDialog::showEvent(QShowEvent* event)
{
    WizardDialog::showEvent(event);
    for (const auto* id : { "authUrl", "userName", "password" }) {   // what is known needs no hand
        if (auto* input = form()->input(QLatin1String(id)); input->isVisibleTo(this) && form()->values()[QLatin1String(id)].toString().isEmpty())
            return input->setFocus();
    }
}

client::Connection LoginDialog::gathered() const
{
    const auto values = form()->values();
    const auto text = [&](const char* id) { return values[QLatin1String(id)].toString(); };
    const auto kind = text("kind");
    auto it = m_known;
    it.authUrl = text("authUrl");
    it.userName = kind == byPassword ? text("userName") : QString();
    it.userId.clear();
    it.password = Secret(kind == byPassword ? text("password").toUtf8() : QByteArray());
    it.token = Secret(kind == byToken ? text("token").toUtf8() : QByteArray());
    it.applicationCredentialId = kind == byCredential ? text("credentialId").trimmed() : QString();
    it.applicationCredentialSecret = Secret(kind == byCredential ? text("credentialSecret").toUtf8() : QByteArray());
    it.projectName = kind == byCredential ? QString() : text("projectName");
    it.projectId.clear();
    it.userDomain = text("userDomain");
    it.projectDomain = text("projectDomain");
    it.region = text("region");
    it.caFile = text("caFile");
    it.name = text("name");
    if (it.name.isEmpty())
        it.name = it.summary();
    if (!m_trusted.isEmpty())
        it.fingerprint = m_trusted;
    return it;
}

void LoginDialog::submit()
{
    const auto connection = gathered();
    if (m_signedIn)   // only the place of the secret was asked for again
        return keep(connection);
    Q_EMIT signingInAs(connection);
    client::then(m_session.signIn(connection), this, [this, connection](const Result<client::TokenFacts>& facts) {
        if (facts) {
            m_signedIn = true;
            return keep(connection);
        }
        if (facts.error().type.startsWith(QLatin1String("Certificate")) && !facts.error().details.isEmpty()) {
            setBusy(false);
            return askAboutCertificateOf(connection, facts.error(), this, [this](const QString& fingerprint) {
                m_trusted = fingerprint;
                setBusy(true);
                submit();
            });
        }
        showError(facts.error(), tr("Signing in failed"));
        if (facts.error().code == ErrorCode::Unauthorized) {
            const bool credential = !connection.applicationCredentialId.isEmpty(), token = !connection.token.isEmpty();
            form()->setFault(credential ? "credentialSecret" : token ? "token" : "password",
                             credential ? tr("The cloud does not know this credential with this secret.") : token ? tr("The cloud does not know this token; it may have ended.") : tr("The cloud does not know this user with this password."));
        }
    });
}

void LoginDialog::keep(const client::Connection& connection)
{
    m_connections.save(connection);
    const auto& secret = connection.applicationCredentialId.isEmpty() ? connection.password : connection.applicationCredentialSecret;
    const auto place = form()->values()[u"keep"].toString();
    if (secret.isEmpty())   // a token
        return end(connection, {});
    if (place == nowhere) {
        m_keyring.forget(connection.name);
        m_session.forgetSecrets();
        return end(connection, {});
    }
    if (place != inKeyring) {
        m_keyring.keepInMemory(connection.name, secret);
        return end(connection, tr("The password of %1 is kept only until you close this window.").arg(connection.name));
    }
    m_keyring.write(connection.name, secret, [this, guard = QPointer<LoginDialog>(this), connection](Keyring::Kept kept, const QString& why) {
        if (!guard)
            return;
        if (kept == Keyring::Kept::InKeyring)
            return end(connection, {});
        // You are in, but where to keep it is the user's choice, not ours.
        m_keyring.dropFromMemory(connection.name);
        offerKeyring(false, why);
        showError({ ErrorCode::Unavailable, tr("You are signed in, but the keyring did not take the password: %1. Choose what to do with it.").arg(why) }, tr("The password is not kept"));
        acceptButton()->setText(tr("Go on"));
    });
}

void LoginDialog::end(const client::Connection& connection, const QString& note)
{
    if (!note.isEmpty())
        Q_EMIT passwordNote(note);
    Q_EMIT signedIn(connection);
    accept();
}

} // namespace skylab::shell
