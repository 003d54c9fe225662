#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// What a key has signed: URLs and forms, by strangers.
class SignedTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;
    const qint64 m_later = QDateTime::currentSecsSinceEpoch() + 1000;

    static QByteArray hmac(const QByteArray& text, const QByteArray& key) { return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256).toHex(); }
    QString signedPath(const QByteArray& method, const char* path, const QByteArray& key = "secret", const QString& more = {}) const
    {
        const auto text = method + '\n' + QByteArray::number(m_later) + '\n' + m_cloud->target(QString::fromLatin1(path)).toLatin1();
        return QStringLiteral("%1?temp_url_expires=%2&temp_url_sig=%3%4").arg(QLatin1String(path)).arg(m_later).arg(QString::fromLatin1(hmac(text, key)), more);
    }
    Answer stranger(const QByteArray& method, const QString& path, const ObjectCloud::Headers& headers = {}, const QByteArray& body = {}) { return m_cloud->callAs({}, method, path, headers, body); }

    struct Form {
        QByteArray redirect;
        QByteArray maxSize = "100";
        QByteArray maxCount = "2";
        qint64 expires = 0;
        QByteArray key = "secret";
        QList<std::pair<QByteArray, QByteArray>> files { { "f.txt", "hello" } };
        QByteArray more = {};
    };
    Answer post(const char* path, const Form& form)
    {
        const auto expires = QByteArray::number(form.expires ? form.expires : m_later);
        const auto signature = hmac(m_cloud->target(QString::fromLatin1(path)).toLatin1() + '\n' + form.redirect + '\n' + form.maxSize + '\n' + form.maxCount + '\n' + expires, form.key);
        QByteArray body;
        const auto field = [&](const QByteArray& head, const QByteArray& value) { body += "--xyz\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n"; };
        field("name=\"redirect\"", form.redirect);
        field("name=\"max_file_size\"", form.maxSize);
        field("name=\"max_file_count\"", form.maxCount);
        field("name=\"expires\"", expires);
        field("name=\"signature\"", signature);
        body += form.more;
        for (const auto& [name, bytes] : form.files)
            body += "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/x\r\n\r\n" + bytes + "\r\n";
        return stranger("POST", QString::fromLatin1(path), { { "Content-Type", "multipart/form-data; boundary=xyz" } }, body + "--xyz--\r\n");
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<ObjectCloud>();
        m_cloud->put(QStringLiteral("c"));
        m_cloud->put(QStringLiteral("d"));
        m_cloud->put(QStringLiteral("c/o"), "abc", { { "X-Object-Meta-Hidden", "h" }, { "X-Object-Meta-Public-Note", "n" }, { "Content-Type", "a/b" } });
        QCOMPARE(m_cloud->post({}, { { "X-Account-Meta-Temp-URL-Key", "secret" } }).status, 204);
    }
    void cleanup() { m_cloud.reset(); }

    void letsStrangersRead()
    {
        QCOMPARE(stranger("GET", QStringLiteral("c/o")).status, 401);
        const auto answer = stranger("GET", signedPath("GET", "c/o"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("abc"));
        QCOMPARE(answer.header("content-disposition"), QByteArray("attachment; filename=\"o\"; filename*=UTF-8''o"));
        QVERIFY(!answer.header("expires").isEmpty());
        QVERIFY(!answer.headers.contains("x-object-meta-hidden"));
        QCOMPARE(answer.header("x-object-meta-public-note"), QByteArray("n"));
        QCOMPARE(stranger("HEAD", signedPath("GET", "c/o")).status, 200);
        QCOMPARE(stranger("GET", signedPath("GET", "c/o", "secret", QStringLiteral("&filename=x%20y.txt&inline"))).header("content-disposition"), QByteArray("inline; filename=\"x y.txt\"; filename*=UTF-8''x%20y.txt"));
        QCOMPARE(stranger("GET", signedPath("GET", "c/none")).status, 404);
    }
    void refusesWhatNobodySigned()
    {
        const auto answer = stranger("GET", signedPath("GET", "c/o", "wrong"));
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.body, QByteArray("401 Unauthorized: Temp URL invalid\n"));
        QCOMPARE(stranger("PUT", signedPath("GET", "c/o"), {}, "x").status, 401);
        QCOMPARE(stranger("GET", QStringLiteral("c/o?temp_url_sig=abc")).status, 401);
        QCOMPARE(stranger("GET", QStringLiteral("c/o?temp_url_expires=%1").arg(m_later)).status, 401);
        auto path = signedPath("GET", "c/o");
        QCOMPARE(stranger("GET", path.replace(QStringLiteral("c/o"), QStringLiteral("d/o"))).status, 401);
        m_cloud->post({}, { { "X-Account-Meta-Temp-URL-Key", "" } });
        QCOMPARE(stranger("GET", signedPath("GET", "c/o")).status, 401);
    }
    void letsStrangersWrite()
    {
        QCOMPARE(stranger("PUT", signedPath("PUT", "c/new"), { { "X-Object-Meta-A", "b" } }, "mine").status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/new")).body, QByteArray("mine"));
        for (const auto* name : { "X-Object-Manifest", "X-Symlink-Target", "X-Copy-From" })
            QCOMPARE(stranger("PUT", signedPath("PUT", "c/window"), { { name, "c/o" } }).status, 400);
        QCOMPARE(stranger("PUT", signedPath("PUT", "c/window", "secret", QStringLiteral("&multipart-manifest=put")), {}, "[{\"path\":\"/c/o\"}]").status, 201);
        QVERIFY(!m_cloud->head(QStringLiteral("c/window")).headers.contains("x-static-large-object"));
        QCOMPARE(stranger("DELETE", signedPath("DELETE", "c/new")).status, 204);
        QCOMPARE(m_cloud->get(QStringLiteral("c/new")).status, 404);
    }
    void keysReachAsFarAsTheirOwners()
    {
        m_cloud->post(QStringLiteral("c"), { { "X-Container-Meta-Temp-URL-Key", "ofc" }, { "X-Container-Meta-Temp-URL-Key-2", "ofc2" } });
        QCOMPARE(stranger("GET", signedPath("GET", "c/o", "ofc")).status, 200);
        QCOMPARE(stranger("GET", signedPath("GET", "c/o", "ofc2")).status, 200);
        m_cloud->put(QStringLiteral("d/o"), "d");
        QCOMPARE(stranger("GET", signedPath("GET", "d/o", "ofc")).status, 401);
        m_cloud->put(QStringLiteral("c/link"), {}, { { "X-Symlink-Target", "d/o" } });
        QCOMPARE(stranger("GET", signedPath("GET", "c/link", "secret")).body, QByteArray("d"));
        QCOMPARE(stranger("GET", signedPath("GET", "c/link", "ofc")).status, 401);
        const auto reader = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        m_cloud->post(QStringLiteral("c"), { { "X-Container-Read", ".r:*,.rlistings" } });
        const auto seen = m_cloud->callAs(reader.token, "HEAD", QStringLiteral("c"));
        QCOMPARE(seen.status, 204);
        QVERIFY(!seen.headers.contains("x-container-meta-temp-url-key"));
        QCOMPARE(m_cloud->head(QStringLiteral("c")).header("x-container-meta-temp-url-key"), QByteArray("ofc"));
    }

    void takesForms()
    {
        const auto answer = post("c/up-", { .files = { { "a.txt", "hello" }, { "b", "" } } });
        QCOMPARE(answer.status, 201);
        QVERIFY(answer.body.startsWith("201 Created"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/up-a.txt")).body, QByteArray("hello"));
        QCOMPARE(m_cloud->head(QStringLiteral("c/up-a.txt")).header("content-type"), QByteArray("text/x"));
        QCOMPARE(m_cloud->head(QStringLiteral("c/up-b")).header("content-length"), QByteArray("0"));
        QCOMPARE(post("c", {}).status, 201);
        QCOMPARE(m_cloud->get(QStringLiteral("c/f.txt")).body, QByteArray("hello"));
        const auto later = QByteArray::number(m_later);
        QCOMPARE(post("c", { .files = { { "t", "x" } }, .more = "--xyz\r\nContent-Disposition: form-data; name=\"x_delete_at\"\r\n\r\n" + later + "\r\n" }).status, 201);
        QCOMPARE(m_cloud->head(QStringLiteral("c/t")).header("x-delete-at"), later);
    }
    void sendsBrowsersOn()
    {
        auto answer = post("c", { .redirect = "/done?x=1" });
        QCOMPARE(answer.status, 303);
        QCOMPARE(answer.header("location"), QByteArray("/done?x=1&status=201&message="));
        answer = post("c", { .redirect = "/done", .maxCount = "0" });
        QCOMPARE(answer.header("location"), QByteArray("/done?status=400&message=Max%20File%20Count%20Exceeded"));
    }
    void refusesForms()
    {
        QCOMPARE(post("c", { .expires = 1000 }).status, 401);
        QCOMPARE(post("c", { .expires = 1000 }).body, QByteArray("FormPost: Form Expired"));
        QCOMPARE(post("c", { .key = "wrong" }).body, QByteArray("FormPost: Invalid Signature"));
        QCOMPARE(post("c", { .maxSize = "4" }).status, 400);
        QCOMPARE(post("c", { .maxSize = "4" }).body, QByteArray("FormPost: max_file_size exceeded"));
        QCOMPARE(post("c", { .maxSize = "much" }).status, 400);
        QCOMPARE(post("c", { .maxSize = "20000", .maxCount = "1", .files = { { "1", QByteArray(10'000, 'x') }, { "2", QByteArray(10'000, 'x') } } }).status, 400);
        QCOMPARE(post("c", { .files = {} }).status, 400);
        const auto field = [](const QByteArray& name) { return "--xyz\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\nx\r\n"; };
        QByteArray many;
        for (int i = 0; i < 96; ++i)      // and five of its own
            many += field(QByteArray::number(i));
        QCOMPARE(post("c", { .more = many }).status, 400);
        QCOMPARE(post("c", { .more = field(QByteArray(257, 'n')) }).status, 400);
        QCOMPARE(post("none", {}).status, 404);
        QCOMPARE(stranger("POST", QStringLiteral("c"), { { "Content-Type", "multipart/form-data; boundary=xyz" } }, "junk").status, 400);
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QStringLiteral("1 o"));      // the first of two was within the count
        QCOMPARE(m_cloud->files(), 1);
    }
};

SKYLAB_TEST(SignedTest)
#include "SignedTest.moc"
