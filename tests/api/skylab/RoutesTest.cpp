#include "api/security/SecurityCloud.h"
#include "support/TestMain.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace skylab::test;

namespace {

/// A line of everyday-routes.txt or former-routes.txt.
struct Row {
    QString line;
    QByteArray method;
    QString path;
    QString action;
    QByteArray since;
    QByteArray until;

    [[nodiscard]] QString service() const { return path.section(u'/', 1, 1); }
};

std::vector<Row> rowsOf(const char* name)
{
    QFile file(QStringLiteral(SKYLAB_SOURCE_DIR "/tests/api/skylab/") + text(name));
    std::vector<Row> rows;
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    const auto lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const auto& line : lines) {
        if (line.startsWith(u'#'))
            continue;
        const auto words = line.split(u' ');
        Row row { line, words[0].toUtf8(), words[1], {}, {}, {} };
        for (const auto& word : words.sliced(2)) {
            const auto value = word.section(u'=', 1);
            if (word.startsWith(u"action="))
                row.action = value;
            else
                (word.startsWith(u"since=") ? row.since : row.until) = value.toUtf8();
        }
        rows.push_back(row);
    }
    return rows;
}

/// The word of the microversions' header, the first and the last one; nullopt: the service has none.
struct Range {
    QByteArray word;
    QByteArray first;
    QByteArray last;
};
std::optional<Range> rangeOf(const QString& service)
{
    if (service == u"compute")
        return Range { "compute", "2.1", "2.96" };
    if (service == u"volume")
        return Range { "volume", "3.0", "3.71" };
    if (service == u"placement")
        return Range { "placement", "1.0", "1.39" };
    return std::nullopt;
}

/// "2.35", 1 -> "2.36"
QByteArray stepped(const QByteArray& version, int by)
{
    const auto dot = version.indexOf('.');
    return version.first(dot + 1) + QByteArray::number(version.sliced(dot + 1).toInt() + by);
}

} // namespace

/// Whether OpenStack's routes are there, asked one by one with ids that nobody has: what the router does not know is told from
/// what a service does not have.
class RoutesTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;

    [[nodiscard]] QString filled(const QString& path) const
    {
        static const QRegularExpression argument(QStringLiteral("\\{(\\w+)\\}"));
        QString out = path;
        if (path.startsWith(u"/volume/v3/{"))
            out.replace(QRegularExpression(QStringLiteral("^/volume/v3/\\{\\w+\\}")), QStringLiteral("/volume/v3/") + m_cloud->admin().projectId);
        out.replace(QStringLiteral("{account}"), QStringLiteral("AUTH_") + m_cloud->admin().projectId);
        out.replace(QStringLiteral("{resource_type}"), QStringLiteral("networks"));
        return out.replace(argument, QStringLiteral("11111111-2222-4333-8444-555555555555"));
    }
    Answer ask(const Row& row, const QByteArray& version)
    {
        ApiClient::Headers headers;
        if (const auto range = rangeOf(row.service()); range && !version.isEmpty())
            headers.append({ "OpenStack-API-Version", range->word + ' ' + version });
        const auto body = row.action.isEmpty() ? QByteArray("{}") : "{\"" + row.action.toUtf8() + "\":null}";
        const bool has = row.method == "POST" || row.method == "PUT" || row.method == "PATCH";
        return m_cloud->client().sendBytes(row.method, filled(row.path), has ? body : QByteArray(), has ? QByteArray("application/json") : QByteArray(), m_cloud->admin().token, headers);
    }
    /// False: the router, or the table of actions, does not know what was asked.
    bool isKnown(const Row& row, const Answer& answer)
    {
        if (row.method == "HEAD" && answer.status == 404) {       // no body says which 404 it is, but its length differs
            const auto nothing = m_cloud->client().head(u'/' + row.service() + QStringLiteral("/nothing-here"), m_cloud->admin().token);
            return answer.header("content-length") != nothing.header("content-length");
        }
        return !answer.body.contains("The resource could not be found.") && !answer.body.contains("is not allowed for this resource") && !answer.body.contains("There is no such action");
    }
    static QString told(const Row& row, const QByteArray& version, const Answer& answer)
    {
        return QStringLiteral("\n%1 at %2: %3 %4").arg(row.line, QString::fromLatin1(version)).arg(answer.status).arg(QString::fromUtf8(answer.body.left(160)));
    }

