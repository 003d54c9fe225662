#include "RawClient.h"
#include "http/Certificate.h"
#include "support/TestMain.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

namespace {
constexpr qint64 size = 48 * 1024 * 1024;
}

class TlsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_dir;
    [[nodiscard]] QString path(const char* name) const { return m_dir.filePath(QLatin1String(name)); }
    [[nodiscard]] ServerOptions options() const
    {
        ServerOptions options;
        options.certificateFile = path("a.pem");
        options.keyFile = path("a.key");
        return options;
    }
    [[nodiscard]] std::unique_ptr<QSslSocket> connectTo(const Server& server, QSsl::SslProtocol protocol = QSsl::SecureProtocols) const
    {
        auto socket = std::make_unique<QSslSocket>();
        auto configuration = socket->sslConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(path("a.pem")));
        configuration.setProtocol(protocol);
        socket->setSslConfiguration(configuration);
        socket->connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.port());
        socket->waitForEncrypted(patience);
        return socket;
    }
    [[nodiscard]] QByteArray contentOf(const char* name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QByteArray publicKeyOf(const char* name) const { return QSslCertificate::fromPath(path(name)).value(0).publicKey().toDer(); }
    static QByteArray readUntil(QSslSocket& socket, const QByteArray& end)
    {
        QByteArray bytes;
        while (!bytes.endsWith(end) && (socket.bytesAvailable() || socket.waitForReadyRead(patience)))
            bytes += socket.readAll();
        return bytes;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(makeSelfSignedCertificate(path("a.pem"), path("a.key"), { QStringLiteral("cloud.example") }, { QStringLiteral("192.0.2.7") }));
    }
    void makesACertificate()
    {
        const auto certificate = QSslCertificate::fromPath(path("a.pem")).value(0);
        const auto names = certificate.subjectAlternativeNames();
        QVERIFY(names.contains(QSsl::DnsEntry, QStringLiteral("localhost")));
        QVERIFY(names.contains(QSsl::DnsEntry, QStringLiteral("cloud.example")));
        QVERIFY(names.contains(QSsl::IpAddressEntry, QStringLiteral("192.0.2.7")));
        QVERIFY(names.contains(QSsl::IpAddressEntry, QStringLiteral("127.0.0.1")));
        QCOMPARE(certificate.effectiveDate().daysTo(certificate.expiryDate()), 397);
        QCOMPARE(certificate.publicKey().algorithm(), QSsl::Ec);
        QCOMPARE(certificate.publicKey().length(), 256);
        struct stat key {};
        QCOMPARE(::stat(path("a.key").toLocal8Bit().constData(), &key), 0);
        QCOMPARE(key.st_mode & 07777, 0600U);
        QCOMPARE(certificateFingerprint(path("a.pem")).value(),
                 QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
        QCOMPARE(certificateFingerprint(path("a.key")).error().code, ErrorCode::NotFound);
    }
    void overwritesNothing()
    {
        QCOMPARE(makeSelfSignedCertificate(path("a.pem"), path("b.key")).error().code, ErrorCode::Conflict);
        QVERIFY(!QFile::exists(path("b.key")));
        QCOMPARE(makeSelfSignedCertificate(path("b.pem"), path("a.pem")).error().code, ErrorCode::Conflict);      // no key
        QVERIFY(!QFile::exists(path("b.pem")));
        QVERIFY(!makeSelfSignedCertificate(path("c.pem"), path("c.key"), {}, { QStringLiteral("no address") }));
    }
    /// Of a start that was killed in between, or whose certificate somebody has removed.
    void takesTheKeyThatIsThere()
    {
        const auto key = contentOf("a.key");
        QVERIFY(makeSelfSignedCertificate(path("again.pem"), path("a.key")));
        QCOMPARE(contentOf("a.key"), key);
        QCOMPARE(publicKeyOf("again.pem"), publicKeyOf("a.pem"));
        QCOMPARE(QDir(m_dir.path()).entryList({ QStringLiteral("*.part") }, QDir::Files), QStringList());
    }
    void renewsWhatEndsSoon()
    {
        const QStringList addresses { QStringLiteral("192.0.2.7") };
        QVERIFY(makeSelfSignedCertificate(path("short.pem"), path("short.key"), {}, addresses, std::chrono::hours(24)));
        QVERIFY(certificateEnd(path("short.pem")).value() < QDateTime::currentDateTimeUtc().addDays(1));
        const auto key = contentOf("short.key"), before = contentOf("short.pem"), publicKey = publicKeyOf("short.pem");
        QVERIFY(renewSelfSignedCertificate(path("short.pem"), path("short.key"), {}, addresses).value());
        QVERIFY(contentOf("short.pem") != before);
        QCOMPARE(contentOf("short.key"), key);
        QCOMPARE(publicKeyOf("short.pem"), publicKey);
        QVERIFY(certificateEnd(path("short.pem")).value() > QDateTime::currentDateTimeUtc().addDays(390));
        QCOMPARE(certificateEnd(path("short.pem")).value(), QSslCertificate::fromPath(path("short.pem")).value(0).expiryDate());
        const auto renewed = contentOf("short.pem");
        QCOMPARE(renewSelfSignedCertificate(path("short.pem"), path("short.key"), {}, addresses).value_or(true), false);
        QCOMPARE(contentOf("short.pem"), renewed);
    }
    void renewsWhatDoesNotNameTheAddress()
    {
        QVERIFY(makeSelfSignedCertificate(path("named.pem"), path("named.key"), {}, { QStringLiteral("192.0.2.7") }));
        QCOMPARE(renewSelfSignedCertificate(path("named.pem"), path("named.key")).value_or(true), false);
        QVERIFY(renewSelfSignedCertificate(path("named.pem"), path("named.key"), {}, { QStringLiteral("2001:db8::7") }).value());
        QVERIFY(QSslCertificate::fromPath(path("named.pem")).value(0).subjectAlternativeNames().contains(QSsl::IpAddressEntry, QStringLiteral("2001:db8::7")));
        QFile::remove(path("named.key"));
        QCOMPARE(renewSelfSignedCertificate(path("named.pem"), path("named.key"), {}, { QStringLiteral("192.0.2.7") }).error().code, ErrorCode::Conflict);
        QCOMPARE(renewSelfSignedCertificate(path("missing.pem"), path("named.key")).error().code, ErrorCode::NotFound);
    }
    void servesOverTls()
    {
        const auto server = startServer([](const Request& request, BodyReader& body) {
            return Response::text(200, request.baseUrl().toLatin1() + ' ' + body.readAll(1000).value_or("?") + "END");
        }, options());
        const auto socket = connectTo(*server);
        QVERIFY2(socket->isEncrypted(), qPrintable(socket->errorString()));
        for (int i = 0; i < 2; ++i) {
            socket->write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
            QVERIFY(readUntil(*socket, "END").endsWith("https://h hiEND"));
        }
        socket->write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        readUntil(*socket, "END");
        QVERIFY(socket->state() == QAbstractSocket::UnconnectedState || socket->waitForDisconnected(patience));
    }
    void speaksNothingOlderThanTls12()
    {
        const auto server = startServer([](const Request&, BodyReader&) { return Response::empty(); }, options());
        QVERIFY(connectTo(*server, QSsl::TlsV1_2)->isEncrypted());
        QVERIFY(connectTo(*server, QSsl::TlsV1_3)->isEncrypted());
        QT_WARNING_PUSH QT_WARNING_DISABLE_DEPRECATED
        QVERIFY(!connectTo(*server, QSsl::TlsV1_1)->isEncrypted());
        QT_WARNING_POP
    }
    void refusesPlainText()
    {
        auto quick = options();
        quick.headerTimeout = std::chrono::milliseconds(200);
        const auto server = startServer([](const Request&, BodyReader&) { return Response::empty(); }, quick);
        RawClient plain(server->port());
        QCOMPARE(plain.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").status, 0);
        RawClient silent(server->port());
        QVERIFY(silent.isClosed());
    }
    void movesFilesAndUploads()
    {
        QFile file(path("data"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(size - 3, 'x') + "END");
        file.flush();
        const auto server = startServer([this](const Request& request, BodyReader& body) {
            if (request.method == "GET")
                return Response { 200, {}, FileBody(::open(path("data").toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC), 0, size) };
            std::vector<char> block(256 * 1024);
            qint64 total = 0;
            for (auto got = body.read(block.data(), 256 * 1024); got && *got > 0; got = body.read(block.data(), 256 * 1024))
                total += *got;
            return Response::text(200, QByteArray::number(total) + "END");
        }, options());
        const auto socket = connectTo(*server);
        socket->write("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(readUntil(*socket, "END").size() > size);
        socket->write("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + QByteArray::number(size) + "\r\n\r\n");
        const QByteArray block(1024 * 1024, 'y');
        for (qint64 sent = 0; sent < size; sent += block.size()) {
            socket->write(block);
            while (socket->bytesToWrite() || socket->encryptedBytesToWrite())
                QVERIFY(socket->waitForBytesWritten(patience));
        }
        QVERIFY(readUntil(*socket, "END").endsWith(QByteArray::number(size) + "END"));
    }
    void reloadsItsCertificate()
    {
        const auto server = startServer([](const Request&, BodyReader&) { return Response::empty(); }, options());
        const auto old = connectTo(*server)->peerCertificate().digest();
        QVERIFY(QFile::rename(path("a.pem"), path("old.pem")));
        QCOMPARE(server->reload().error().code, ErrorCode::BadRequest);
        QFile::remove(path("a.key"));
        QVERIFY(makeSelfSignedCertificate(path("a.pem"), path("a.key")));
        QVERIFY(server->reload());
        const auto socket = connectTo(*server);
        QVERIFY(socket->isEncrypted());
        QVERIFY(socket->peerCertificate().digest() != old);
    }
    void saysWhichFileIsUnusable()
    {
        auto bad = options();
        bad.certificateFile = path("missing.pem");
        Server server(bad, {});
        const auto started = server.start();
        QCOMPARE(started.error().code, ErrorCode::BadRequest);
        QVERIFY(started.error().message.contains(QStringLiteral("missing.pem")));
    }
};

SKYLAB_TEST(TlsTest)
#include "TlsTest.moc"
