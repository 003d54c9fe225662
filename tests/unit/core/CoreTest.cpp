#include "core/Clock.h"
#include "core/JsonWriter.h"
#include "core/Log.h"
#include "core/Result.h"
#include "core/Secret.h"
#include "core/Sizes.h"
#include "core/Uuid.h"
#include "support/TestMain.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace skylab;

class CoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tryReturnsTheError()
    {
        const auto half = [](int number) -> Result<int> {
            if (number % 2)
                return fail(ErrorCode::BadRequest, QStringLiteral("odd"), QStringLiteral("number"));
            return number / 2;
        };
        const auto quarter = [&](int number) -> Result<int> { return TRY(half(TRY(half(number)))); };
        QCOMPARE(quarter(8).value(), 2);
        QCOMPARE(quarter(6).error().field, QStringLiteral("number"));
    }
    void spellsSizes()
    {
        QCOMPARE(sizeText(0), QStringLiteral("0 B"));
        QCOMPARE(sizeText(1000), QStringLiteral("1000 B"));
        QCOMPARE(sizeText(1536), QStringLiteral("1.5 KiB"));
        QCOMPARE(sizeText(2.0 * 1024 * 1024), QStringLiteral("2 MiB"));
        QCOMPARE(sizeText(1024.0 * 1024 - 1), QStringLiteral("1 MiB"));       // not "1024 KiB"
        QCOMPARE(sizeText(725.4 * 1024 * 1024), QStringLiteral("725 MiB"));
        QCOMPARE(mebibytesText(8'000'000), QStringLiteral("7.6 TiB"));
        QCOMPARE(gibibytesText(20), QStringLiteral("20 GiB"));
        QCOMPARE(gibibytesText(19.46), QStringLiteral("19.5 GiB"));
        QCOMPARE(sizeText(1536, QLocale(QLocale::German)), QStringLiteral("1,5 KiB"));
    }
    void writesWhatParsesBack()
    {
        JsonWriter json;
        json.beginObject().key("a").value(QStringLiteral("q\"\\\n\u0001é구")).key("b").beginArray().value(1).value(2.5).value(true).null().endArray();
        json.key("c").value(QJsonObject { { QStringLiteral("big"), qint64(9007199254740993) } }).key("d").value(2.0).endObject();
        const auto bytes = json.take();
        const auto object = QJsonDocument::fromJson(bytes).object();
        QCOMPARE(object[u"a"].toString(), QStringLiteral("q\"\\\n\u0001é구"));
        QCOMPARE(object[u"b"].toArray().size(), 4);
        QCOMPARE(object[u"c"][u"big"].toInteger(), 9007199254740993);
        QVERIFY(bytes.endsWith("\"d\":2.0}"));
    }
    void writesLongTextsAndIsUsedAgain()
    {
        JsonWriter json;
        const auto plain = QString(5000, u'x'), mixed = plain + u'구' + plain;
        for (int round = 0; round < 2; ++round) {
            json.beginArray().value(plain).value(mixed).value(QString()).value(std::numeric_limits<qint64>::min()).endArray();
            const auto expected = QJsonArray { plain, mixed, QString(), std::numeric_limits<qint64>::min() };
            QCOMPARE(json.size(), qsizetype(3 * 5000 + 3 + 6 + 3 + 20 + 2));
            QCOMPARE(QJsonDocument::fromJson(json.take()).array(), expected);
            QCOMPARE(json.size(), qsizetype(0));
        }
    }
    void escapesWhereverItStands()
    {
        for (const auto& odd : { QString(QChar(0x1f)), QStringLiteral("\""), QStringLiteral("\\"), QString(QChar(0x7f)), QString(QChar(0x80)), QString(QChar(0x20)), QStringLiteral("é"),
                                 QStringLiteral("耀"), QString::fromUcs4(U"\U0001F600", 1), QString(QChar(0xfffd)) })
            for (int before = 0; before < 20; ++before)
                for (int after : { 0, 1, 9 }) {
                    const auto text = QString(before, u'a') + odd + QString(after, u'z');
                    JsonWriter json;
                    json.beginObject().key(QStringView(text)).value(text).endObject();
                    QCOMPARE(QJsonDocument::fromJson(json.take()).object(), (QJsonObject { { text, text } }));
                }
    }
    void spellsDaysAsTheCalendarHasThem()
    {
        for (const auto* text : { "2024-02-29T23:59:59.000001Z", "1969-12-31T23:59:59.999999Z", "2000-03-01T00:00:00.000000Z", "2099-12-31T12:00:00.500000Z" })
            QCOMPARE(toString(parseTimestamp(QString::fromLatin1(text)), TimeFormat::MicrosZ), QString::fromLatin1(text));
    }
    void spellsTimeAsEachServiceDoes()
    {
        const auto time = parseTimestamp(u"2026-01-02T03:04:05.123456Z");
        QCOMPARE(toString(time, TimeFormat::SecondsZ), QStringLiteral("2026-01-02T03:04:05Z"));
        QCOMPARE(toString(time, TimeFormat::Micros), QStringLiteral("2026-01-02T03:04:05.123456"));
        QCOMPARE(toString(time, TimeFormat::MicrosZ), QStringLiteral("2026-01-02T03:04:05.123456Z"));
        QCOMPARE(toString(time, TimeFormat::Http), QStringLiteral("Fri, 02 Jan 2026 03:04:05 GMT"));
        QCOMPARE(parseTimestamp(u"2026-01-02T05:04:05+02:00"), parseTimestamp(u"2026-01-02T03:04:05"));
        QVERIFY(parseTimestamp(u"yesterday").isNull());
    }
    void spellsEachDayAsHttpDoes()
    {
        const auto c = QLocale::c();
        for (auto day = QDateTime(QDate(2023, 12, 30), QTime(23, 59, 58), Qt::UTC); day.date().year() < 2025; day = day.addDays(1).addSecs(61))
            QCOMPARE(toString({ day.toMSecsSinceEpoch() * 1000 + 999'999 }, TimeFormat::Http), c.toString(day, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")));
    }
    void knowsUuids()
    {
        QVERIFY(isUuid(newUuid()) && isUuid(newHexId()));
        const auto first = newTimedUuid();
        QVERIFY(isUuid(first) && first[14] == u'7' && newTimedUuid() != first);
        QTRY_VERIFY(newTimedUuid().left(13) > first.left(13));      // a millisecond later
        QVERIFY(!isUuid(u"web-1") && !isUuid(u"0a6d7b1e-zzzz-4000-8000-000000000000"));
    }
    void secretsStayOutOfLogs()
    {
        const Secret secret("hunter2");
        QString text;
        QDebug(&text) << secret;
        QVERIFY(!text.contains(u"hunter2") && secret.equals("hunter2") && !secret.equals("hunter"));
    }
    void putsNothingIntoWordsThatTheLogDoesNotWant()
    {
        static const QLoggingCategory category("test.log");
        QTemporaryDir dir;
        const auto refused = installLog(dir.filePath(QStringLiteral("none/log")), QtWarningMsg);
        QVERIFY(!refused && refused.error().message.contains(QStringLiteral("none/log")));
        QVERIFY(installLog(dir.filePath(QStringLiteral("log")), QtWarningMsg));
        QVERIFY(!category.isInfoEnabled() && !category.isDebugEnabled());
        QVERIFY(category.isWarningEnabled() && category.isCriticalEnabled());
        QVERIFY(installLog({}, QtDebugMsg));
        QVERIFY(category.isInfoEnabled() && category.isDebugEnabled());
        qInstallMessageHandler(nullptr);
    }
};
SKYLAB_TEST(CoreTest)
#include "CoreTest.moc"
