#include "shell/LoginDialog.h"

#include "kit/Basics.h"
#include "kit/ConfirmDialog.h"
#include "kit/FormView.h"
#include "shell/Connections.h"

#include <QCoreApplication>
#include <QUrl>

namespace skylab::shell {

namespace {

/// A name for the texts of the functions below; lupdate takes no class for them otherwise.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(LoginDialog)
};

kit::Fields fieldsFor(const client::Connection& known)
{
    using kit::FieldKind;
    kit::Fields fields {
        { "authUrl", Words::tr("Address"), FieldKind::Text, true, known.authUrl, "https://cloud.example.org:5000/v3" },
        { "userName", Words::tr("User"), FieldKind::Text, true, known.userName },
        { "password", Words::tr("Password"), FieldKind::Password, true, QString::fromUtf8(known.password.reveal()) },
        { "projectName", Words::tr("Project"), FieldKind::Text, false, known.projectName },
        { "keep", Words::tr("Keep the password in this computer's keyring"), FieldKind::Check, false, false, {},
          Words::tr("Otherwise it is forgotten when the window closes.") },
        { "name", Words::tr("Name of this connection"), FieldKind::Text, false, known.name, {}, Words::tr("How it is called in the list of connections.") },
        { "userDomain", Words::tr("Domain of the user"), FieldKind::Text, false, known.userDomain },
        { "projectDomain", Words::tr("Domain of the project"), FieldKind::Text, false, known.projectDomain },
        { "region", Words::tr("Region"), FieldKind::Text, false, known.region },
        { "caFile", Words::tr("Certificate authority (PEM file)"), FieldKind::File, false, known.caFile },
    };
    for (std::size_t i = 5; i < fields.size(); ++i)
        fields[i].more();
    fields[0].check = [](const QJsonObject& values) {
        const QUrl url(values[u"authUrl"].toString());
        const bool good = url.isValid() && !url.host().isEmpty() && url.scheme().startsWith(QLatin1String("http"));
        return good ? QString() : Words::tr("Write an address like https://cloud.example.org:5000/v3.");
    };
    return fields;
}

} // namespace

LoginDialog::LoginDialog(client::Session& session, Connections& connections, Keyring& keyring, const client::Connection& known, QWidget* parent)
    : WizardDialog("log-in", tr("Sign in to a cloud"), tr("Sign in"), parent), m_session(session), m_connections(connections), m_keyring(keyring), m_known(known)
{
    m_reason = kit::paragraph({}, &theme::Tokens::warn);
    m_reason->hide();
    setSummary(m_reason);
    addForm()->setFields(fieldsFor(known));
    connect(this, &WizardDialog::submitted, this, &LoginDialog::tryIt);
    if (known.name.isEmpty() || !known.password.isEmpty())
        return;
    m_keyring.read(known.name, [this, guard = QPointer<LoginDialog>(this)](const Secret& secret) {
        if (guard && !secret.isEmpty() && form()->values()[u"password"].toString().isEmpty())
            form()->setValue("password", QString::fromUtf8(secret.reveal()));
    });
}

void LoginDialog::setReason(const QString& reason)
{
    m_reason->setText(reason);
    m_reason->show();
}

client::Connection LoginDialog::gathered() const
{
    const auto values = form()->values();
    auto it = m_known;
    it.authUrl = values[u"authUrl"].toString();
    it.userName = values[u"userName"].toString();
    it.userId.clear();
    it.password = Secret(values[u"password"].toString().toUtf8());
    it.token = {};
    it.projectName = values[u"projectName"].toString();
    it.projectId.clear();
    it.userDomain = values[u"userDomain"].toString();
    it.projectDomain = values[u"projectDomain"].toString();
    it.region = values[u"region"].toString();
    it.caFile = values[u"caFile"].toString();
    it.name = values[u"name"].toString();
    if (it.name.isEmpty())
        it.name = it.summary();
    if (!m_trusted.isEmpty())
        it.fingerprint = m_trusted;
    return it;
}

void LoginDialog::tryIt()
{
    const auto connection = gathered();
    client::then(m_session.signIn(connection), this, [this, connection](const Result<client::TokenFacts>& facts) {
        if (facts)
            return keep(connection);
        if (facts.error().type == u"CertificateUnknown" && !facts.error().details.isEmpty())
            return askAboutCertificate(facts.error());
        showError(facts.error(), tr("Signing in failed"));
        if (facts.error().code == ErrorCode::Unauthorized)
            form()->setFault("password", tr("The cloud does not know this user with this password."));
    });
}

void LoginDialog::keep(const client::Connection& connection)
{
    m_connections.save(connection);
    if (form()->values()[u"keep"].toBool()) {
        m_keyring.write(connection.name, connection.password, [this, guard = QPointer<LoginDialog>(this)](Keyring::Kept kept, const QString& why) {
            if (guard && kept == Keyring::Kept::InMemory)
                Q_EMIT passwordNote(tr("The password is kept only until you quit: %1.").arg(why));
        });
    } else {
        m_keyring.keepInMemory(connection.name, connection.password);
    }
    Q_EMIT signedIn(connection);
    accept();
}

void LoginDialog::askAboutCertificate(const Error& error)
{
    setBusy(false);
    QString print;
    for (qsizetype i = 0; i < error.details.size(); i += 2)
        print += (i ? QStringLiteral(":") : QString()) + error.details.mid(i, 2).toUpper();
    auto* question = new kit::ConfirmDialog({ "shield", tr("Trust this certificate?"),
        tr("%1 Compare its SHA-256 fingerprint with the one that the cloud's owner gives you. Trust it only when they are equal.").arg(error.message),
        { print.left(47), print.mid(48) }, tr("Trust and sign in"), true }, this);
    connect(question, &QDialog::accepted, this, [this, fingerprint = error.details] {
        m_trusted = fingerprint;
        setBusy(true);
        tryIt();
    });
    question->open();
}

} // namespace skylab::shell
