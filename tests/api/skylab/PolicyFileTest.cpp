#include "process/Process.h"
#include "support/Daemon.h"
#include "support/TestMain.h"
#include "support/cloud/ApiClient.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace skylab::test;

/// A real skylabd and its policy file.
class PolicyFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Daemon m_daemon;
    QString m_authUrl;
    QByteArray m_demoToken;

    [[nodiscard]] QString policy() const { return m_dir.filePath(QStringLiteral("policy.yaml")); }
    static QString program() { return QCoreApplication::applicationDirPath() + QStringLiteral("/skylabd"); }
    static QStringList withPolicy(const QString& file, const QStringList& more)
    {
        return QStringList { QStringLiteral("--drivers"), QStringLiteral("fake"), QStringLiteral("--ephemeral"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"),
                             QStringLiteral("--policy-file"), file } + more;
    }
    void write(const QByteArray& text)
    {
        QFile file(policy());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(text);
    }
    QString log()
    {
        QFile file(m_dir.filePath(QStringLiteral("log")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    int listUsers() { return ApiClient(m_authUrl, m_demoToken).get(QStringLiteral("/users")).status; }
    /// What the cloud says that the demo may, by /skylab/v1/policy.
    QJsonObject verdicts() { return ApiClient(QString(m_authUrl).replace(QStringLiteral("/identity/v3"), QStringLiteral("/skylab/v1")), m_demoToken).get(QStringLiteral("/policy")).json()[u"policy"][u"rules"].toObject(); }
    void hangUp() { m_daemon.signal(SIGHUP); }
    QByteArray demoPassword(const QString& cloudsYaml)
    {
        QFile file(cloudsYaml);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        static const QRegularExpression entry(QStringLiteral("skylab:.*?password: *[\"']?([^\"'\\s,}]+)"), QRegularExpression::DotMatchesEverythingOption);
        return entry.match(QString::fromUtf8(file.readAll())).captured(1).toUtf8();
    }

private Q_SLOTS:
    void initTestCase()
    {
        write("# nothing yet\n");
        const auto started = m_daemon.start(QStringList { program() } + withPolicy(policy(), { QStringLiteral("--log-file"), m_dir.filePath(QStringLiteral("log")) }), {});
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        const auto out = m_daemon.readLine(std::chrono::minutes(1));
        static const QRegularExpression ready(QStringLiteral("auth_url=(\\S+) clouds_yaml=(\\S+)"));
        const auto match = ready.match(QString::fromUtf8(out));
        QVERIFY2(match.hasMatch(), qPrintable(log()));
        m_authUrl = match.captured(1);
        const auto body = QStringLiteral(R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"demo","domain":{"id":"default"},"password":"%1"}}},
            "scope":{"project":{"name":"demo","domain":{"id":"default"}}}}})").arg(QString::fromUtf8(demoPassword(match.captured(2))));
        const auto login = ApiClient(m_authUrl).post(QStringLiteral("/auth/tokens"), fromJson(body.toUtf8().constData()));
        QCOMPARE(login.status, 201);
        m_demoToken = login.header("x-subject-token");
    }
    void cleanupTestCase()
    {
        m_daemon.signal(SIGTERM);
        QVERIFY(m_daemon.waitForEnd(std::chrono::seconds(30)));
        QCOMPARE(m_daemon.exitCode(), 0);
    }
    void followsTheFileAtHangUp()
    {
        QCOMPARE(listUsers(), 403);
        write("\"identity:list_users\": \"role:member\"\n");
        QCOMPARE(listUsers(), 403);
        QCOMPARE(verdicts()[u"identity:list_users"].toBool(true), false);
        hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(listUsers(), 200, 20'000);
        QCOMPARE(verdicts()[u"identity:list_users"].toBool(false), true);
    }
    /// The rules of all services are told, none by what it says.
    void tellsWhichRulesHold()
    {
        const auto all = verdicts();
        QVERIFY2(all.size() > 600, qPrintable(QString::number(all.size())));
        QVERIFY(std::all_of(all.begin(), all.end(), [](const QJsonValue& verdict) { return verdict.isBool(); }));
        for (const auto* yes : { "os_compute_api:servers:create", "volume:create", "create_network", "get_images", "skylab:fit", "skylab:trash:restore" })
            QVERIFY2(all[QLatin1String(yes)].toBool(false), yes);
        for (const auto* no : { "os_compute_api:os-hypervisors:list", "identity:create_project", "placement:resource_providers:inventories:update", "publicize_image" })
            QVERIFY2(!all[QLatin1String(no)].toBool(true), no);
    }
    void keepsItsRulesWhenTheFileIsBroken()
    {
        write("\"identity:list_users\": \"role:member\"\n\"identity:get_region\": \"role:admin or or\"\n");
        hangUp();
        QTRY_VERIFY_WITH_TIMEOUT(log().contains(QStringLiteral("policy.yaml, line 2, column ")), 20'000);
        QCOMPARE(listUsers(), 200);
        write("{}\n");
        hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(listUsers(), 403, 20'000);
    }
    void doesNotStartWithABrokenFile()
    {
        const auto file = m_dir.filePath(QStringLiteral("broken.yaml"));
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\"identity:list_user\": \"@\"\n");
        broken.close();
        const auto refused = skylab::process::run(program(), withPolicy(file, {}), { .timeout = std::chrono::minutes(1), .acceptedExitCodes = { 1 } });
        QVERIFY2(refused, refused ? "" : qPrintable(refused.error().message));
        const auto said = refused->err;
        QVERIFY2(said.contains("broken.yaml, line 1, column 1") && said.contains("did you mean \"identity:list_users\"?"), said.constData());
    }
    void printsWhatReadAgainChangesNothing()
    {
        const auto print = [&](const QStringList& arguments) {
            const auto printed = skylab::process::run(program(), arguments, { .timeout = std::chrono::minutes(1) });
            return printed ? printed->out : QByteArray("failed: " + printed.error().message.toUtf8());
        };
        const auto first = print({ QStringLiteral("--print-policy") });
        QVERIFY2(first.contains("# GET /identity/v3/users\n\"identity:list_users\": \"rule:admin_required or "), first.left(2000).constData());
        QVERIFY(first.contains("# POST /compute/v2.1/servers\n"));
        const auto file = m_dir.filePath(QStringLiteral("printed.yaml"));
        QFile printed(file);
        QVERIFY(printed.open(QIODevice::WriteOnly));
        printed.write(first);
        printed.close();
        QCOMPARE(print({ QStringLiteral("--print-policy"), QStringLiteral("--policy-file"), file }), first);
    }
};
SKYLAB_TEST(PolicyFileTest)
#include "PolicyFileTest.moc"
