#include "ObjectCloud.h"

#include "support/TestMain.h"

#include <archive.h>
#include <archive_entry.h>

#include <QTest>

using namespace skylab;
using namespace skylab::test;

/// Many things by one request.
class BulkTest : public QObject {
    Q_OBJECT

    std::unique_ptr<ObjectCloud> m_cloud;

    static QByteArray packed(const QList<std::pair<QByteArray, QByteArray>>& files, int filter = ARCHIVE_FILTER_NONE)
    {
        QByteArray bytes(4 << 20, '\0');
        size_t used = 0;
        auto* writer = archive_write_new();
        archive_write_set_format_pax(writer);
        archive_write_add_filter(writer, filter);
        archive_write_open_memory(writer, bytes.data(), size_t(bytes.size()), &used);
        for (const auto& [name, content] : files) {
            auto* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.constData());
            const bool folder = name.endsWith('/');
            archive_entry_set_filetype(entry, folder ? AE_IFDIR : AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_entry_set_size(entry, folder ? 0 : content.size());
            if (name.endsWith(".link")) {
                archive_entry_set_filetype(entry, AE_IFLNK);
                archive_entry_set_symlink(entry, content.constData());
                archive_entry_set_size(entry, 0);
            }
            if (name.endsWith(".hard")) {
                archive_entry_set_hardlink(entry, content.constData());
                archive_entry_set_size(entry, 0);
            }
            if (name.endsWith(".typed")) {
                archive_entry_xattr_add_entry(entry, "user.mime_type", "x/typed", 7);
                archive_entry_xattr_add_entry(entry, "user.meta.colour", "red", 3);
            }
            if (name.endsWith(".spaced"))
                archive_entry_xattr_add_entry(entry, "user.meta.a b", "c", 1);
            if (name.endsWith(".control"))
                archive_entry_xattr_add_entry(entry, "user.mime_type", "x/\x01", 3);
            archive_write_header(writer, entry);
            if (archive_entry_size(entry) > 0)
                archive_write_data(writer, content.constData(), size_t(content.size()));
            archive_entry_free(entry);
        }
        archive_write_close(writer);
        archive_write_free(writer);
        return bytes.left(qsizetype(used));
    }
    QJsonObject report(const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& type = "text/plain")
    {
        const auto answer = m_cloud->call(method, path, { { "Accept", "application/json" }, { "Content-Type", type } }, body);
        return answer.status == 200 ? answer.json() : QJsonObject { { QStringLiteral("status"), answer.status } };
    }
    QJsonObject extract(const QString& path, const QByteArray& body) { return report("PUT", path, body, "application/x-tar"); }

private Q_SLOTS:
    void init() { m_cloud = std::make_unique<ObjectCloud>(); }
    void cleanup() { m_cloud.reset(); }

