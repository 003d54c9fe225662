#include "ImageFixture.h"

#include "image/download/WebDownload.h"
#include "support/Patience.h"
#include "support/TestMain.h"
#include "support/web/ScriptedServer.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace skylab;
using namespace skylab::test;

namespace {

/// Of another kind than imports, and soon done.
class BriefTask final : public service::Task {
public:
    explicit BriefTask(std::atomic<bool>& done) : m_done(done) { }
    std::vector<service::TaskStep> steps() override
    {
        return { { QStringLiteral("Be brief"), [this](service::TaskContext&) -> Result<> {
                      m_done = true;
                      return {};
                  } } };
    }
    void failed(service::TaskContext&, const Error&) override { }

private:
    std::atomic<bool>& m_done;
};

} // namespace

/// Imports from a URL, the tasks that they are, and who may be asked.
class ImportsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ImageFixture> m_f;
    std::unique_ptr<ScriptedServer> m_web;
    QByteArray m_data;

    ImageFixture& f() { return *m_f; }
    static QByteArray path(const QString& id, const char* rest = "") { return "/v2/images/" + id.toLatin1() + rest; }
    Answer answer(const Ask& ask)
    {
        if (ask.path == u"/there")
            return { .status = 302, .body = {}, .type = "text/plain", .headers = { { "Location", "/disk" } } };
        if (ask.path == u"/metadata")
            return { .status = 302, .body = {}, .type = "text/plain", .headers = { { "Location", "http://169.254.169.254/latest" } } };
        if (ask.path == u"/file")
            return { .status = 302, .body = {}, .type = "text/plain", .headers = { { "Location", "file:///etc/passwd" } } };
        if (ask.path == u"/disk")
            return { .status = 200, .body = m_data, .type = "application/octet-stream" };
        return { .status = 404, .body = "no", .type = "text/plain" };
    }
    void import(const QString& id, const QString& url)
    {
        f().call("POST", path(id, "/import"), QStringLiteral(R"({"method":{"name":"web-download","uri":"%1"}})").arg(url).toUtf8());
    }
    QJsonObject task(const QString& id) { return f().call("GET", path(id, "/tasks"))[u"tasks"].toArray().last().toObject(); }