private Q_SLOTS:
    void initTestCase() { m_cloud = std::make_unique<SecurityCloud>(); }
    void cleanupTestCase() { m_cloud.reset(); }

    void knowsWhatEverydayClientsAsk()
    {
        const auto rows = rowsOf("everyday-routes.txt");
        QVERIFY2(rows.size() > 500, qPrintable(QString::number(rows.size())));
        QString wrong;
        for (const auto& row : rows) {
            const auto range = rangeOf(row.service());
            const auto first = range ? (row.since.isEmpty() ? range->first : row.since) : QByteArray();
            for (const auto& version : range ? QList<QByteArray> { first, range->last } : QList<QByteArray> { first }) {
                const auto answer = ask(row, version);
                if (!isKnown(row, answer) || answer.status >= 500 || answer.status < 200)
                    wrong += told(row, version, answer);
            }
            if (row.since.isEmpty())
                continue;
            if (const auto answer = ask(row, stepped(row.since, -1)); answer.status != 404 || isKnown(row, answer))
                wrong += told(row, stepped(row.since, -1), answer) + QStringLiteral("  <- not yet there");
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void saysWhenWhatIsFormerEnded()
    {
        const auto rows = rowsOf("former-routes.txt");
        QVERIFY2(rows.size() > 100, qPrintable(QString::number(rows.size())));
        QString wrong;
        for (const auto& row : rows) {
            if (row.until == "gone") {
                for (const auto& version : { QByteArray("2.1"), QByteArray("2.96") })
                    if (const auto answer = ask(row, version); answer.status != 410 || !answer.json().contains(u"computeFault"))
                        wrong += told(row, version, answer);
                continue;
            }
            if (const auto answer = ask(row, row.until); !isKnown(row, answer))
                wrong += told(row, row.until, answer);
            const auto after = stepped(row.until, 1);
            if (const auto answer = ask(row, after); answer.status != 404 || isKnown(row, answer))
                wrong += told(row, after, answer) + QStringLiteral("  <- ended");
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    /// What clients negotiate by, without a token.
    void tellsTheRangesOfVersions()
    {
        ApiClient anyone(m_cloud->url());
        const auto of = [&](const char* path) { return anyone.get(text(path)).json(); };
        QCOMPARE(of("/identity/v3")[u"version"][u"id"].toString(), text("v3.14"));
        for (const auto& [path, number, last, first] : { std::tuple { "/compute/", 1, "2.96", "2.1" }, std::tuple { "/volume/", 0, "3.71", "3.0" } }) {
            const auto versions = of(path)[u"versions"].toArray();
            QCOMPARE(versions[number][u"version"].toString(), text(last));
            QCOMPARE(versions[number][u"min_version"].toString(), text(first));
        }
        const auto placement = of("/placement/");
        QCOMPARE(placement[u"versions"][0][u"max_version"].toString(), text("1.39"));
        QCOMPARE(placement[u"versions"][0][u"min_version"].toString(), text("1.0"));
        const auto images = of("/image/versions")[u"versions"].toArray();
        QCOMPARE(images.first()[u"id"].toString(), text("v2.15"));
        QCOMPARE(images.last()[u"id"].toString(), text("v2.0"));
        QCOMPARE(of("/network/")[u"versions"][0][u"id"].toString(), text("v2.0"));
        QVERIFY(of("/object-store/info")[u"swift"].toObject().contains(u"version"));
    }
};

SKYLAB_TEST(RoutesTest)
#include "RoutesTest.moc"
