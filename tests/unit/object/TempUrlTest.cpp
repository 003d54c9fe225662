#include "object/model/TempUrl.h"
#include "support/TestMain.h"

#include <QMessageAuthenticationCode>
#include <QTest>

using namespace skylab;
using namespace skylab::object;

/// Signed URLs: what is read from them and which keys sign what.
class TempUrlTest : public QObject {
    Q_OBJECT

    const ObjectPath m_path { QStringLiteral("AUTH_a"), QStringLiteral("c"), QStringLiteral("dir/o") };

    static QByteArray sign(const QByteArray& text, QCryptographicHash::Algorithm algorithm = QCryptographicHash::Sha256) { return QMessageAuthenticationCode::hash(text, "key", algorithm).toHex(); }
    static http::Request request(const QByteArray& method, const QByteArray& query)
    {
        http::Request request;
        request.method = method;
        request.rawQuery = query;
        request.peerAddress = QStringLiteral("192.0.2.7");
        return request;
    }
    std::optional<SigningKey> check(const QByteArray& method, const QByteArray& query, const ObjectPath& path) const
    {
        const auto asked = request(method, query);
        const auto url = TempUrl::of(asked, 1000);
        return url ? url->check(asked, "/object-store", path, { { "other", true }, { "key", false } }) : std::optional<SigningKey>();
    }

private Q_SLOTS:
    void readsSignatures()
    {
        const auto digest = QMessageAuthenticationCode::hash("text", "key", QCryptographicHash::Sha512);
        QVERIFY(Signature::parse(digest.toHex())->signs("text", "key"));
        QVERIFY(Signature::parse("sha512:" + digest.toBase64())->signs("text", "key"));
        QVERIFY(Signature::parse("sha512:" + digest.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))->signs("text", "key"));
        QVERIFY(!Signature::parse(digest.toHex())->signs("texT", "key"));
        QVERIFY(!Signature::parse(digest.toHex())->signs("text", "kez"));
        for (const QByteArray& bad : { QByteArray(), QByteArray("abc"), digest.toHex().chopped(2), "md5:" + digest.toBase64(), "sha256:" + digest.toBase64(), digest.toHex().replace(0, 1, "g") })
            QVERIFY2(!Signature::parse(bad), bad.constData());
    }
    void knowsItsOwn()
    {
        QVERIFY(!TempUrl::of(request("GET", "a=b"), 0));
        QVERIFY(TempUrl::of(request("GET", "temp_url_sig=x"), 0));
        QCOMPARE(TempUrl::of(request("GET", "temp_url_expires=2000&temp_url_sig=x"), 1000)->expires, 2000);
        QCOMPARE(TempUrl::of(request("GET", "temp_url_expires=1970-01-01T01:00:00Z&temp_url_sig=x"), 1000)->expires, 3600);
        QCOMPARE(TempUrl::of(request("GET", "temp_url_expires=999&temp_url_sig=x"), 1000)->expires, 0);
        QCOMPARE(TempUrl::of(request("GET", "temp_url_expires=soon&temp_url_sig=x"), 1000)->expires, 0);
    }
    void checks()
    {
        const QByteArray path = "/v1/AUTH_a/c/dir/o";
        const auto query = [](const QByteArray& signature) { return "temp_url_expires=2000&temp_url_sig=" + signature; };
        for (const auto algorithm : { QCryptographicHash::Sha1, QCryptographicHash::Sha256, QCryptographicHash::Sha512 })
            QVERIFY(check("GET", query(sign("GET\n2000\n" + path, algorithm)), m_path));
        QVERIFY(check("GET", query(sign("GET\n2000\n/object-store" + path)), m_path));
        QVERIFY(!check("PUT", query(sign("GET\n2000\n" + path)), m_path));
        QVERIFY(check("HEAD", query(sign("PUT\n2000\n" + path)), m_path));
        QVERIFY(check("HEAD", query(sign("GET\n2000\n" + path)), m_path));
        QVERIFY(!check("HEAD", query(sign("DELETE\n2000\n" + path)), m_path));
        QVERIFY(!check("GET", query(sign("GET\n2001\n" + path)), m_path));
        QVERIFY(!check("GET", query(sign("GET\n2000\n" + path)), { QStringLiteral("AUTH_a"), QStringLiteral("c"), QStringLiteral("dir/p") }));
        QVERIFY(!check("GET", "temp_url_expires=999&temp_url_sig=" + sign("GET\n999\n" + path), m_path));
        QVERIFY(!check("GET", query(sign("GET\n2000\n/v1/AUTH_a/c/")), { QStringLiteral("AUTH_a"), QStringLiteral("c"), {} }));
    }
    void checksPrefixes()
    {
        const auto query = "temp_url_expires=2000&temp_url_prefix=dir/&temp_url_sig=" + sign("GET\n2000\nprefix:/v1/AUTH_a/c/dir/");
        QVERIFY(check("GET", query, m_path));
        QVERIFY(check("GET", query, { QStringLiteral("AUTH_a"), QStringLiteral("c"), QStringLiteral("dir/") }));
        QVERIFY(!check("GET", query, { QStringLiteral("AUTH_a"), QStringLiteral("c"), QStringLiteral("dirt") }));
        const auto all = "temp_url_expires=2000&temp_url_prefix=&temp_url_sig=" + sign("GET\n2000\nprefix:/v1/AUTH_a/c/");
        QVERIFY(check("GET", all, m_path));
        QVERIFY(check("GET", all, { QStringLiteral("AUTH_a"), QStringLiteral("c"), {} }));
        QVERIFY(!check("PUT", all, m_path));
    }
    void checksAddresses()
    {
        const auto query = [](const QByteArray& range) { return "temp_url_expires=2000&temp_url_ip_range=" + range + "&temp_url_sig=" + sign("ip=" + range + "\nGET\n2000\n/v1/AUTH_a/c/dir/o"); };
        QVERIFY(check("GET", query("192.0.2.7"), m_path));
        QVERIFY(check("GET", query("192.0.2.0/24"), m_path));
        QVERIFY(!check("GET", query("192.0.2.8"), m_path));
        QVERIFY(!check("GET", query("198.51.100.0/24"), m_path));
        QVERIFY(!check("GET", query("2001:db8::/32"), m_path));
        QVERIFY(!check("GET", query("everywhere"), m_path));
        QVERIFY(!check("GET", "temp_url_expires=2000&temp_url_ip_range=192.0.2.7&temp_url_sig=" + sign("GET\n2000\n/v1/AUTH_a/c/dir/o"), m_path));
    }
    void namesDownloads()
    {
        TempUrl url;
        QCOMPARE(url.disposition({}, QStringLiteral("a/b c.txt")), QByteArray("attachment; filename=\"b c.txt\"; filename*=UTF-8''b%20c.txt"));
        QCOMPARE(url.disposition("inline; x", QStringLiteral("a")), QByteArray("inline; x"));
        url.filename = QString::fromUtf8("한\n\"");
        QVERIFY(!url.disposition({}, QStringLiteral("a")).contains('\n'));
        QVERIFY(url.disposition({}, QStringLiteral("a")).startsWith("attachment; filename=\"%ED%95%9C%0A%22\";"));
        url.isInline = true;
        QVERIFY(url.disposition("attachment", QStringLiteral("a")).startsWith("inline; filename="));
        url.filename.clear();
        QCOMPARE(url.disposition("attachment", QStringLiteral("a")), QByteArray("inline"));
    }
};

SKYLAB_TEST(TempUrlTest)
#include "TempUrlTest.moc"
