#include "identity/IdentityService.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;

class SlowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void loginsAreSlowAndChecksOfTokensAreNot_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("slow");
        QTest::addColumn<bool>("slowWithDirectories");
        const auto two = [](const char* method, const char* path, bool slow, bool withDirectories) { QTest::addRow("%s %s", method, path) << QByteArray(method) << QByteArray(path) << slow << withDirectories; };
        const auto row = [&](const char* method, const char* path, bool slow) { two(method, path, slow, slow); };
        row("POST", "/identity/v3/auth/tokens", true);
        row("GET", "/identity/v3/auth/tokens", false);
        row("DELETE", "/identity/v3/auth/tokens", false);
        row("POST", "/identity/v3/users/u/password", true);
        row("POST", "/identity/v3/users/u/application_credentials", true);
        row("PATCH", "/identity/v3/users/u", true);
        two("GET", "/identity/v3/users", false, true);      // not behind a storm of logins where no server is asked
        two("HEAD", "/identity/v3/users/u", false, true);
        two("GET", "/identity/v3/groups/g/users", false, true);
        two("PUT", "/identity/v3/groups/g/users/u", false, true);
        row("POST", "/identity/v3/s3tokens", true);
        row("GET", "/identity/v3/projects", false);
        row("POST", "/compute/v2.1/servers", false);
        // Other spellings of the same places.
        row("POST", "/identity/v3//auth/tokens", true);
        row("POST", "/identity/v3/auth//tokens", true);
        row("POST", "/identity/v3/%61uth/tokens", true);
        row("POST", "/identity/v3//users/u/password", true);
        row("POST", "/identity/v3/%75sers/u/password", true);
        row("POST", "/identity/v3///s3%74okens", true);
        two("GET", "/identity/v3//group%73", false, true);
        row("GET", "/identity/v3//auth/tokens", false);
    }
    void loginsAreSlowAndChecksOfTokensAreNot()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(bool, slow);
        QFETCH(bool, slowWithDirectories);
        http::Request request;
        request.method = method;
        request.path = path;
        QCOMPARE(identity::IdentityService::isSlow(request, false), slow);
        QCOMPARE(identity::IdentityService::isSlow(request, true), slowWithDirectories);
    }
};
SKYLAB_TEST(SlowTest)
#include "SlowTest.moc"
