#include "network/drivers/ovn/JsonFramer.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::network::ovn;

class JsonFramerTest : public QObject {
    Q_OBJECT

private:
    static QList<QByteArray> feed(JsonFramer& framer, const QByteArray& bytes, int step)
    {
        QList<QByteArray> messages;
        for (qsizetype i = 0; i < bytes.size(); i += step) {
            framer.append(bytes.mid(i, step));
            for (;;) {
                auto next = framer.next();
                if (!next || !*next)
                    break;
                messages << **next;
            }
        }
        return messages;
    }

private Q_SLOTS:
    void cutsMessagesHoweverTheStreamIsSplit()
    {
        const QList<QByteArray> expected { "{\"a\":{\"b\":\"}{\\\"\\\\\"}}", "{}",
                                           "{\"id\":1,\"result\":[\"x{\",null]}" };
        for (int step = 1; step < 60; ++step) {
            JsonFramer framer(1000);
            QCOMPARE(feed(framer, expected[0] + expected[1] + "\n \t" + expected[2], step), expected);
            QCOMPARE(framer.buffered(), 0);
        }
    }

    void refusesWhatIsNoObject_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("http") << QByteArray("HTTP/1.1 400 Bad Request\r\n");
        QTest::newRow("array") << QByteArray("[1]");
        QTest::newRow("stray brace") << QByteArray("}");
        QTest::newRow("zero byte") << QByteArray("\0{}", 3);
        QTest::newRow("after a message") << QByteArray("{} x");
    }
    void refusesWhatIsNoObject()
    {
        QFETCH(QByteArray, bytes);
        JsonFramer framer(1000);
        framer.append(bytes);
        auto next = framer.next();
        if (next && *next)
            next = framer.next();
        QVERIFY(!next);
        QCOMPARE(next.error().code, ErrorCode::Internal);
    }

    void refusesAMessageBeyondTheLimitBeforeItEnds()
    {
        JsonFramer framer(100);
        framer.append("{\"a\":\"" + QByteArray(95, 'x'));
        const auto next = framer.next();
        QVERIFY(!next);
        QCOMPARE(next.error().code, ErrorCode::TooLarge);
    }

    void refusesAWholeMessageBeyondTheLimit()
    {
        JsonFramer framer(20);
        framer.append("{\"a\":\"" + QByteArray(95, 'x') + "\"}");
        QCOMPARE(framer.next().error().code, ErrorCode::TooLarge);
    }

    void takesAMessageOfMegabytesInLinearTime()
    {
        const auto big = "{\"a\":\"" + QByteArray(20'000'000, 'x') + "\"}";
        JsonFramer framer(64 << 20);
        QCOMPARE(feed(framer, big, 65536).size(), 1);
    }
};

SKYLAB_TEST(JsonFramerTest)
#include "JsonFramerTest.moc"
