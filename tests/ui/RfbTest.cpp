#include "console/RfbClient.h"
#include "support/TestMain.h"

#include <QRandomGenerator>
#include <zlib.h>
#include <QSignalSpy>
#include <QTest>
#include <QtEndian>

#include <array>

using namespace skylab;
using namespace skylab::console;

namespace {

template <typename T>
void put(QByteArray& out, T value)
{
    value = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

QByteArray rectHeader(int x, int y, int w, int h, qint32 encoding)
{
    QByteArray out;
    for (const int value : { x, y, w, h })
        put<quint16>(out, quint16(value));
    put<qint32>(out, encoding);
    return out;
}

QByteArray update(int rects, const QByteArray& body)
{
    QByteArray out("\0\0", 2);
    put<quint16>(out, quint16(rects));
    return out + body;
}

QByteArray serverInit(int width, int height)
{
    QByteArray out;
    put<quint16>(out, quint16(width));
    put<quint16>(out, quint16(height));
    out += QByteArray(16, '\0');
    put<quint32>(out, 4);
    return out + "test";
}

/// Bytes of one zlib stream; every block ends at a byte.
class Deflater {
public:
    Deflater() { deflateInit(&m_stream, 6); }
    ~Deflater() { deflateEnd(&m_stream); }
    QByteArray block(const QByteArray& plain)
    {
        QByteArray out(int(deflateBound(&m_stream, uLong(plain.size()))) + 64, '\0');
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
        m_stream.avail_in = uInt(plain.size());
        m_stream.next_out = reinterpret_cast<Bytef*>(out.data());
        m_stream.avail_out = uInt(out.size());
        deflate(&m_stream, Z_SYNC_FLUSH);
        out.truncate(out.size() - m_stream.avail_out);
        QByteArray sized;
        put<quint32>(sized, quint32(out.size()));
        return sized + out;
    }

private:
    z_stream m_stream {};
};

} // namespace

class RfbTest : public QObject {
    Q_OBJECT

    std::unique_ptr<RfbClient> m_client;
    QByteArray m_sent;
    Error m_error;

    void feedBytewise(const QByteArray& bytes)
    {
        for (const char byte : bytes)
            m_client->feed(QByteArray(1, byte));
    }
    void handshake(int width = 8, int height = 8)
    {
        m_client->feed("RFB 003.008\n");
        m_client->feed(QByteArray("\x01\x01", 2));
        m_client->feed(QByteArray(4, '\0'));
        m_client->feed(serverInit(width, height));
        QVERIFY(m_client->isReady());
        m_sent.clear();
    }

private Q_SLOTS:
    void init()
    {
        m_client = std::make_unique<RfbClient>();
        m_sent.clear();
        m_error = {};
        connect(m_client.get(), &RfbClient::wantsToSend, this, [this](const QByteArray& bytes) { m_sent += bytes; });
        connect(m_client.get(), &RfbClient::failed, this, [this](const Error& error) { m_error = error; });
    }

