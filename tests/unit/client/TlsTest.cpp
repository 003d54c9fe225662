#include "core/Clock.h"
#include "http/Certificate.h"
#include "sdk/client/EventSocket.h"
#include "sdk/client/Session.h"
#include "support/TestMain.h"

#include <QFile>
#include <QJsonDocument>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;
using namespace skylab::client;

namespace {

/// Gives everyone a token, over TLS.
class TokenServer : public QSslServer {
public:
    TokenServer(const QString& certificate, const QString& key)
    {
        QFile one(certificate), two(key);
        if (!one.open(QIODevice::ReadOnly) || !two.open(QIODevice::ReadOnly))
            qFatal("no certificate");
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(&one));
        tls.setPrivateKey(QSslKey(&two, QSsl::Ec));
        setSslConfiguration(tls);
        connect(this, &QSslServer::errorOccurred, this, [this] { ++refused; });
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (auto* socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
        });
    }
    int asked = 0;
    int refused = 0;   ///< handshakes that the client broke off

private:
    void answer(QTcpSocket* socket)
    {
        const auto request = socket->readAll();
        if (!request.contains("\r\n\r\n"))
            return;
        ++asked;
        const QJsonObject token { { "user", QJsonObject { { "id", "u1" } } }, { "project", QJsonObject { { "id", "p1" } } }, { "roles", QJsonArray() }, { "expires_at", toString(Clock::now().addSeconds(3600), TimeFormat::MicrosZ) } };
        const auto body = QJsonDocument(QJsonObject { { "token", token } }).toJson();
        socket->write("HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        socket->disconnectFromHost();
    }
};

} // namespace

/// A certificate that was trusted once is the only one that is accepted afterwards.
class TlsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    QString path(const char* name) { return m_dir.filePath(QLatin1String(name)); }
    QString fingerprint(const char* name) { return http::certificateFingerprint(path(name)).value_or(QString()).remove(u':').toLower(); }

    Result<TokenFacts> signIn(const TokenServer& server, const QString& pin, const QString& authority = {})
    {
        Session session;
        Connection connection;
        connection.authUrl = QStringLiteral("https://127.0.0.1:%1/identity").arg(server.serverPort());
        connection.userName = QStringLiteral("demo");
        connection.password = Secret("right");
        connection.fingerprint = pin;
        connection.caFile = authority;
        const auto future = session.signIn(connection);
        if (!QTest::qWaitFor([&] { return future.isFinished(); }, skylab::test::patiently(20'000)))
            qFatal("signing in never ended");
        return future.result();
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!QSslSocket::supportsSsl())
            QSKIP("this Qt has no TLS");
        QVERIFY(http::makeSelfSignedCertificate(path("old.crt"), path("old.key")));
        QVERIFY(http::makeSelfSignedCertificate(path("new.crt"), path("new.key")));
    }
    void unknownOnesAreAskedAbout()
    {
        TokenServer server(path("old.crt"), path("old.key"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto facts = signIn(server, {});
        QVERIFY(!facts);
        QCOMPARE(facts.error().type, QString("CertificateUnknown"));
        QCOMPARE(facts.error().details, fingerprint("old.crt"));
        QCOMPARE(server.asked, 0);
        QVERIFY(signIn(server, fingerprint("old.crt")));
    }
    void otherOnesThanThePinnedAreRefused()
    {
        TokenServer server(path("new.crt"), path("new.key"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto facts = signIn(server, fingerprint("old.crt"));
        QVERIFY(!facts);
        QCOMPARE(facts.error().type, QString("CertificateChanged"));
        QCOMPARE(facts.error().details, fingerprint("old.crt") + '\n' + fingerprint("new.crt"));
        QCOMPARE(server.asked, 0);   // no password reached it
    }
    void aGoodSignatureMendsNoOtherPin()
    {
        TokenServer server(path("new.crt"), path("new.key"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QVERIFY(signIn(server, {}, path("new.crt")));
        const auto facts = signIn(server, fingerprint("old.crt"), path("new.crt"));
        QVERIFY(!facts);
        QCOMPARE(facts.error().type, QString("CertificateChanged"));
        QCOMPARE(server.asked, 1);
    }
    /// The token goes out with the stream's handshake: nothing may be sent before the certificate is known to be the right one.
    void aPinnedStreamTrustsNoOtherSignature()
    {
        TokenServer server(path("new.crt"), path("new.key"));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const QUrl endpoint(QStringLiteral("https://127.0.0.1:%1/skylab/v1").arg(server.serverPort()));
        Connection connection;
        connection.caFile = path("new.crt");
        connection.fingerprint = fingerprint("old.crt");
        EventSocket strange;
        strange.open(endpoint, Secret("t"), connection);
        QTRY_VERIFY(server.refused > 0 || server.asked > 0);
        QCOMPARE(server.asked, 0);
        strange.close();
        connection.fingerprint = fingerprint("new.crt");
        EventSocket known;
        known.open(endpoint, Secret("t"), connection);
        QTRY_VERIFY(server.asked > 0);
    }
};

SKYLAB_TEST(TlsTest)
#include "TlsTest.moc"