private Q_SLOTS:
    void init()
    {
        m_data = QByteArray("0123456789abcdef").repeated(100'000);
        m_web = std::make_unique<ScriptedServer>([this](const Ask& ask) { return answer(ask); });
        m_f = std::make_unique<ImageFixture>();
        f().downloads = image::DownloadRules::parse(QStringLiteral("127.0.0.1/32:%1").arg(QUrl(m_web->url()).port())).value();
        QVERIFY(f().start());
    }
    void cleanup()
    {
        m_f.reset();
        m_web.reset();
    }

    void fetchesAnImage()
    {
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/there"));
        QCOMPARE(f().last.status, 202);
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
        f().call("GET", path(id, "/file"));
        QVERIFY(bytesOf(f().last) == m_data);
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("success"));
        const auto told = task(id);
        QCOMPARE(told[u"type"].toString(), QStringLiteral("api_image_import"));
        QCOMPARE(told[u"image_id"].toString(), id);
        QCOMPARE(told[u"owner"].toString(), QStringLiteral("p1"));
        QVERIFY(told[u"expires_at"].isString());
        import(id, m_web->url() + QStringLiteral("/disk"));
        QCOMPARE(f().last.status, 409);
    }
    void tellsWhyItFailed_data()
    {
        QTest::addColumn<QString>("rest");
        QTest::addColumn<QString>("words");
        QTest::newRow("not there") << "/nothing" << "status 404";
        QTest::newRow("redirected to the host's metadata") << "/metadata" << "address is not allowed";
        QTest::newRow("redirected to a file") << "/file" << "can't be fetched";
    }
    void tellsWhyItFailed()
    {
        QFETCH(QString, rest);
        QFETCH(QString, words);
        const auto id = f().create();
        import(id, m_web->url() + rest);
        QCOMPARE(f().last.status, 202);
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("failure"));
        const auto told = task(id)[u"message"].toString();
        QVERIFY2(told.contains(words), qPrintable(told));
        QVERIFY2(!told.contains(QStringLiteral("169.254")) && !told.contains(QStringLiteral("127.0.0.1")), qPrintable(told));      // for the log alone
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().call("GET", path(id))[u"os_glance_failed_import"].toString(), QStringLiteral("file"));
        QCOMPARE(f().storedFiles(), QStringList());
        QCOMPARE(f().upload(id, "by hand"), 204);      // it can be given its data in another way
    }
    void judgesWhatItFetched()
    {
        m_data = QByteArray("QFI\xfb", 4) + QByteArray("\0\0\0\3", 4) + QByteArray(2 << 20, '\0');
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("failure"));
        QVERIFY2(task(id)[u"message"].toString().contains(u"qcow2"), qPrintable(task(id)[u"message"].toString()));
        QCOMPARE(f().storedFiles(), QStringList());
    }
    void keepsToTheQuota()
    {
        f().limits.bytesPerImage = 1000;
        QVERIFY(f().start());
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("failure"));
        QVERIFY(task(id)[u"message"].toString().contains(u"1000"));
    }
    void keepsToTheQuotaBesideAnUpload()
    {
        f().limits.totalMiB = 2;
        QVERIFY(f().start());
        m_web->hold(QStringLiteral("/disk"));
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_COMPARE(m_web->askedFor("GET", QStringLiteral("/disk")).size(), 1);      // what it may have was settled before
        QCOMPARE(f().upload(f().create(), QByteArray(1 << 20, 'x')), 204);
        m_web->letGo();
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("failure"));
        QVERIFY2(task(id)[u"message"].toString().contains(u"the quota leaves"), qPrintable(task(id)[u"message"].toString()));
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().storedFiles().size(), 1);
    }
    void slowServersHoldUpNoOtherTasks()
    {
        const auto kind = QStringLiteral("test.brief");
        std::atomic<bool> done { false };
        f().beforeTasks = [&] { f().chassis->tasks().addKind(kind, f().images->database(), [&](const service::TaskRow&) { return std::make_unique<BriefTask>(done); }); };
        QVERIFY(f().start());
        m_web->hold(QStringLiteral("/disk"));
        QStringList ids;
        for (int i = 0; i < 6; ++i) {      // as many as there are threads for tasks
            ids << f().create();
            import(ids.last(), m_web->url() + QStringLiteral("/disk"));
            QCOMPARE(f().last.status, 202);
        }
        QTRY_COMPARE(m_web->askedFor("GET", QStringLiteral("/disk")).size(), 6);
        QVERIFY(f().images->database().write([&](db::Transaction& transaction) {
            return f().chassis->tasks().enqueue(transaction, ImageFixture::member(QStringLiteral("p1")), { .kind = kind, .resourceType = QStringLiteral("image"), .resourceId = QStringLiteral("none"), .projectId = QStringLiteral("p1") });
        }));
        QTRY_VERIFY(done);
        // Their downloads end with the images, though not a byte comes.
        for (const auto& id : std::as_const(ids)) {
            QCOMPARE(f().status(id), QStringLiteral("importing"));
            f().call("DELETE", path(id));
            QCOMPARE(f().last.status, 204);
        }
        QVERIFY(f().chassis->tasks().waitIdle(patiently(30'000)));
        const auto tasks = f().call("GET", "/v2/tasks?type=api_image_import", {}, "root:admin")[u"tasks"].toArray();
        QCOMPARE(tasks.size(), 6);
        for (const auto& one : tasks)
            QCOMPARE(one[u"status"].toString(), QStringLiteral("failure"));
        QCOMPARE(f().storedFiles(), QStringList());
    }
    void givesSlowServersUp()
    {
        f().downloads.grace = std::chrono::milliseconds(0);
        QVERIFY(f().start());
        m_web->hold(QStringLiteral("/disk"));
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_COMPARE(task(id)[u"status"].toString(), QStringLiteral("failure"));
        QVERIFY2(task(id)[u"message"].toString().contains(u"65536 bytes a second"), qPrintable(task(id)[u"message"].toString()));
        QCOMPARE(f().status(id), QStringLiteral("queued"));
    }
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("no method") << QByteArray("{}") << 400;
        QTest::newRow("unknown") << QByteArray(R"({"method":{"name":"by-carrier-pigeon"}})") << 400;
        QTest::newRow("no second store") << QByteArray(R"({"method":{"name":"copy-image"}})") << 409;
        QTest::newRow("no uri") << QByteArray(R"({"method":{"name":"web-download"}})") << 400;
        QTest::newRow("a file") << QByteArray(R"({"method":{"name":"web-download","uri":"file:\u002f\u002f/etc/passwd"}})") << 400;
        QTest::newRow("a password") << QByteArray(R"({"method":{"name":"web-download","uri":"http:\u002f\u002fme:secret@host/"}})") << 400;
        QTest::newRow("nothing staged") << QByteArray(R"({"method":{"name":"glance-direct"}})") << 409;
        QTest::newRow("another store") << QByteArray(R"({"method":{"name":"web-download","uri":"http:\u002f\u002fhost/"},"stores":["ceph"]})") << 409;
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        const auto id = f().create();
        f().call("POST", path(id, "/import"), body);
        QTEST(f().last.status, "status");
        QCOMPARE(f().status(id), QStringLiteral("queued"));
        QCOMPARE(f().call("GET", path(id, "/tasks"))[u"tasks"].toArray().size(), 0);
    }
    void strangersSeeNoTasks()
    {
        const auto id = f().create();
        f().call("GET", path(id, "/tasks"), {}, "p2:member");
        QCOMPARE(f().last.status, 404);
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})", "p2:member");
        QCOMPARE(f().last.status, 404);
        f().call("GET", "/v2/tasks");
        QCOMPARE(f().last.status, 403);
        // Whoever may see the image does not see where it came from: addresses may be signed.
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
        f().call("PATCH", path(id), R"([{"op":"replace","path":"/visibility","value":"public"}])", "root:admin", "application/openstack-images-v2.1-json-patch");
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().call("GET", path(id, "/tasks"), {}, "p2:member")[u"tasks"].toArray().size(), 0);
        QCOMPARE(f().last.status, 200);
        QCOMPARE(f().call("GET", path(id, "/tasks"))[u"tasks"].toArray().size(), 1);
    }
    void administratorsImportByTask()
    {
        const auto body = QStringLiteral(R"({"type":"import","input":{"import_from":"%1/disk","import_from_format":"raw","image_properties":{"name":"by task","os_distro":"debian"}}})").arg(m_web->url());
        const auto made = f().call("POST", "/v2/tasks", body.toUtf8(), "root:admin");
        QCOMPARE(f().last.status, 201);
        QCOMPARE(made[u"status"].toString(), QStringLiteral("pending"));
        const auto where = "/v2/tasks/" + made[u"id"].toString().toLatin1();
        QTRY_COMPARE(f().call("GET", where, {}, "root:admin")[u"status"].toString(), QStringLiteral("success"));
        const auto id = f().call("GET", where, {}, "root:admin")[u"result"][u"image_id"].toString();
        const auto image = f().call("GET", path(id), {}, "root:admin");
        QCOMPARE(image[u"name"].toString(), QStringLiteral("by task"));
        QCOMPARE(image[u"os_distro"].toString(), QStringLiteral("debian"));
        QCOMPARE(image[u"owner"].toString(), QStringLiteral("root"));
        const auto listed = f().call("GET", "/v2/tasks?type=import", {}, "root:admin")[u"tasks"].toArray();
        QCOMPARE(listed.size(), 1);
        QVERIFY(!listed[0].toObject().contains(u"input"));
        f().call("POST", "/v2/tasks", R"({"type":"import","input":{}})", "root:admin");
        QCOMPARE(f().last.status, 400);
        f().call("POST", "/v2/tasks", R"({"type":"export"})", "root:admin");
        QCOMPARE(f().last.status, 400);
    }
    void anImportGoesOnAfterARestart()
    {
        const auto id = f().create();
        f().call("PUT", path(id, "/stage"), "staged", "p1:member", "application/octet-stream");
        f().chassis->tasks().stop();      // as if killed before the task began
        f().call("POST", path(id, "/import"), R"({"method":{"name":"glance-direct"}})");
        QCOMPARE(f().last.status, 202);
        QCOMPARE(f().status(id), QStringLiteral("importing"));
        QVERIFY(f().start());
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
    }
    void theEndOfTheProcessWaitsForNoDownload()
    {
        std::atomic<bool> wentOn { false };
        std::thread end;
        auto& tasks = f().chassis->tasks();
        tasks.beforeStep = [&](const service::TaskRow&, int step) {
            if (step != 1)
                return;
            end = std::thread([&] { tasks.stop(); });
            while (!tasks.isStopping())
                std::this_thread::yield();
        };
        tasks.afterStep = [&](const service::TaskRow&, int step) { wentOn = wentOn || step == 1; };
        const auto id = f().create();
        import(id, m_web->url() + QStringLiteral("/disk"));
        QTRY_VERIFY(tasks.isStopping());
        end.join();
        QVERIFY(!wentOn);
        QCOMPARE(f().status(id), QStringLiteral("importing"));
        QVERIFY(f().start());
        QTRY_COMPARE(f().status(id), QStringLiteral("active"));
    }
    void sameDataIsKeptOnce()
    {
        const auto first = f().create();
        const auto second = f().create();
        QCOMPARE(f().upload(first, m_data), 204);
        QCOMPARE(f().upload(second, m_data), 204);
        QCOMPARE(f().images->store().stats()->usedBytes, m_data.size());
        f().call("DELETE", path(first));
        f().call("GET", path(second, "/file"));
        QVERIFY(bytesOf(f().last) == m_data);
    }
    void theOnlyStoreKeepsItsImages()
    {
        const auto id = f().create();
        f().call("DELETE", "/v2/stores/file/" + id.toLatin1(), {}, "root:admin");
        QCOMPARE(f().last.status, 403);
        f().call("DELETE", "/v2/stores/ceph/" + id.toLatin1(), {}, "root:admin");
        QCOMPARE(f().last.status, 404);
    }

    void knowsPublicAddresses_data()
    {
        QTest::addColumn<bool>("yes");
        for (const auto* one : { "8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8" })
            QTest::newRow(one) << true;
        for (const auto* one : { "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
                                 "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "2001:db8::1", "64:ff9b::7f00:1" })
            QTest::newRow(one) << false;
    }
    void knowsPublicAddresses()
    {
        QFETCH(bool, yes);
        const QHostAddress address(QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(image::isPublic(address), yes);
        QCOMPARE(image::DownloadRules().allows(address, 443), yes);
        QVERIFY(!image::DownloadRules().allows(address, 22));
    }
    void readsRules()
    {
        const auto rules = image::DownloadRules::parse(QStringLiteral("10.0.0.0/8, 192.168.1.7/32:8080,[fd00::/8]:8443, fd01::/16")).value();
        QVERIFY(rules.allows(QHostAddress(QStringLiteral("10.9.9.9")), 80));
        QVERIFY(!rules.allows(QHostAddress(QStringLiteral("10.9.9.9")), 8080));
        QVERIFY(rules.allows(QHostAddress(QStringLiteral("192.168.1.7")), 8080));
        QVERIFY(!rules.allows(QHostAddress(QStringLiteral("192.168.1.7")), 80));
        QVERIFY(!rules.allows(QHostAddress(QStringLiteral("192.168.1.8")), 8080));
        QVERIFY(rules.allows(QHostAddress(QStringLiteral("fd00::5")), 8443));
        QVERIFY(rules.allows(QHostAddress(QStringLiteral("fd01::5")), 443));
        for (const auto* bad : { "ten", "10.0.0.0/8:0", "10.0.0.0/8:x", "10.0.0.0/99" })
            QCOMPARE(image::DownloadRules::parse(QString::fromLatin1(bad)).error().code, ErrorCode::BadRequest);
    }
};

SKYLAB_TEST(ImportsTest)
#include "ImportsTest.moc"
