#include "ObjectCloud.h"

#include "process/Process.h"
#include "support/TestMain.h"

#include <QStandardPaths>
#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Debian's python-swiftclient, unmodified: what people type.
class SwiftClientTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;
    QTemporaryDir m_folder;

    struct Said {
        int status = -1;
        QByteArray text;
        QByteArray errors;
    };
    Said swift(const QStringList& words)
    {
        const auto ended = process::run(QStringLiteral("swift"), QStringList { QStringLiteral("--os-auth-token=") + QString::fromLatin1(m_cloud->owner().token), QStringLiteral("--os-storage-url=") + m_cloud->cloud().url() + m_cloud->target({}) } + words,      // a token may begin with a hyphen
                                        { .timeout = std::chrono::seconds(60), .workingDirectory = m_folder.path(), .acceptedExitCodes = { 0, 1, 2 } });
        if (!ended)
            return { -1, {}, ended.error().message.toUtf8() };
        return { ended->exitCode, ended->out, ended->err };
    }
    void write(const char* name, const QByteArray& bytes)
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QFile::WriteOnly) && file.write(bytes) == bytes.size());
    }

private Q_SLOTS:
    void init()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("swift")).isEmpty())
            QSKIP("python3-swiftclient is not installed");
        m_cloud = std::make_unique<ObjectCloud>();
    }
    void cleanup() { m_cloud.reset(); }

    void uploadsInSegments_data()
    {
        QTest::addColumn<QStringList>("how");
        QTest::newRow("static") << QStringList { QStringLiteral("--use-slo") };
        QTest::newRow("dynamic") << QStringList {};      // what it does unless told
    }
    void uploadsInSegments()
    {
        QFETCH(QStringList, how);
        const auto bytes = QByteArray("0123456789").repeated(250'000);
        write("big", bytes);
        auto said = swift(QStringList { QStringLiteral("upload") } + how + QStringList { QStringLiteral("--segment-size"), QStringLiteral("1000000"), QStringLiteral("c"), QStringLiteral("big") });
        QVERIFY2(said.status == 0, said.errors);
        QVERIFY(m_cloud->get(QStringLiteral("c/big")).body == bytes);
        QCOMPARE(m_cloud->list({}), QStringLiteral("c c_segments"));
        QCOMPARE(m_cloud->list(QStringLiteral("c_segments")).split(u' ').size(), 3);
        said = swift({ QStringLiteral("download"), QStringLiteral("-o"), QStringLiteral("-"), QStringLiteral("c"), QStringLiteral("big") });
        QVERIFY2(said.status == 0 && said.text == bytes, said.errors);
        said = swift({ QStringLiteral("delete"), QStringLiteral("c") });
        QVERIFY2(said.status == 0, said.errors);
        QCOMPARE(m_cloud->list(QStringLiteral("c_segments")), QString());
    }
    void postsAndTells()
    {
        write("small", "abc");
        QCOMPARE(swift({ QStringLiteral("post"), QStringLiteral("-r"), QStringLiteral(".r:*,.rlistings"), QStringLiteral("-m"), QStringLiteral("Colour:red"), QStringLiteral("c") }).status, 0);
        QCOMPARE(swift({ QStringLiteral("upload"), QStringLiteral("c"), QStringLiteral("small"), QStringLiteral("-H"), QStringLiteral("X-Delete-After: 1000") }).status, 0);
        auto said = swift({ QStringLiteral("stat"), QStringLiteral("c") });
        QVERIFY2(said.text.contains("Read ACL: .r:*,.rlistings") && said.text.contains("Meta Colour: red") && said.text.contains("Objects: 1"), said.text + said.errors);
        QCOMPARE(swift({ QStringLiteral("post"), QStringLiteral("c"), QStringLiteral("small"), QStringLiteral("-m"), QStringLiteral("Size:big") }).status, 0);
        QCOMPARE(m_cloud->head(QStringLiteral("c/small")).header("x-object-meta-size"), QByteArray("big"));
        QCOMPARE(swift({ QStringLiteral("copy"), QStringLiteral("-d"), QStringLiteral("/d/copy"), QStringLiteral("c"), QStringLiteral("small") }).status, 0);
        QCOMPARE(m_cloud->get(QStringLiteral("d/copy")).body, QByteArray("abc"));
        QCOMPARE(swift({ QStringLiteral("list"), QStringLiteral("c") }).text, QByteArray("small\n"));
        said = swift({ QStringLiteral("capabilities") });
        QVERIFY2(said.status == 0 && said.text.contains("object_versioning"), said.errors);
        said = swift({ QStringLiteral("delete"), QStringLiteral("--all") });
        QVERIFY2(said.status == 0, said.errors);
        QCOMPARE(m_cloud->list({}), QString());
    }
    void signsUrls()
    {
        write("small", "abc");
        QCOMPARE(swift({ QStringLiteral("post"), QStringLiteral("-m"), QStringLiteral("Temp-URL-Key:secret") }).status, 0);
        QCOMPARE(swift({ QStringLiteral("upload"), QStringLiteral("c"), QStringLiteral("small") }).status, 0);
        const auto path = m_cloud->target(QStringLiteral("c/small"));
        const auto said = swift({ QStringLiteral("tempurl"), QStringLiteral("GET"), QStringLiteral("600"), path, QStringLiteral("secret") });
        QVERIFY2(said.status == 0, said.errors);
        auto stranger = m_cloud->cloud().client();
        QCOMPARE(stranger.get(QString::fromLatin1(said.text.trimmed())).body, QByteArray("abc"));
        QCOMPARE(stranger.get(path).status, 401);
    }
};

SKYLAB_TEST(SwiftClientTest)
#include "SwiftClientTest.moc"