    void unpacks_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("filter");
        QTest::newRow("tar") << QStringLiteral("tar") << int(ARCHIVE_FILTER_NONE);
        QTest::newRow("gzip") << QStringLiteral("tar.gz") << int(ARCHIVE_FILTER_GZIP);
        QTest::newRow("bzip2") << QStringLiteral("tar.bz2") << int(ARCHIVE_FILTER_BZIP2);
    }
    void unpacks()
    {
        QFETCH(QString, format);
        QFETCH(int, filter);
        const auto big = QByteArray("0123456789").repeated(100'000);
        const auto tar = packed({ { "c/", {} }, { "c/a.txt", "hello" }, { "./d/x/b.typed", "b" }, { "alone", "x" }, { "/d/../c", "dots are names" }, { "d/big", big } }, filter);
        const auto told = extract(QStringLiteral("?extract-archive=") + format, tar);
        QCOMPARE(told[u"Number Files Created"].toInt(), 4);
        QCOMPARE(told[u"Response Status"].toString(), QStringLiteral("201 Created"));
        QCOMPARE(m_cloud->list({}), QStringLiteral("c d"));
        QCOMPARE(m_cloud->list(QStringLiteral("d")), QStringLiteral("../c big x/b.typed"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/a.txt")).body, QByteArray("hello"));
        QCOMPARE(m_cloud->get(QStringLiteral("c/a.txt")).header("content-type"), QByteArray("text/plain"));
        QCOMPARE(m_cloud->head(QStringLiteral("d/x/b.typed")).header("content-type"), QByteArray("x/typed"));
        QCOMPARE(m_cloud->head(QStringLiteral("d/x/b.typed")).header("x-object-meta-colour"), QByteArray("red"));
        QVERIFY(m_cloud->get(QStringLiteral("d/big")).body == big);
    }
    /// Links in an archive point to files of the host, and names may lead out of the folder: neither gets anywhere.
    void unpacksNoLinksAndNothingElsewhere()
    {
        const QByteArray large(10'000, '1');
        const auto told = extract(QStringLiteral("?extract-archive=tar"), packed({ { "c/a.link", "/etc/passwd" }, { "c/a", large }, { "c/b.hard", "c/a" }, { "c/x.link", ".." }, { "c/x.link/y", large },
                                                                               { "../../escaped", large }, { "c/../../../escaped", large }, { "/../c/escaped", large } }));
        QCOMPARE(told[u"Number Files Created"].toInt(), 5);
        QVERIFY(told[u"Errors"].toArray().isEmpty());
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QStringLiteral("../../../escaped a x.link/y"));      // names, no paths
        QCOMPARE(m_cloud->get(QStringLiteral("c/a.link")).status, 404);
        QCOMPARE(m_cloud->get(QStringLiteral("c/b.hard")).status, 404);
        QCOMPARE(m_cloud->files(), 5);      // each in the store's own folder, named by itself
        for (QDirIterator it(m_cloud->cloud().dataDir() + QStringLiteral("/.."), { QStringLiteral("escaped*") }); it.hasNext();)
            QFAIL(qPrintable(it.next()));
        for (QDirIterator it(m_cloud->cloud().dataDir(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories); it.hasNext();) {
            const auto file = it.next();
            QVERIFY2(!it.fileInfo().isSymLink() && !file.contains(QStringLiteral("escaped")), qPrintable(file));
        }
    }
    void unpacksBelow()
    {
        QCOMPARE(extract(QStringLiteral("c/in/?extract-archive=tar"), packed({ { "a", "1" }, { "b/c", "2" } }))[u"Number Files Created"].toInt(), 2);
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QStringLiteral("in/a in/b/c"));
    }
    void tellsWhatItCouldNotUnpack()
    {
        m_cloud->put(QStringLiteral("c"), {}, { { "X-Container-Meta-Quota-Bytes", "30000" } });
        const auto told = extract(QStringLiteral("?extract-archive=tar"), packed({ { "c/a", QByteArray(20'000, '1') }, { "c/b", QByteArray(30'000, '2') }, { QByteArray(300, 'x') + "/o", "x" } }));
        QCOMPARE(told[u"Number Files Created"].toInt(), 1);
        QCOMPARE(told[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(told[u"Errors"].toArray().size(), 2);
        QCOMPARE(told[u"Errors"][0][1].toString(), QStringLiteral("413 Request Entity Too Large"));
        QVERIFY(extract(QStringLiteral("?extract-archive=tar"), QByteArray(5000, 'x'))[u"Response Body"].toString().startsWith(QStringLiteral("Invalid Tar File")));
        QVERIFY(extract(QStringLiteral("?extract-archive=tar"), packed({ { "d/a", QByteArray(100'000, 'y') } }).left(20'000))[u"Response Status"].toString().startsWith(u'4'));
        QCOMPARE(m_cloud->list(QStringLiteral("d")), QString());
        QCOMPARE(extract(QStringLiteral("?extract-archive=zip"), "x")[u"status"].toInt(), 400);
        QCOMPARE(m_cloud->files(), 1);
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        const auto refused = m_cloud->callAs(other.token, "PUT", QStringLiteral("?extract-archive=tar"), { { "Accept", "application/json" } }, packed({ { "e/a", "1" } }));
        QCOMPARE(refused.json()[u"Errors"][0][1].toString(), QStringLiteral("403 Forbidden"));
        QCOMPARE(refused.json()[u"Errors"][0][0].toString(), QStringLiteral("e/a"));
        QCOMPARE(m_cloud->callAs({}, "PUT", QStringLiteral("?extract-archive=tar"), {}, packed({ { "e/a", "1" } })).status, 401);
        QCOMPARE(m_cloud->list({}), QStringLiteral("c d"));
    }
    void unpacksNothingThatHeadersCantCarry()
    {
        const auto told = extract(QStringLiteral("?extract-archive=tar"), packed({ { "c/a.spaced", "1" }, { "c/b.control", "2" }, { "c/c", "3" } }));
        QCOMPARE(told[u"Number Files Created"].toInt(), 1);
        QCOMPARE(told[u"Errors"].toArray().size(), 2);
        QCOMPARE(told[u"Errors"][0][1].toString() + told[u"Errors"][1][1].toString(), QStringLiteral("400 Bad Request400 Bad Request"));
        QCOMPARE(m_cloud->list(QStringLiteral("c")), QStringLiteral("c"));
    }
    void deletesMany()
    {
        m_cloud->put(QStringLiteral("c"));
        m_cloud->put(QStringLiteral("full"));
        m_cloud->put(QStringLiteral("full/x"), "x");
        for (const auto* name : { "c/a", "c/b%20c", "c/%ED%95%9C" })
            m_cloud->put(QLatin1String(name), "x");
        const auto told = report("POST", QStringLiteral("?bulk-delete"), "c\n/c/a\r\nc/b%20c\n\nc/%ED%95%9C\nc/none\nnone\nfull");
        QCOMPARE(told[u"Number Deleted"].toInt(), 4);
        QCOMPARE(told[u"Number Not Found"].toInt(), 2);
        QCOMPARE(told[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(told[u"Errors"][0][0].toString() + told[u"Errors"][0][1].toString(), QStringLiteral("full409 Conflict"));
        QCOMPARE(m_cloud->list({}), QStringLiteral("full"));
        QCOMPARE(report("DELETE", QStringLiteral("?bulk-delete"), "full/x\nfull")[u"Response Status"].toString(), QStringLiteral("200 OK"));
        QCOMPARE(m_cloud->list({}), QString());
    }
    void refusesToDelete()
    {
        QCOMPARE(report("POST", QStringLiteral("?bulk-delete"), "\n")[u"Response Status"].toString(), QStringLiteral("400 Bad Request"));
        QCOMPARE(report("POST", QStringLiteral("?bulk-delete"), "c", "application/json")[u"Response Status"].toString(), QStringLiteral("406 Not Acceptable"));
        QCOMPARE(report("POST", QStringLiteral("?bulk-delete"), QByteArray("c/o\n").repeated(10'001))[u"Response Status"].toString(), QStringLiteral("413 Request Entity Too Large"));
        QCOMPARE(report("POST", QStringLiteral("?bulk-delete"), QByteArray(20'000, 'x'))[u"Response Body"].toString(), QStringLiteral("Invalid File Name"));
        m_cloud->put(QStringLiteral("c"));
        m_cloud->put(QStringLiteral("c/o"), "x");
        const auto other = m_cloud->cloud().makeTenant(QStringLiteral("other"), QStringLiteral("member"));
        QCOMPARE(m_cloud->callAs(other.token, "POST", QStringLiteral("?bulk-delete"), { { "Accept", "application/json" } }, "c/o").json()[u"Number Deleted"].toInt(), 0);
        QCOMPARE(m_cloud->callAs({}, "POST", QStringLiteral("?bulk-delete"), {}, "c/o").status, 401);
        QCOMPARE(m_cloud->get(QStringLiteral("c/o")).status, 200);
    }
};

SKYLAB_TEST(BulkTest)
#include "BulkTest.moc"
