#include "cloud/CredentialFiles.h"
#include "support/TestMain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace skylab;

/// clouds.yaml, which users may edit.
class CredentialFilesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    QString file() const { return m_dir.filePath(QStringLiteral("clouds.yaml")); }
    QByteArray text() const
    {
        QFile input(file());
        return input.open(QIODevice::ReadOnly) ? input.readAll() : QByteArray();
    }
    void setText(const QByteArray& text) const
    {
        QFile output(file());
        QVERIFY(output.open(QIODevice::WriteOnly) && output.write(text) == text.size());
    }
    Result<> write(const QString& authUrl, const std::vector<SignIn>& entries) const { return writeCredentialFiles(m_dir.path(), authUrl, QStringLiteral("RegionOne"), entries, {}); }
    static SignIn demo() { return { QStringLiteral("skylab"), QStringLiteral("demo"), QStringLiteral("demo"), Secret("a\"b\\c#d") }; }

private Q_SLOTS:
    void init() { QFile::remove(file()); }

    void whatIsWrittenIsRead()
    {
        QVERIFY(readCredentialFile(m_dir.path()).value().empty());
        QVERIFY(write(QStringLiteral("http://cloud:1"), { demo(), { QStringLiteral("skylab-admin"), QStringLiteral("admin"), QStringLiteral("admin"), Secret("x") } }));
        const auto entries = readCredentialFile(m_dir.path()).value();
        QCOMPARE(entries.size(), std::size_t(2));
        QCOMPARE(entries[0].cloud, QStringLiteral("skylab"));
        QCOMPARE(entries[0].userName, QStringLiteral("demo"));
        QCOMPARE(entries[0].password.reveal(), demo().password.reveal());
        QCOMPARE(entries[1].projectName, QStringLiteral("admin"));
        QVERIFY(text().endsWith("interface: public\n"));
    }

    void foreignCloudsStayToTheLetter()
    {
        const QByteArray other = "    other:   # not ours\n        auth:\n            auth_url: 'https://elsewhere/v3'\n            password: 007\n        verify: no\n";
        setText("# my clouds\nclouds:\n" + other + "    skylab:   # ours\n      auth: {username: demo, password: 'it''s', project_name: demo}\n    # the end\ncache: {}\n");
        auto entries = readCredentialFile(m_dir.path()).value();
        QCOMPARE(entries.size(), std::size_t(2));
        QCOMPARE(entries[1].password.reveal(), QByteArray("it's"));
        QVERIFY(write(QStringLiteral("http://cloud:2"), { entries[1] }));
        const auto after = text();
        QVERIFY2(after.startsWith("# my clouds\nclouds:\n" + other + "    skylab:\n      auth:\n        auth_url: \"http://cloud:2\"\n"), after.constData());
        QVERIFY2(after.endsWith("    # the end\ncache: {}\n"), after.constData());
        entries = readCredentialFile(m_dir.path()).value();
        QCOMPARE(entries[1].password.reveal(), QByteArray("it's"));
    }

    void whatSaysItAlreadyStays()
    {
        const QByteArray own = "clouds:\n skylab: {region_name: RegionOne, auth: {auth_url: 'http://cloud:3', username: demo, password: \"a\\\"b\\\\c#d\", project_name: demo}, note: mine}\n";
        setText(own);
        QVERIFY(write(QStringLiteral("http://cloud:3"), { demo() }));
        QCOMPARE(text(), own);
    }

    void whatCanNotBeChangedStays_data()
    {
        QTest::addColumn<QByteArray>("own");
        QTest::newRow("anchors") << QByteArray("clouds:\n  other: &x {auth: {}}\n");
        QTest::newRow("one line") << QByteArray("clouds: {other: {auth: {auth_url: u}}}\n");
        QTest::newRow("no clouds") << QByteArray("# nothing\n");
    }
    void whatCanNotBeChangedStays()
    {
        QFETCH(QByteArray, own);
        setText(own);
        const auto written = write(QStringLiteral("http://cloud:4"), { demo() });
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::BadRequest);
        QVERIFY(written.error().message.contains(file()));
        QCOMPARE(text(), own);
    }
};

SKYLAB_TEST(CredentialFilesTest)

#include "CredentialFilesTest.moc"