    void greetsEveryVersion_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("3.8") << QByteArray("RFB 003.008\n") << QByteArray("RFB 003.008\n");
        QTest::newRow("3.7") << QByteArray("RFB 003.007\n") << QByteArray("RFB 003.007\n");
        QTest::newRow("3.3") << QByteArray("RFB 003.003\n") << QByteArray("RFB 003.003\n");
        QTest::newRow("apple") << QByteArray("RFB 003.889\n") << QByteArray("RFB 003.008\n");
    }
    void greetsEveryVersion()
    {
        QFETCH(QByteArray, version);
        m_client->feed(version);
        QTEST(m_sent, "answer");
    }
    void authenticatesByPassword()
    {
        m_client->setPassword(Secret("secret"));
        m_client->feed("RFB 003.008\n");
        m_client->feed(QByteArray("\x01\x02", 2));
        m_sent.clear();
        m_client->feed(QByteArray::fromHex("000102030405060708090a0b0c0d0e0f"));
        QCOMPARE(m_sent.size(), 16);
        QByteArray refusal;
        put<quint32>(refusal, 1);
        put<quint32>(refusal, 5);
        m_client->feed(refusal + "wrong");
        QCOMPARE(m_error.code, ErrorCode::Unauthorized);
        QVERIFY(m_error.message.contains("wrong"));
    }
    void refusesUnknownSecurity()
    {
        m_client->feed("RFB 003.008\n");
        m_client->feed(QByteArray("\x01\x13", 2));
        QCOMPARE(m_error.code, ErrorCode::NotImplemented);
    }
    void drawsRawByteByByte()
    {
        QSignalSpy updated(m_client.get(), &RfbClient::updated);
        handshake();
        feedBytewise(update(1, rectHeader(1, 2, 2, 1, 0) + QByteArray("\x11\x22\x33\x00\x44\x55\x66\x00", 8)));
        QCOMPARE(m_client->picture().pixel(1, 2), 0xff332211U);
        QCOMPARE(m_client->picture().pixel(2, 2), 0xff665544U);
        QCOMPARE(updated.size(), 1);
        QVERIFY(m_sent.startsWith('\x03'));   // asks for the next update
    }
    void copiesRectangles()
    {
        handshake();
        m_client->feed(update(1, rectHeader(0, 0, 1, 1, 0) + QByteArray("\x01\x02\x03\x00", 4)));
        QByteArray from;
        put<quint16>(from, 0);
        put<quint16>(from, 0);
        m_client->feed(update(1, rectHeader(7, 7, 1, 1, 1) + from));
        QCOMPARE(m_client->picture().pixel(7, 7), 0xff030201U);
        m_client->feed(update(1, rectHeader(3, 3, 0, 2, 1) + from));   // of nothing
        QVERIFY2(m_error.message.isEmpty(), qPrintable(m_error.message));
    }
    void unpacksZrleOverOneStream()
    {
        handshake(100, 70);
        Deflater deflater;
        // Solid, then palette of two packed in bits, then runs: each of its own update, one stream.
        m_client->feed(update(1, rectHeader(0, 0, 100, 70, 16) + deflater.block(QByteArray("\x01\x01\x02\x03", 4).repeated(4))));
        QCOMPARE(m_client->picture().pixel(99, 69), 0xff030201U);
        m_client->feed(update(1, rectHeader(0, 0, 8, 1, 16) + deflater.block(QByteArray("\x02\x00\x00\x00\xff\xff\xff\xaa", 8))));
        QCOMPARE(m_client->picture().pixel(0, 0), 0xffffffffU);
        QCOMPARE(m_client->picture().pixel(1, 0), 0xff000000U);
        m_client->feed(update(1, rectHeader(0, 0, 4, 1, 16) + deflater.block(QByteArray("\x80\x05\x06\x07\x03", 5))));
        QCOMPARE(m_client->picture().pixel(3, 0), 0xff070605U);
        m_client->feed(update(1, rectHeader(0, 0, 4, 1, 16) + deflater.block(QByteArray("\x82\x01\x01\x01\x02\x02\x02\x00\x81\x02", 10))));
        QCOMPARE(m_client->picture().pixel(0, 0), 0xff010101U);
        QCOMPARE(m_client->picture().pixel(3, 0), 0xff020202U);
        QVERIFY2(m_error.message.isEmpty(), qPrintable(m_error.message));
    }
    void unpacksZlib()
    {
        handshake();
        Deflater deflater;
        m_client->feed(update(1, rectHeader(0, 0, 2, 1, 6) + deflater.block(QByteArray("\x0a\x0b\x0c\x00\x0d\x0e\x0f\x00", 8))));
        QCOMPARE(m_client->picture().pixel(1, 0), 0xff0f0e0dU);
    }
    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        Deflater bomb, shortTile, palette, longRun;
        QByteArray far;
        put<quint16>(far, 7);
        put<quint16>(far, 7);
        QTest::newRow("rectangle outside") << update(1, rectHeader(7, 7, 2, 2, 0));
        QTest::newRow("copy from outside") << update(1, rectHeader(0, 0, 2, 2, 1) + far);
        QTest::newRow("compression bomb") << update(1, rectHeader(0, 0, 8, 8, 16) + bomb.block(QByteArray(10'000'000, '\0')));
        QTest::newRow("short tile") << update(1, rectHeader(0, 0, 8, 8, 16) + shortTile.block(QByteArray("\0\1\2", 3)));
        QTest::newRow("colour that is not there") << update(1, rectHeader(0, 0, 8, 1, 16) + palette.block(QByteArray("\x03\0\0\0\1\1\1\2\2\2\xff\xff", 12)));
        QTest::newRow("run too long") << update(1, rectHeader(0, 0, 2, 1, 16) + longRun.block(QByteArray("\x80\1\2\3\x7f", 5)));
        QTest::newRow("not zlib") << update(1, rectHeader(0, 0, 8, 8, 16) + QByteArray("\0\0\0\4abcd", 8));
        QTest::newRow("huge block") << update(1, rectHeader(0, 0, 8, 8, 16) + QByteArray("\x7f\xff\xff\xff", 4));
        QTest::newRow("unknown encoding") << update(1, rectHeader(0, 0, 8, 8, 99));
        QTest::newRow("unknown message") << QByteArray("\x77");
        QTest::newRow("huge screen") << update(1, rectHeader(0, 0, 65535, 65535, -223));
        QTest::newRow("huge pointer") << update(1, rectHeader(0, 0, 4000, 4000, -239));
        QTest::newRow("huge clipboard") << QByteArray("\x03\0\0\0\x7f\0\0\0", 8);
    }
    void refusesWhatDoesNotFit()
    {
        QFETCH(QByteArray, bytes);
        handshake();
        m_client->feed(bytes);
        QCOMPARE(m_error.code, ErrorCode::BadRequest);
        m_sent.clear();
        m_client->feed(QByteArray(1000, '\0'));   // dead is dead
        m_client->sendKey('a', 0, true);
        QVERIFY(m_sent.isEmpty());
    }
    void survivesNoise()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            init();
            handshake();
            QByteArray noise(int(random.bounded(400)), '\0');
            for (auto& byte : noise)
                byte = char(random.bounded(256));
            const std::array<qint32, 8> encodings { 0, 1, 6, 16, -223, -239, -308, -307 };
            m_client->feed(update(3, rectHeader(int(random.bounded(9)), int(random.bounded(9)), int(random.bounded(9)), int(random.bounded(9)), encodings[random.bounded(8)]) + noise));
        }
    }
    void worksInSlices()
    {
        handshake(100, 100);
        m_client->setSlice(20'000);
        QSignalSpy waiting(m_client.get(), &RfbClient::waiting);
        QSignalSpy updated(m_client.get(), &RfbClient::updated);
        QByteArray from;
        put<quint16>(from, 0);
        put<quint16>(from, 0);
        m_client->feed(update(10, (rectHeader(0, 0, 100, 100, 1) + from).repeated(10)));   // each of them costs a slice
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(updated.size(), 0);
        for (int i = 0; i < 12; ++i)
            m_client->resume();
        QCOMPARE(updated.size(), 1);
        m_client->setSlice(1);
        for (int i = 0; i < 200 && m_error.message.isEmpty(); ++i)
            m_client->feed(QByteArray(1 << 20, '\2'));
        QCOMPARE(m_error.code, ErrorCode::TooLarge);   // what waits is bounded
    }
    void asksForAllOnceAfterManyNewSizes()
    {
        handshake();
        m_client->feed(update(4, rectHeader(0, 0, 16, 16, -223) + rectHeader(0, 0, 8, 8, -223) + rectHeader(0, 0, 16, 16, -223) + rectHeader(0, 0, 9, 9, -223)));
        QCOMPARE(m_sent, QByteArray("\x03\0\0\0\0\0\0\x09\0\x09", 10));
    }
    void saysReasonsInOneCleanLine()
    {
        m_client->feed("RFB 003.008\n");
        m_client->feed(QByteArray(1, '\0') + QByteArray("\0\0\0\x17", 4) + "no\x1b[31m\nway <b>home</b>");
        QCOMPARE(m_error.code, ErrorCode::Unauthorized);
        QVERIFY2(m_error.message.contains("no[31m way <b>home</b>"), qPrintable(m_error.message));
    }
    void sendsKeysExtendedWhereTheServerKnowsThem()
    {
        handshake();
        m_client->sendKey(0x61, 0x1e, true);
        QCOMPARE(m_sent, QByteArray("\x04\x01\0\0\0\0\0\x61", 8));
        m_client->feed(update(1, rectHeader(0, 0, 0, 0, -258)));
        m_sent.clear();
        m_client->sendKey(0x61, 0x1e, true);
        QCOMPARE(m_sent, QByteArray("\xff\0\0\1\0\0\0\x61\0\0\0\x1e", 12));
    }
    void resizesAndKeepsThePicture()
    {
        QSignalSpy resized(m_client.get(), &RfbClient::resized);
        handshake();
        m_client->feed(update(1, rectHeader(0, 0, 1, 1, 0) + QByteArray("\x01\x02\x03\x00", 4)));
        m_client->feed(update(1, rectHeader(0, 0, 16, 4, -223)));
        QCOMPARE(m_client->picture().size(), QSize(16, 4));
        QCOMPARE(m_client->picture().pixel(0, 0), 0xff030201U);
        QCOMPARE(resized.size(), 2);
    }
    void passesClipboardsAsUtf8()
    {
        handshake();
        QSignalSpy clipboard(m_client.get(), &RfbClient::clipboard);
        const auto message = [](quint32 flags, const QByteArray& body) {
            QByteArray out("\x03\0\0\0", 4);
            put<qint32>(out, -qint32(4 + body.size()));
            put<quint32>(out, flags);
            return out + body;
        };
        m_client->feed(message(1U << 24 | 1, {}));   // the server's abilities
        const auto text = QString::fromUtf8("구름 ☁").toUtf8() + '\0';
        QByteArray plain;
        put<quint32>(plain, quint32(text.size()));
        m_client->feed(message(1U << 28 | 1, qCompress(plain + text).mid(4)));
        QCOMPARE(clipboard.size(), 1);
        QCOMPARE(clipboard[0][0].toString(), QString::fromUtf8("구름 ☁"));
        m_sent.clear();
        m_client->sendClipboard(QString::fromUtf8("구름 ☁"));   // it came from there
        QVERIFY(m_sent.isEmpty());
    }
};

SKYLAB_TEST(RfbTest)
#include "RfbTest.moc"
