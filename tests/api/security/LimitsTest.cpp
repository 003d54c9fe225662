#include "Belongings.h"
#include "support/Patience.h"
#include "support/TestMain.h"
#include "unit/http/RawClient.h"

#include <QJsonDocument>
#include <QTest>
#include <QUrl>

using namespace skylab;
using namespace skylab::test;

namespace {

using Listed = service::Pipeline::Listed;
using Whose = Belongings::Whose;

/// Creations; what changes things is Belongings::body().
struct Create {
    const char* path;
    const char* json;
    bool byAdministrator = false;
};
constexpr Create creates[] = {
    { "/compute/v2.1/servers", "{'server':{'name':'stolen','imageRef':'{image_id}','flavorRef':'1','networks':[{'uuid':'{network_id}'}],'metadata':{'stolen':'stolen'},'user_data':'c3RvbGVu','availability_zone':'nova','min_count':1,'config_drive':true,'tags':['stolen'],'description':'stolen','block_device_mapping_v2':[{'boot_index':0,'uuid':'{image_id}','source_type':'image','destination_type':'local','delete_on_termination':true}]},'os:scheduler_hints':{'group':'{server_group_id}'}}" },
    { "/compute/v2.1/os-keypairs", "{'keypair':{'name':'stolen','type':'ssh','public_key':'ssh-ed25519 AAAA x'}}" },
    { "/compute/v2.1/os-server-groups", "{'server_group':{'name':'stolen','policy':'affinity','rules':{'max_server_per_host':1}}}" },
    { "/compute/v2.1/flavors", "{'flavor':{'name':'stolen','ram':64,'vcpus':1,'disk':1,'swap':1,'rxtx_factor':1.5,'OS-FLV-EXT-DATA:ephemeral':1,'description':'stolen'}}", true },
    { "/compute/v2.1/os-aggregates", "{'aggregate':{'name':'stolen','availability_zone':'stolen'}}", true },
    { "/network/v2.0/networks", "{'network':{'name':'stolen','mtu':1400,'admin_state_up':true,'dns_domain':'stolen.example.'}}" },
    { "/network/v2.0/subnets", "{'subnet':{'name':'stolen','network_id':'{network_id}','ip_version':4,'cidr':'10.70.0.0/24','gateway_ip':'10.70.0.1','allocation_pools':[{'start':'10.70.0.10','end':'10.70.0.20'}],'dns_nameservers':['10.70.0.2'],'host_routes':[{'destination':'10.71.0.0/24','nexthop':'10.70.0.9'}]}}" },
    { "/network/v2.0/ports", "{'port':{'name':'stolen','network_id':'{network_id}','fixed_ips':[{'subnet_id':'{subnet_id}','ip_address':'10.77.0.50'}],'mac_address':'fa:16:3e:00:00:01','allowed_address_pairs':[{'ip_address':'10.9.0.1'}],'extra_dhcp_opts':[{'opt_name':'stolen','opt_value':'stolen'}],'security_groups':['security-groups/{security_group_id}'],'device_owner':'stolen','dns_name':'stolen'}}" },
    { "/network/v2.0/routers", "{'router':{'name':'stolen','admin_state_up':true}}" },
    { "/network/v2.0/security-groups", "{'security_group':{'name':'stolen','description':'stolen'}}" },
    { "/network/v2.0/security-group-rules", "{'security_group_rule':{'security_group_id':'security-groups/{security_group_id}','direction':'ingress','protocol':'tcp','port_range_min':1,'port_range_max':9,'remote_ip_prefix':'10.0.0.0/8','description':'stolen'}}" },
    { "/network/v2.0/subnetpools", "{'subnetpool':{'name':'stolen','prefixes':['10.72.0.0/16'],'default_prefixlen':24,'min_prefixlen':20,'default_quota':9}}" },
    { "/network/v2.0/address-groups", "{'address_group':{'name':'stolen','addresses':['10.73.0.1/32']}}" },
    { "/network/v2.0/qos/policies", "{'policy':{'name':'stolen','description':'stolen','shared':false}}", true },
    { "/network/v2.0/segments", "{'segment':{'network_id':'{network_id}','network_type':'vlan','physical_network':'stolen','segmentation_id':9}}", true },
    { "/volume/v3/volumes", "{'volume':{'name':'stolen','size':1,'description':'stolen','metadata':{'stolen':'stolen'},'availability_zone':'nova'}}" },
    { "/volume/v3/snapshots", "{'snapshot':{'name':'stolen','volume_id':'{volume_id}','metadata':{'stolen':'stolen'},'force':true}}" },
    { "/volume/v3/backups", "{'backup':{'name':'stolen','volume_id':'{volume_id}','container':'stolen','force':true,'incremental':false}}" },
    { "/volume/v3/types", "{'volume_type':{'name':'stolen','description':'stolen','extra_specs':{'stolen':'stolen'}}}", true },
    { "/volume/v3/qos-specs", "{'qos_specs':{'name':'stolen','consumer':'back-end','stolen':'stolen'}}", true },
    { "/volume/v3/backups/import_record", "{'backup_record':{'backup_service':'cinder.backup.drivers.swift','backup_url':'c3RvbGVu'}}", true },
    { "/image/v2/images", "{'name':'stolen','disk_format':'raw','container_format':'bare','min_disk':1,'min_ram':1,'tags':['stolen'],'stolen':'stolen','visibility':'private','protected':false}" },
    { "/image/v2/metadefs/namespaces", "{'namespace':'stolen','visibility':'private','properties':{'stolen':{'title':'stolen','type':'string','enum':['stolen']}},'tags':[{'name':'stolen'}]}", true },
    { "/image/v2/tasks", "{'type':'import','input':{'import_from':'http:stolen','import_from_format':'raw','image_properties':{'name':'stolen'}}}", true },
    { "/identity/v3/users", "{'user':{'name':'stolen','password':'stolen','email':'stolen','options':{'lock_password':false},'default_project_id':'{project_id}'}}", true },
    { "/identity/v3/projects", "{'project':{'name':'stolen','description':'stolen','tags':['stolen'],'options':{}}}", true },
    { "/identity/v3/roles", "{'role':{'name':'stolen','description':'stolen'}}", true },
    { "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'stolen','domain':{'name':'stolen'},'password':'stolen'}}},'scope':{'project':{'name':'stolen','domain':{'id':'default'}}}}}" },
    { "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['totp','oauth1','token'],'totp':{'user':{'id':'{user_id}','passcode':'123456'}},'token':{'id':'stolen'},'oauth1':{}},'scope':{'system':{'all':true}}}}" },
    { "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['application_credential'],'application_credential':{'id':'{application_credential_id}','secret':'stolen'}}}}" },
    { "/identity/v3/policies", "{'policy':{'blob':'stolen','type':'stolen'}}", true },
    { "/placement/resource_providers", "{'name':'stolen','uuid':'11111111-1111-4111-8111-111111111111'}", true },
    { "/placement/reshaper", "{'inventories':{},'allocations':{}}", true },
};

/// What stands for "stolen", in JSON's own spelling.
const QList<QByteArray>& strings()
{
    static const QList<QByteArray> all {
        "a\\u0000b", "\\ud800", "\\uffff", "\\r\\nX-Evil: yes", "\xff\xfe", "\xc0\xaf", QByteArray(70'000, 'x'), "'; DROP TABLE users; --", "%s%n%x", "../../../../etc/passwd", "", " ", "\\ud83d\\ude00\\u202e",
    };
    return all;
}

/// Each leaf of a JSON value in turn replaced by another one.
void mutate(const QJsonValue& value, const QJsonValue& other, const std::function<void(const QJsonValue&)>& sink)
{
    sink(other);
    if (value.isObject()) {
        const auto object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            mutate(it.value(), other, [&](const QJsonValue& inner) {
                auto changed = object;
                changed[it.key()] = inner;
                sink(changed);
            });
    } else if (value.isArray()) {
        const auto array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            mutate(array[i], other, [&](const QJsonValue& inner) {
                auto changed = array;
                changed[i] = inner;
                sink(changed);
            });
    }
}

} // namespace

/// Every route of the table, sent what nobody sends who means well: an answer below 500 comes, and memory stays bounded.
class LimitsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;
    std::unique_ptr<Belongings> m_things;
    SecurityCloud::Person m_owner;
    QStringList m_faults;
    int m_asked = 0;

