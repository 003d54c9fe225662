#include "shell/CertificateDialog.h"

#include "kit/ConfirmDialog.h"

#include <QCoreApplication>
#include <QUrl>

namespace skylab::shell {

namespace {

struct CertificateWords {
    Q_DECLARE_TR_FUNCTIONS(CertificateWords)
};

kit::ConfirmDialog::Question changedQuestion(const client::Connection& connection, const Error& error, const QString& host)
{
    QStringList lines { CertificateWords::tr("Trusted before:") };
    lines << fingerprintLines(error.details.section(u'\n', 0, 0)) << CertificateWords::tr("Shown now:") << fingerprintLines(error.details.section(u'\n', 1, 1));
    return { "shield", CertificateWords::tr("The certificate of %1 has changed").arg(connection.name.isEmpty() ? host : connection.name),
             CertificateWords::tr("Nothing was sent. Either the owner of the cloud made a new certificate, or someone stands between you and the cloud and reads along. "
                       "Ask the owner on another way, by phone or in person, and compare what is shown now with what they say. If they know of no change, don't go on."),
             lines, CertificateWords::tr("Trust the new one"), true, host };
}

kit::ConfirmDialog::Question unknownQuestion(const Error& error)
{
    return { "shield", CertificateWords::tr("Trust this certificate?"),
             CertificateWords::tr("%1 Compare its SHA-256 fingerprint with the one that the cloud's owner gives you. Trust it only when they are equal; it is the only one that is accepted from then on.").arg(error.message),
             fingerprintLines(error.details), CertificateWords::tr("Trust and sign in"), true };
}

} // namespace

QStringList fingerprintLines(const QString& hex)
{
    QString print;
    for (qsizetype i = 0; i < hex.size(); i += 2)
        print += (i ? QStringLiteral(":") : QString()) + hex.mid(i, 2).toUpper();
    return { print.left(47), print.mid(48) };
}

void askAboutCertificateOf(const client::Connection& connection, const Error& error, QWidget* window, const std::function<void(const QString&)>& trusted)
{
    const bool changed = error.type == u"CertificateChanged";
    const auto fingerprint = changed ? error.details.section(u'\n', 1, 1) : error.details;
    if (fingerprint.isEmpty())
        return;
    auto* question = new kit::ConfirmDialog(changed ? changedQuestion(connection, error, QUrl(connection.authUrl).host()) : unknownQuestion(error), window);
    question->setObjectName("certificateDialog");
    QObject::connect(question, &QDialog::accepted, question, [trusted, fingerprint] { trusted(fingerprint); });
    question->open();
}

} // namespace skylab::shell
