#include "identity/model/AuthRequest.h"
#include "identity/model/Catalog.h"
#include "support/TestMain.h"

#include <QJsonDocument>
#include <QTest>

using namespace skylab;
using namespace skylab::identity;

class CatalogTest : public QObject {
    Q_OBJECT

    static Result<AuthRequest> parse(const char* json) { return parseAuthRequest(QJsonDocument::fromJson(json).object()); }

private Q_SLOTS:
    void expandsUrls_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("url");
        const auto row = [](const char* pattern, const char* url) { QTest::newRow(pattern) << QString::fromLatin1(pattern) << QString::fromLatin1(url); };
        row("$(base)s/compute/v2.1", "http://h:1/compute/v2.1");
        row("https://else.where/v1/AUTH_%(project_id)s", "https://else.where/v1/AUTH_p");
        row("https://else.where/$(tenant_id)s/x", "https://else.where/p/x");
        row("https://else.where/%(user_id)s", "https://else.where/u");
        row("https://else.where/100%", "https://else.where/100%");
        row("https://else.where/%(unknown)s", "");
        row("https://else.where/%(project_id", "https://else.where/%(project_id");
    }
    void expandsUrls()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, url);
        QCOMPARE(expandUrl(pattern, { QStringLiteral("http://h:1"), QStringLiteral("p"), QStringLiteral("u") }).value_or(QString()), url);
    }
    void leavesOutWhatNeedsAProject()
    {
        CatalogEntry entry { QStringLiteral("s"), QStringLiteral("object-store"), QStringLiteral("swift"), {} };
        sdk::Endpoint endpoint;
        endpoint.url = QStringLiteral("$(base)s/v1/AUTH_%(project_id)s");
        entry.endpoints.push_back(endpoint);
        const auto catalog = QJsonDocument::fromJson(catalogJson(std::make_shared<const Catalog>(Catalog { entry }), { QStringLiteral("http://h"), {}, {} })).array();
        QCOMPARE(catalog[0][u"type"].toString(), QStringLiteral("object-store"));
        QVERIFY(catalog[0][u"endpoints"].toArray().isEmpty());
    }
    /// What was made is remembered for its catalog, client and project only.
    void makesEachItsOwnTextTwice()
    {
        const auto made = [](const QString& service) {
            CatalogEntry entry { service, QStringLiteral("object-store"), QStringLiteral("swift"), {} };
            sdk::Endpoint endpoint;
            endpoint.url = QStringLiteral("$(base)s/v1/AUTH_%(project_id)s");
            entry.endpoints.push_back(endpoint);
            return std::make_shared<const Catalog>(Catalog { entry });
        };
        const auto one = made(QStringLiteral("one")), other = made(QStringLiteral("other"));
        for (int round = 0; round < 2; ++round)
            for (const auto& catalog : { one, other })
                for (const auto* base : { "http://a", "http://b" })
                    for (const auto* project : { "p", "q", "r" }) {
                        const auto read = QJsonDocument::fromJson(catalogJson(catalog, { QLatin1String(base), QLatin1String(project) })).array();
                        QCOMPARE(read[0][u"id"].toString(), catalog == one ? QStringLiteral("one") : QStringLiteral("other"));
                        QCOMPARE(read[0][u"endpoints"][0][u"url"].toString(), QStringLiteral("%1/v1/AUTH_%2").arg(QLatin1String(base), QLatin1String(project)));
                    }
    }
    void readsLogins()
    {
        auto request = parse(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","domain":{"name":"Default"},"password":"x"}}},"scope":{"project":{"name":"admin","domain":{"id":"default"}}}}})");
        QVERIFY(request);
        QCOMPARE(request->user.domainName, QStringLiteral("Default"));
        QCOMPARE(request->scope, AuthRequest::Scope::Project);
        QCOMPARE(request->target.domainId, QStringLiteral("default"));
        request = parse(R"({"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"system":{"all":true}}}})");
        QVERIFY(request && request->scope == AuthRequest::Scope::System);
        request = parse(R"({"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"i","secret":"s"}},"scope":"unscoped"}})");
        QVERIFY(request && request->scope == AuthRequest::Scope::Unscoped);
    }
    void refusesBrokenLogins_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body : { R"({})", R"({"auth":1})", R"({"auth":{}})", R"({"auth":{"identity":{"methods":[]}}})", R"({"auth":{"identity":{"methods":"password"}}})",
                                  R"({"auth":{"identity":{"methods":["password"]}}})", R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"password":"x"}}}}})",
                                  R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"a","password":"x"}}}}})",
                                  R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"a","password":5}}}}})",
                                  R"({"auth":{"identity":{"methods":["token"],"token":{}}}})",
                                  R"({"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"project":{"name":"x"}}}})",
                                  R"({"auth":{"identity":{"methods":["token"],"token":{"id":"t"}},"scope":{"system":{"all":false}}}})" })
            QTest::newRow(body) << QByteArray(body);
    }
    void refusesBrokenLogins()
    {
        QFETCH(QByteArray, body);
        const auto request = parse(body.constData());
        QVERIFY(!request);
        QCOMPARE(request.error().code, ErrorCode::BadRequest);
        QVERIFY(!request.error().message.contains(u'5'));
    }
    void offersNoOtherMethod()
    {
        const auto request = parse(R"({"auth":{"identity":{"methods":["saml2"]}}})");
        QVERIFY(!request && request.error().code == ErrorCode::Unauthorized);
    }
    void takesNoLongerNamesThanThereAre()
    {
        for (const char* body : { R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"%1","password":"x"}}}}})",
                                  R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%1","domain":{"id":"d"},"password":"x"}}}}})",
                                  R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"a","domain":{"id":"%1"},"password":"x"}}}}})",
                                  R"({"auth":{"identity":{"methods":["totp"],"totp":{"user":{"name":"a","domain":{"name":"%1"},"passcode":"x"}}}}})" }) {
            const auto of = [&](int length) { return parse(QString::fromLatin1(body).arg(QString(length, u'n')).toUtf8().constData()); };
            QVERIFY2(of(255), body);
            const auto request = of(256);
            QVERIFY2(!request && request.error().code == ErrorCode::Unauthorized, body);
        }
    }
};
SKYLAB_TEST(CatalogTest)
#include "CatalogTest.moc"