    static bool takesBody(const Listed& listed) { return listed.route->method == "POST" || listed.route->method == "PUT" || listed.route->method == "PATCH"; }
    static QString nameOf(const Listed& listed) { return QString::fromLatin1(listed.route->method) + u' ' + listed.fullPath + u' ' + listed.route->action; }
    static ApiClient::Headers versionOf(const Listed& listed)
    {
        const auto& traits = listed.service->traits();
        if (traits.versionWord.isEmpty())
            return {};
        const auto version = listed.route->until.isNull() ? traits.maxVersion : listed.route->until;
        return { { "OpenStack-API-Version", traits.versionWord + ' ' + QByteArray::number(version.major) + '.' + QByteArray::number(version.minor) } };
    }
    static QByteArray typeOf(const Listed& listed)
    {
        return listed.fullPath == u"/image/v2/images/{image_id}" ? "application/openstack-images-v2.1-json-patch" : "application/json";
    }
    void check(const Answer& answer, const QString& what, const QByteArray& sent = {})
    {
        ++m_asked;
        if (answer.status == 0 || (answer.status >= 500 && answer.status != 501) || answer.headers.contains("x-evil"))
            m_faults << QStringLiteral("%1 %2: %3 %4").arg(what, QString::fromUtf8(sent.left(160))).arg(answer.status).arg(QString::fromUtf8(answer.body.left(200)).simplified());
    }
    void verdict(int least)
    {
        const auto all = std::exchange(m_faults, {});
        for (const auto& fault : all)
            qWarning().noquote() << fault;
        QVERIFY2(all.isEmpty(), qPrintable(QStringLiteral("%1 findings, see the warnings").arg(all.size())));
        QVERIFY2(std::exchange(m_asked, 0) >= least, "too little was asked");
        QVERIFY2(!memoryIsOurs || residentMiB() < 700, qPrintable(QString::number(residentMiB())));
    }
    /// Everything that has a body: what changes the owner's things, and what makes new ones.
    void eachBody(const std::function<void(const QString& what, const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& type, const QByteArray& token, const ApiClient::Headers& headers)>& sink)
    {
        for (const auto& listed : m_cloud->routes())
            if (takesBody(listed) && listed.route->body == service::BodyKind::Json)
                sink(nameOf(listed), listed.route->method, m_things->path(listed, Whose::Owners), m_things->body(listed, Whose::Owners), typeOf(listed), listed.route->check.contains(QStringLiteral("member")) ? m_owner.token : m_cloud->admin().token, versionOf(listed));
        for (const auto& create : creates)
            sink(QStringLiteral("POST ") + text(create.path), "POST", text(create.path), m_things->filled(QString::fromUtf8(json(create.json))).toUtf8(), "application/json", create.byAdministrator ? m_cloud->admin().token : m_owner.token,
                 { { "OpenStack-API-Version", "compute 2.79, volume 3.60, placement 1.39" } });
    }

private Q_SLOTS:
    void init()
    {
        m_cloud = std::make_unique<SecurityCloud>();
        const auto alpha = m_cloud->makeProject(text("alpha")), third = m_cloud->makeProject(text("gamma"));
        m_owner = m_cloud->makePerson(text("alice"), text("member"), alpha);
        m_things = std::make_unique<Belongings>(*m_cloud, m_owner, m_cloud->makePerson(text("rita"), text("reader"), alpha), third);
        m_asked = 0;
    }
    void cleanup()
    {
        m_things.reset();
        m_cloud.reset();
    }
    void nestedBodiesAreRefused()
    {
        const auto deep = QByteArray("{\"a\":").repeated(10'000) + "1" + QByteArray("}").repeated(10'000);
        const auto lists = QByteArray("[").repeated(10'000) + QByteArray("]").repeated(10'000);
        for (const auto& listed : m_cloud->routes()) {
            if (!takesBody(listed) || listed.route->body != service::BodyKind::Json)
                continue;
            for (const auto& body : { deep, lists }) {
                const auto answer = m_cloud->client().sendBytes(listed.route->method, m_things->path(listed, Whose::Nobodys), body, typeOf(listed), m_cloud->admin().token, versionOf(listed));
                check(answer, nameOf(listed));
                if (answer.status != 400)
                    m_faults << nameOf(listed) + QStringLiteral(": nested bodies are answered %1").arg(answer.status);
            }
        }
        verdict(800);
    }
    void largeBodiesAreRefusedUnread()
    {
        for (const auto& listed : m_cloud->routes()) {
            if (!takesBody(listed) || listed.route->body != service::BodyKind::Json)
                continue;
            const auto length = std::max<qint64>(10 << 20, listed.route->maxBody + 1);
            if (length > 64 << 20)
                m_faults << nameOf(listed) + QStringLiteral(": takes %1 bytes of JSON").arg(listed.route->maxBody);
            RawClient client(m_cloud->port());
            QByteArray head = listed.route->method + ' ' + m_things->path(listed, Whose::Nobodys).toUtf8() + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + m_cloud->admin().token + "\r\nContent-Type: " + typeOf(listed) + "\r\n";
            for (const auto& [name, value] : versionOf(listed))
                head += name + ": " + value + "\r\n";
            // Not all of it is ever sent: the answer must not wait for it.
            const auto answer = client.ask(head + "Content-Length: " + QByteArray::number(length) + "\r\n\r\n{\"a\":\"" + QByteArray(20'000, 'x'));
            ++m_asked;
            if (answer.status != 413)
                m_faults << nameOf(listed) + QStringLiteral(": 10 MB are answered %1 %2").arg(answer.status).arg(QString::fromUtf8(answer.body.left(200)));
        }
        verdict(400);
    }
    void endlessChunksAreCut()
    {
        for (const auto* path : { "/compute/v2.1/servers", "/network/v2.0/networks", "/volume/v3/volumes", "/image/v2/images", "/identity/v3/users", "/placement/resource_providers", "/identity/v3/auth/tokens" }) {
            RawClient client(m_cloud->port());
            client.send(QByteArray("POST ") + path + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + m_cloud->admin().token + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
            const auto block = "10000\r\n" + QByteArray(65'536, ' ') + "\r\n";
            for (int i = 0; i < 300 && client.send(block); ++i) { }      // 19 MiB
            const auto answer = client.response();
            QVERIFY2(answer.status == 413, path + QByteArray::number(answer.status) + answer.body);
            ++m_asked;
        }
        verdict(7);
    }
    void stringsOfAllKinds()
    {
        eachBody([this](const QString& what, const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& type, const QByteArray& token, const ApiClient::Headers& headers) {
            if (!body.contains("stolen"))
                return;
            for (const auto& other : strings())
                check(m_cloud->client().sendBytes(method, path, QByteArray(body).replace("stolen", other), type, token, headers), what, other);
        });
        verdict(700);
        QVERIFY(m_cloud->settle());
    }
    void valuesOfAllKinds()
    {
        const QJsonArray values { QJsonValue::Null, -1, 9.3e18, QJsonArray { QJsonObject() }, text(""), QJsonObject { { text(""), QJsonValue::Null } } };
        eachBody([&](const QString& what, const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& type, const QByteArray& token, const ApiClient::Headers& headers) {
            const auto document = QJsonDocument::fromJson(body);
            const auto whole = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
            for (const auto& value : values)
                mutate(whole, value, [&](const QJsonValue& changed) {
                    const auto sent = changed.isArray() ? QJsonDocument(changed.toArray()).toJson(QJsonDocument::Compact) : QJsonDocument(changed.toObject()).toJson(QJsonDocument::Compact);
                    check(m_cloud->client().sendBytes(method, path, sent, type, token, headers), what, sent);
                });
        });
        verdict(3000);
        QVERIFY(m_cloud->settle());
    }
    void queriesOfAllKinds()
    {
        const QList<QByteArray> queries { "limit=-1", "limit=99999999999999999999", "marker=%00", "marker=" + QByteArray(6000, 'm'), "sort_key=%27%3b&sort_dir=up", "sort=a:b:c,,:", "name=%ff%fe", "a=%", "&&&=&=",
                                          "fields=%00&fields=id", "changes-since=x", "created_at=gt:x", "id=in:,,,&page_reverse=true&limit=1&marker=x", QByteArray("name=a&").repeated(800) };
        for (const auto& listed : m_cloud->routes())
            if (listed.route->method == "GET")
                for (const auto& query : queries)
                    check(m_cloud->client().sendBytes("GET", m_things->path(listed, Whose::Owners) + u'?' + QString::fromLatin1(query), {}, {}, m_cloud->admin().token, versionOf(listed)), nameOf(listed), query);
        verdict(4000);
    }
    void argumentsOfAllKinds()
    {
        const QList<QByteArray> arguments { "%00", "%ff%fe", "%0d%0aX-Evil:%20yes", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", QByteArray(5000, 'a'), QByteArray("%f0%9f%98%80").repeated(200), "99999999999999999999" };
        for (const auto& listed : m_cloud->routes()) {
            if (!listed.fullPath.contains(u'{'))
                continue;
            const auto known = m_things->path(listed, Whose::Nobodys).split(u'/');
            const auto names = listed.fullPath.split(u'/');
            for (const auto& argument : arguments)
                for (qsizetype i = 1; i < names.size(); ++i) {
                    if (!names[i].startsWith(u'{'))
                        continue;
                    auto segments = known.mid(0, names.size());
                    segments[i] = QString::fromLatin1(argument);
                    RawClient client(m_cloud->port());
                    QByteArray head = listed.route->method + ' ' + segments.join(u'/').toUtf8() + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Auth-Token: " + m_cloud->admin().token + "\r\n";
                    for (const auto& [name, value] : versionOf(listed))
                        head += name + ": " + value + "\r\n";
                    const auto body = takesBody(listed) ? m_things->body(listed, Whose::Nobodys) : QByteArray();
                    const auto answer = client.ask(head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
                    check({ answer.status, answer.headers.contains("X-Evil") ? QHash<QByteArray, QByteArray> { { "x-evil", {} } } : QHash<QByteArray, QByteArray>(), answer.body }, nameOf(listed), argument);
                    if (answer.body.contains("root:x:"))
                        m_faults << nameOf(listed) + QStringLiteral(" gives a file of the host away");
                }
        }
        verdict(5000);
    }
    void headersOfAllKinds()
    {
        const QList<std::pair<QByteArray, QByteArray>> headers { { "OpenStack-API-Version", "compute 99999999999999.1, volume 3.x, placement -1.2" }, { "OpenStack-API-Version", QByteArray("compute ").repeated(500) }, { "X-OpenStack-Nova-API-Version", "2." + QByteArray(500, '9') },
            { "X-Auth-Token", "\xff\xfe\x01" }, { "X-Auth-Token", QByteArray(9000, 'g') }, { "X-Subject-Token", QByteArray(9000, 'g') }, { "Range", "bytes=-99999999999999999999" }, { "Content-Type", "\xff" }, { "Accept", QByteArray("*/*,").repeated(2000) },
            { "X-Forwarded-Host", "evil.example" }, { "If-None-Match", "\"" }, { "Content-Encoding", "gzip" } };
        for (const auto& listed : m_cloud->routes())
            if (listed.route->method == "GET")
                for (const auto& [name, value] : headers) {
                    const auto answer = m_cloud->client().sendBytes("GET", m_things->path(listed, Whose::Owners), {}, {}, name == "X-Auth-Token" ? value : m_cloud->admin().token, { { name, value } });
                    check(answer, nameOf(listed), name + ": " + value);
                    if (answer.body.contains("evil.example"))
                        m_faults << nameOf(listed) + QStringLiteral(" believes X-Forwarded-Host");
                }
        verdict(4000);
        for (const auto& request : { "GET /identity/v3/ HTTP/1.1\r\nHost: h\r\nX: " + QByteArray(20'000, 'x') + "\r\n\r\n", "GET /identity/v3/ HTTP/1.1\r\nHost: h\r\n" + QByteArray("X: y\r\n").repeated(5000) + "\r\n", "GET /identity/v3/?" + QByteArray(40'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n" }) {
            RawClient client(m_cloud->port());
            QCOMPARE(client.ask(request).status, 431);
        }
    }
};
SKYLAB_TEST(LimitsTest)
#include "LimitsTest.moc"
