#include "object/model/FormData.h"
#include "support/TestMain.h"

#include <QTest>

#include <cstring>

using namespace skylab;
using namespace skylab::object;

/// Forms that stream in, whatever pieces they come in.
class FormDataTest : public QObject {
    Q_OBJECT

    /// Gives at most so many bytes at once.
    class Trickle final : public http::BodyReader {
    public:
        Trickle(QByteArray bytes, qsizetype step) : m_bytes(std::move(bytes)), m_step(step) { }
        Result<qsizetype> read(char* to, qsizetype size) override
        {
            const auto count = std::min({ size, m_step, m_bytes.size() });
            std::memcpy(to, m_bytes.constData(), std::size_t(count));
            m_bytes.remove(0, count);
            return count;
        }
    private:
        QByteArray m_bytes;
        qsizetype m_step;
    };

    static QByteArray part(const QByteArray& head, const QByteArray& body) { return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n"; }

private Q_SLOTS:
    void readsBoundaries()
    {
        QCOMPARE(FormData::boundaryOf("multipart/form-data; boundary=abc"), QByteArray("abc"));
        QCOMPARE(FormData::boundaryOf("Multipart/Form-Data; charset=x; boundary=\"a b;c\""), QByteArray("a b;c"));
        QCOMPARE(FormData::boundaryOf("multipart/form-data"), QByteArray());
        QCOMPARE(FormData::boundaryOf("text/plain; boundary=abc"), QByteArray());
        QCOMPARE(FormData::boundaryOf("multipart/form-data; boundary=" + QByteArray(300, 'x')), QByteArray());
    }
    void readsParts_data()
    {
        QTest::addColumn<int>("step");
        for (const int step : { 1, 2, 3, 5, 7, 64, 100'000 })
            QTest::addRow("%d", step) << step;
    }
    void readsParts()
    {
        QFETCH(int, step);
        const QByteArray tricky = "\r\n--\r\n--c\r\n-\r\n" + QByteArray(40'000, '\r') + "end";
        Trickle body(part("name=\"Key\"", "value") + part("name=empty", "") + part("name=\"f\"; filename=\"a;b.txt\"", tricky) + "--b\r\n\r\nno head\r\n--b--\r\nafter", step);
        FormData form(body, "b");
        QVERIFY(form.next().value());
        QCOMPARE(form.name(), QStringLiteral("Key"));
        QCOMPARE(form.text(100).value(), QStringLiteral("value"));
        QVERIFY(form.next().value());
        QCOMPARE(form.text(100).value(), QString());
        QVERIFY(form.next().value());
        QCOMPARE(form.filename(), QStringLiteral("a;b.txt"));
        QByteArray bytes;
        char piece[1000];
        while (const auto got = form.read(piece, sizeof piece).value())
            bytes.append(piece, got);
        QVERIFY(bytes == tricky);
        QVERIFY(form.next().value());
        QCOMPARE(form.name(), QString());
        QVERIFY(!form.next().value());      // over what is left of the part
        QVERIFY(!form.next().value());
    }
    void cutsValues()
    {
        Trickle body(part("name=k", "0123456789") + "--b--", 4);
        FormData form(body, "b");
        QVERIFY(form.next().value());
        QCOMPARE(form.text(4).value(), QStringLiteral("0123"));
        QVERIFY(!form.next().value());
    }
    void refuses()
    {
        for (const QByteArray& bad : { QByteArray(), QByteArray("--c\r\n"), QByteArray("--bad\r\n"), QByteArray("--b\r\nA: b"), "--b\r\nA: " + QByteArray(20'000, 'x') }) {
            Trickle body(bad, 100);
            FormData form(body, "b");
            const auto next = form.next();
            QVERIFY2(!next && next.error().code == ErrorCode::BadRequest, bad.left(20).constData());
        }
        Trickle body("--b\r\nA: b\r\n\r\nbytes without an end", 10);
        FormData form(body, "b");
        QVERIFY(form.next().value());
        QVERIFY(!form.text(100));
    }
};

SKYLAB_TEST(FormDataTest)
#include "FormDataTest.moc"
