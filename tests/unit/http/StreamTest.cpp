#include "RawClient.h"
#include "support/TestMain.h"

#include <QCryptographicHash>
#include <QTemporaryFile>
#include <QTest>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace skylab;
using namespace skylab::http;
using namespace skylab::test;

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 large = 256 * mebibyte;
constexpr qint64 allowedGrowth = memoryIsOurs ? 16 : 1024;   // MiB

/// Counts, and checks that every byte is where it should be.
class Checked {
public:
    void add(QByteArrayView bytes)
    {
        while (!bytes.isEmpty()) {
            const auto size = std::min(bytes.size(), pattern().size() - 251);
            m_good = m_good && std::memcmp(bytes.data(), pattern().constData() + m_count % 251, std::size_t(size)) == 0;
            m_count += size;
            bytes = bytes.sliced(size);
        }
    }
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] bool good() const { return m_good; }
    /// A multiple of 251 bytes long, so that blocks follow one another without a seam.
    static QByteArray block(qint64 at, qint64 size) { return pattern().mid(at % 251, size); }

private:
    static const QByteArray& pattern()
    {
        static const QByteArray bytes = [] {
            QByteArray all;
            for (int i = 0; i < 251 * 4097; ++i)
                all += char(i % 251);
            return all;
        }();
        return bytes;
    }
    qint64 m_count = 0;
    bool m_good = true;
};

Response count(const Request&, BodyReader& body)
{
    std::vector<char> block(256 * 1024);
    Checked checked;
    qint64 peak = 0;
    for (;;) {
        const auto got = body.read(block.data(), qsizetype(block.size()));
        if (!got)
            return Response::fault(400, got.error().message);
        if (*got == 0)
            break;
        checked.add({ block.data(), *got });
        peak = std::max(peak, residentMiB());
    }
    return Response::text(200, QByteArray::number(checked.count()) + (checked.good() ? " good " : " bad ") + QByteArray::number(peak));
}

} // namespace

class StreamTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void uploadsInBoundedMemory_data()
    {
        QTest::addColumn<bool>("chunked");
        QTest::newRow("length") << false;
        QTest::newRow("chunked") << true;
    }
    void uploadsInBoundedMemory()
    {
        QFETCH(bool, chunked);
        const auto server = startServer(count);
        RawClient client(server->port());
        const auto block = Checked::block(0, 251 * 1024);
        const auto before = residentMiB();
        client.send(chunked ? QByteArray("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
                            : "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: " + QByteArray::number(large) + "\r\n\r\n");
        for (qint64 sent = 0; sent < large;) {
            const auto size = std::min<qint64>(block.size(), large - sent);
            if (chunked)
                client.send(QByteArray::number(size, 16) + "\r\n");
            QVERIFY(client.send(QByteArrayView(block).first(size)));
            if (chunked)
                client.send("\r\n");
            sent += size;
        }
        if (chunked)
            client.send("0\r\n\r\n");
        const auto words = client.response().body.split(' ');
        QCOMPARE(words[0], QByteArray::number(large));
        QCOMPARE(words[1], QByteArray("good"));
        QVERIFY2(words[2].toLongLong() - before < allowedGrowth, words[2].constData());
    }
    void downloadsFilesInBoundedMemory()
    {
        QTemporaryFile file(QStringLiteral("/dev/shm/skylab-http-XXXXXX"));
        QVERIFY(file.open());
        for (qint64 at = 0; at < large; at += 251 * 4096)
            file.write(Checked::block(at, std::min<qint64>(251 * 4096, large - at)));
        file.flush();
        const auto name = file.fileName().toLocal8Bit();
        const auto server = startServer([&name](const Request& request, BodyReader&) {
            const int fd = ::open(name.constData(), O_RDONLY | O_CLOEXEC);
            if (request.path == "/range")
                return Response { 206, {}, FileBody(fd, 1000, 5) };
            if (request.path == "/beyond")
                return Response { 200, {}, FileBody(fd, large - 10, 20) };
            return Response { 200, {}, FileBody(fd, 0, large) };
        });
        RawClient client(server->port());
        const auto before = residentMiB();
        qint64 peak = 0;
        client.send(get);
        QByteArray head;
        while (!head.endsWith("\r\n\r\n"))
            head += client.read(1);
        QVERIFY(head.contains("Content-Length: " + QByteArray::number(large) + "\r\n"));
        Checked checked;
        while (checked.count() < large) {
            const auto bytes = client.read();
            QVERIFY(!bytes.isEmpty());
            checked.add(bytes);
            peak = std::max(peak, residentMiB());
        }
        QVERIFY(checked.good());
        QVERIFY2(peak - before < allowedGrowth, QByteArray::number(peak - before).constData());
        QCOMPARE(client.ask("GET /range HTTP/1.1\r\nHost: h\r\n\r\n").body, Checked::block(1000, 5));
        // A file that turns out shorter must not pass for a whole one.
        const auto cut = client.ask("GET /beyond HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(cut.status, 200);
        QVERIFY(!cut.isComplete);
    }
    void streamsInBoundedMemory()
    {
        const auto block = Checked::block(0, 251 * 1024);
        const auto server = startServer([&block](const Request&, BodyReader&) {
            return Response { 200, {}, StreamBody { [&block, n = 0]() mutable {
                return Result<QByteArray>(n++ < 1000 ? block : QByteArray());
            } } };
        });
        RawClient client(server->port());
        const auto before = residentMiB();
        qint64 peak = 0;
        client.send(get);
        qint64 total = 0;
        QByteArray tail;
        while (!tail.endsWith("0\r\n\r\n")) {
            const auto bytes = client.read();
            QVERIFY(!bytes.isEmpty());
            total += bytes.size();
            tail = (tail + bytes).right(5);
            peak = std::max(peak, residentMiB());
        }
        QVERIFY(total > 1000 * block.size());
        QVERIFY2(peak - before < allowedGrowth, QByteArray::number(peak - before).constData());
        QCOMPARE(client.ask(get).body.size(), 1000 * block.size());
    }
    void sendsAKnownLengthAsSuch()
    {
        const auto server = startServer([](const Request& request, BodyReader&) {
            return Response { 200, {}, StreamBody { [n = 0]() mutable { return Result<QByteArray>(n++ < 2 ? "abc" : ""); },
                                                    request.path == "/a" ? 6 : request.path == "/short" ? 7 : 5 } };
        });
        RawClient client(server->port());
        const auto response = client.ask(get);
        QCOMPARE(response.headers.value("Content-Length"), QByteArray("6"));
        QCOMPARE(response.body, QByteArray("abcabc"));
        // A wrong promise is not papered over.
        QVERIFY(!client.ask("GET /short HTTP/1.1\r\nHost: h\r\n\r\n").isComplete);
        RawClient other(server->port());
        const auto longer = other.ask("GET /long HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(longer.body, QByteArray("abc"));
        QVERIFY(other.isClosed());
    }
    void cutsTheConnectionWhenAStreamFails_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("1.1") << get;
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n");
    }
    void cutsTheConnectionWhenAStreamFails()
    {
        QFETCH(QByteArray, request);
        const auto token = std::make_shared<int>(1);
        const std::weak_ptr<int> watched = token;
        Gate read;
        const auto server = startServer([&read, token](const Request&, BodyReader&) {
            return Response { 200, {}, StreamBody { [&read, token, n = 0]() mutable -> Result<QByteArray> {
                if (n++ == 0)
                    return QByteArray("abc");
                read.wait();
                return fail(ErrorCode::Unavailable, QStringLiteral("the disk has gone"));
            } } };
        });
        RawClient client(server->port());
        client.send(request);
        QByteArray seen;
        while (!seen.contains("abc"))
            seen += client.read();
        read.open();
        while (!client.read().isEmpty()) { }
        QVERIFY(client.wasReset());
        QTRY_COMPARE(watched.use_count(), 2L);   // ours and the handler's: the stream itself is gone
    }
    void answersBrokenChunks()
    {
        const auto server = startServer(count);
        RawClient client(server->port());
        const auto response = client.ask("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n");
        QCOMPARE(response.status, 400);
        QCOMPARE(response.headers.value("Connection"), QByteArray("close"));
    }
    void readsBodiesInAnyPortions()
    {
        const auto server = startServer([](const Request&, BodyReader& body) {
            QByteArray all;
            char some[3];
            for (;;) {
                const auto got = body.read(some, 3);
                if (!got || *got == 0)
                    break;
                all.append(some, *got);
            }
            return Response::text(200, all);
        });
        RawClient client(server->port());
        QCOMPARE(client.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789").body, QByteArray("0123456789"));
        QCOMPARE(client.ask("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n").body,
                 QByteArray("0123456789"));
        QCOMPARE(client.ask(get).body, QByteArray());
    }
};

SKYLAB_TEST(StreamTest)
#include "StreamTest.moc"
