#include "Belongings.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::test;

namespace {

/// A request of another tenant for something of its own that is made of, or joined to, a thing of the owner's. What stands in <>
/// is the asker's own.
struct Loan {
    const char* method;
    const char* path;
    const char* json;
    const char* headers = "";      ///< "Name: value"
};

constexpr Loan loans[] = {
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'{image_id}','flavorRef':'1','networks':[{'uuid':'<network>'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'flavors/{flavor_id}','networks':[{'uuid':'<network>'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'1','networks':[{'uuid':'{network_id}'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'1','networks':[{'port':'ports/{port_id}'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'1','networks':[{'uuid':'<network>'}],'security_groups':[{'name':'security-groups/{security_group_id}'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'1','networks':[{'uuid':'<network>'}],'key_name':'{key_name}'}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','imageRef':'<image>','flavorRef':'1','networks':[{'uuid':'<network>'}]},'os:scheduler_hints':{'group':'{server_group_id}'}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','flavorRef':'1','networks':[{'uuid':'<network>'}],'block_device_mapping_v2':[{'boot_index':0,'uuid':'{volume_id}','source_type':'volume','destination_type':'volume'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','flavorRef':'1','networks':[{'uuid':'<network>'}],'block_device_mapping_v2':[{'boot_index':0,'uuid':'{snapshot_id}','source_type':'snapshot','destination_type':'volume'}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','flavorRef':'1','networks':[{'uuid':'<network>'}],'block_device_mapping_v2':[{'boot_index':0,'uuid':'{image_id}','source_type':'image','destination_type':'volume','volume_size':1}]}}" },
    { "POST", "/compute/v2.1/servers", "{'server':{'name':'x','flavorRef':'1','networks':[{'uuid':'<network>'}],'block_device_mapping_v2':[{'boot_index':0,'uuid':'<image>','source_type':'image','destination_type':'volume','volume_size':1,'volume_type':'types/{type_id}'}]}}" },
    { "POST", "/compute/v2.1/servers/<server>/action", "{'rebuild':{'imageRef':'{image_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/action", "{'rescue':{'rescue_image_ref':'{image_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/action", "{'resize':{'flavorRef':'flavors/{flavor_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/action", "{'addSecurityGroup':{'name':'security-groups/{security_group_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/os-interface", "{'interfaceAttachment':{'port_id':'ports/{port_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/os-interface", "{'interfaceAttachment':{'net_id':'{network_id}'}}" },
    { "POST", "/compute/v2.1/servers/<server>/os-volume_attachments", "{'volumeAttachment':{'volumeId':'{volume_id}'}}" },
    { "POST", "/compute/v2.1/os-snapshots", "{'snapshot':{'volume_id':'{volume_id}'}}" },
    { "POST", "/compute/v2.1/os-volumes", "{'volume':{'size':1,'snapshot_id':'{snapshot_id}'}}" },
    { "POST", "/network/v2.0/subnets", "{'subnet':{'network_id':'{network_id}','ip_version':4,'cidr':'10.66.0.0/24'}}" },
    { "POST", "/network/v2.0/subnets", "{'subnet':{'network_id':'<network>','ip_version':4,'subnetpool_id':'{subnetpool_id}'}}" },
    { "POST", "/network/v2.0/ports", "{'port':{'network_id':'{network_id}'}}" },
    { "POST", "/network/v2.0/ports", "{'port':{'network_id':'<network>','fixed_ips':[{'subnet_id':'{subnet_id}'}]}}" },
    { "POST", "/network/v2.0/ports", "{'port':{'network_id':'<network>','security_groups':['security-groups/{security_group_id}']}}" },
    { "POST", "/network/v2.0/ports", "{'port':{'network_id':'<network>','qos_policy_id':'network:policies/{policy_id}'}}" },
    { "POST", "/network/v2.0/ports", "{'port':{'network_id':'<network>','project_id':'{project_id}'}}" },
    { "POST", "/network/v2.0/networks", "{'network':{'name':'x','project_id':'{project_id}'}}" },
    { "POST", "/network/v2.0/networks", "{'network':{'name':'x','qos_policy_id':'network:policies/{policy_id}'}}" },
    { "PUT", "/network/v2.0/ports/<port>", "{'port':{'security_groups':['security-groups/{security_group_id}']}}" },
    { "PUT", "/network/v2.0/ports/<port>", "{'port':{'qos_policy_id':'network:policies/{policy_id}'}}" },
    { "PUT", "/network/v2.0/routers/<router>/add_router_interface", "{'subnet_id':'{subnet_id}'}" },
    { "PUT", "/network/v2.0/routers/<router>/add_router_interface", "{'port_id':'ports/{port_id}'}" },
    { "POST", "/network/v2.0/routers", "{'router':{'name':'x','external_gateway_info':{'network_id':'{network_id}'}}}" },
    { "POST", "/network/v2.0/floatingips", "{'floatingip':{'floating_network_id':'<public>','port_id':'ports/{port_id}'}}" },
    { "PUT", "/network/v2.0/floatingips/<floatingip>", "{'floatingip':{'port_id':'ports/{port_id}'}}" },
    { "POST", "/network/v2.0/floatingips/<floatingip>/port_forwardings", "{'port_forwarding':{'protocol':'tcp','internal_ip_address':'10.77.0.77','internal_port':22,'external_port':2222,'internal_port_id':'ports/{port_id}'}}" },
    { "POST", "/network/v2.0/security-group-rules", "{'security_group_rule':{'security_group_id':'security-groups/{security_group_id}','direction':'ingress'}}" },
    { "POST", "/network/v2.0/security-group-rules", "{'security_group_rule':{'security_group_id':'<group>','direction':'ingress','remote_group_id':'security-groups/{security_group_id}'}}" },
    { "POST", "/network/v2.0/security-group-rules", "{'security_group_rule':{'security_group_id':'<group>','direction':'ingress','remote_address_group_id':'{address_group_id}'}}" },
    { "POST", "/network/v2.0/rbac-policies", "{'rbac_policy':{'object_type':'network','object_id':'{network_id}','action':'access_as_shared','target_tenant':'<project>'}}" },
    { "POST", "/network/v2.0/rbac-policies", "{'rbac_policy':{'object_type':'security_group','object_id':'security-groups/{security_group_id}','action':'access_as_shared','target_tenant':'<project>'}}" },
    { "POST", "/network/v2.0/rbac-policies", "{'rbac_policy':{'object_type':'qos_policy','object_id':'network:policies/{policy_id}','action':'access_as_shared','target_tenant':'<project>'}}" },
    { "POST", "/network/v2.0/rbac-policies", "{'rbac_policy':{'object_type':'subnetpool','object_id':'{subnetpool_id}','action':'access_as_shared','target_tenant':'<project>'}}" },
    { "POST", "/network/v2.0/trunks", "{'trunk':{'port_id':'ports/{port_id}'}}" },
    { "POST", "/network/v2.0/trunks", "{'trunk':{'port_id':'<port>','sub_ports':[{'port_id':'ports/{port_id}','segmentation_type':'vlan','segmentation_id':7}]}}" },
    { "POST", "/network/v2.0/subnetpools", "{'subnetpool':{'name':'x','prefixes':['10.67.0.0/16'],'address_scope_id':'{address_scope_id}'}}" },
    { "PUT", "/network/v2.0/subnetpools/<pool>/onboard_network_subnets", "{'subnetpool':{'network_id':'{network_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'snapshot_id':'{snapshot_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'source_volid':'{volume_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'imageRef':'{image_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'backup_id':'{backup_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'volume_type':'types/{type_id}'}}" },
    { "POST", "/volume/v3/volumes", "{'volume':{'size':1,'group_id':'volume:{group_id}','volume_type':'types/{type_id}'}}" },
    { "POST", "/volume/v3/snapshots", "{'snapshot':{'volume_id':'{volume_id}','force':true}}" },
    { "POST", "/volume/v3/backups", "{'backup':{'volume_id':'{volume_id}','force':true}}" },
    { "POST", "/volume/v3/backups", "{'backup':{'volume_id':'<volume>','snapshot_id':'{snapshot_id}'}}" },
    { "POST", "/volume/v3/backups/{backup_id}/restore", "{'restore':{'volume_id':'<volume>'}}" },
    { "POST", "/volume/v3/volume-transfers", "{'transfer':{'volume_id':'{volume_id}'}}" },
    { "POST", "/volume/v3/attachments", "{'attachment':{'volume_uuid':'{volume_id}','instance_uuid':'<server>'}}" },
    { "POST", "/volume/v3/attachments", "{'attachment':{'volume_uuid':'<volume>','instance_uuid':'{server_id}','connector':{'host':'h'}}}" },
    { "POST", "/volume/v3/volumes/<volume>/action", "{'os-reimage':{'image_id':'{image_id}'}}" },
    { "POST", "/volume/v3/volumes/<volume>/action", "{'revert':{'snapshot_id':'{snapshot_id}'}}" },
    { "POST", "/volume/v3/volumes/<volume>/action", "{'os-retype':{'new_type':'types/{type_id}','migration_policy':'never'}}" },
    { "POST", "/volume/v3/groups/action", "{'create-from-src':{'group_snapshot_id':'{group_snapshot_id}'}}" },
    { "POST", "/volume/v3/groups/action", "{'create-from-src':{'source_group_id':'volume:{group_id}'}}" },
    { "POST", "/volume/v3/group_snapshots", "{'group_snapshot':{'group_id':'volume:{group_id}'}}" },
    { "PUT", "/volume/v3/groups/volume:{group_id}", "{'group':{'add_volumes':'{volume_id}'}}" },
    { "POST", "/image/v2/images/<image>/members", "{'member':'{project_id}'}" },
    { "POST", "/identity/v3/users/{user_id}/credentials/OS-EC2", "{'tenant_id':'<project>'}" },
    { "POST", "/identity/v3/users/<user>/credentials/OS-EC2", "{'tenant_id':'{project_id}'}" },
    { "POST", "/identity/v3/credentials", "{'credential':{'blob':'x','type':'cert','user_id':'{user_id}'}}" },
    { "POST", "/identity/v3/credentials", "{'credential':{'blob':'{\\'access\\':\\'a\\',\\'secret\\':\\'s\\'}','type':'ec2','user_id':'<user>','project_id':'{project_id}'}}" },
    { "POST", "/identity/v3/OS-TRUST/trusts", "{'trust':{'impersonation':false,'trustor_user_id':'<user>','trustee_user_id':'{user_id}','project_id':'{project_id}','roles':[{'name':'member'}]}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['token'],'token':{'id':'<token>'}},'scope':{'project':{'id':'{project_id}'}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['token'],'token':{'id':'<token>'}},'scope':{'OS-TRUST:trust':{'id':'{trust_id}'}}}}" },
    { "POST", "/identity/v3/auth/tokens", "{'auth':{'identity':{'methods':['token'],'token':{'id':'<token>'}},'scope':{'domain':{'id':'{domain_id}'}}}}" },
    { "PUT", "/object-store/v1/AUTH_<project>/mine/copy", "", "X-Copy-From-Account: {account}|X-Copy-From: /alpha-only/alpha-only/thing" },
    { "COPY", "/object-store/v1/{account}/alpha-only/alpha-only/thing", "", "Destination-Account: AUTH_<project>|Destination: mine/copy" },
    { "COPY", "/object-store/v1/AUTH_<project>/mine/o", "", "Destination-Account: {account}|Destination: alpha-only/copy" },
    { "PUT", "/object-store/v1/AUTH_<project>/mine/slo?multipart-manifest=put", "[{'path':'/../{account}/alpha-only/alpha-only/thing'}]" },
    { "PUT", "/object-store/v1/AUTH_<project>/mine/link", "", "X-Symlink-Target-Account: {account}|X-Symlink-Target: alpha-only/alpha-only/thing|Content-Type: application/symlink" },
};

/// Loans that may be granted, since they give nothing away.
struct Granted {
    const char* json;
    const char* reason;
};
constexpr Granted granted[] = {
    { "'member':'{project_id}'", "one may offer one's image to any project: nothing is asked of it" },
    { "'instance_uuid':'{server_id}'", "as Cinder: an attachment may name any server, which learns nothing of it" },
    { "OS-EC2", "as Keystone: a key for a project is worth no more than the user's roles in it" },
    { "'type':'ec2'", "the same" },
    { "X-Symlink-Target-Account", "a link may point anywhere: it is judged when it is read" },
};

/// Refusals that tell what is there from what is not, as Keystone's do.
constexpr Granted tellingRefusals[] = {
    { "'trustee_user_id':'{user_id}'", "who makes a trust learns whether there is such a user, whose id can't be guessed" },
    { "OS-TRUST:trust", "a trust that is there is 403 for all but its trustee" },
};

template <std::size_t size>
bool isIn(const Granted (&list)[size], const Loan& loan)
{
    return std::any_of(std::begin(list), std::end(list), [&loan](const Granted& one) {
        return text(loan.path).contains(text(one.json)) || text(loan.json).contains(text(one.json)) || text(loan.headers).contains(text(one.json));
    });
}

} // namespace

/// The confused deputy: services that look a thing up by its id alone, with powers that the asker has not.
class BorrowedIdsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SecurityCloud> m_cloud;
    std::unique_ptr<Belongings> m_things;
    SecurityCloud::Person m_owner, m_other;
    QHash<QString, QString> m_own;

    QString make(const char* method, const char* path, const char* jsonText, const char* key)
    {
        const auto asked = mine(text(path));
        const auto answer = m_cloud->client().sendBytes(method, asked, mine(QString::fromUtf8(json(jsonText))).toUtf8(), "application/json", m_other.token, { { "OpenStack-API-Version", "compute 2.79, volume 3.60" } });
        auto value = QJsonValue(answer.json());
        for (const auto& step : QString::fromLatin1(key).split(u'/', Qt::SkipEmptyParts))
            value = value.isArray() ? value.toArray().at(0) : value[step];
        if (answer.status >= 300 || (*key && value.toString().isEmpty()))
            qFatal("%s %s: %d %s", method, path, answer.status, answer.body.constData());
        m_cloud->settle();
        return value.toString();
    }
    QString mine(QString line) const
    {
        for (auto it = m_own.begin(); it != m_own.end(); ++it)
            line.replace(u'<' + it.key() + u'>', it.value());
        return line;
    }
    Answer ask(const Loan& loan, Belongings::Whose whose)
    {
        const auto fill = [&](const char* line) { return m_things->filled(mine(QString::fromUtf8(json(line))), whose); };
        // What Nova hands on to other services ends with 2.35.
        ApiClient::Headers headers { { "OpenStack-API-Version", QByteArray(loan.path).startsWith("/compute/v2.1/os-") ? "compute 2.1" : "compute 2.79, volume 3.70" } };
        for (const auto& header : fill(loan.headers).split(u'|', Qt::SkipEmptyParts))
            headers << std::pair { header.section(QStringLiteral(": "), 0, 0).toUtf8(), header.section(QStringLiteral(": "), 1).toUtf8() };
        const auto body = fill(loan.json).toUtf8();
        return m_cloud->client().sendBytes(loan.method, fill(loan.path), body, body.isEmpty() ? QByteArray() : QByteArray("application/json"), m_other.token, headers);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_cloud = std::make_unique<SecurityCloud>();
        const auto alpha = m_cloud->makeProject(text("alpha")), beta = m_cloud->makeProject(text("beta")), third = m_cloud->makeProject(text("gamma"));
        m_owner = m_cloud->makePerson(text("alice"), text("member"), alpha);
        m_other = m_cloud->makePerson(text("bob"), text("member"), beta);
        m_things = std::make_unique<Belongings>(*m_cloud, m_owner, m_cloud->makePerson(text("rita"), text("reader"), alpha), third);
        m_own = { { text("project"), beta }, { text("user"), m_other.userId }, { text("token"), QString::fromLatin1(m_other.token) } };
        m_own[text("public")] = make("GET", "/network/v2.0/networks?router:external=true", "", "networks/0/id");
        m_own[text("network")] = make("POST", "/network/v2.0/networks", "{'network':{'name':'mine'}}", "network/id");
        make("POST", "/network/v2.0/subnets", "{'subnet':{'network_id':'<network>','ip_version':4,'cidr':'10.55.0.0/24'}}", "subnet/id");
        m_own[text("port")] = make("POST", "/network/v2.0/ports", "{'port':{'network_id':'<network>'}}", "port/id");
        m_own[text("router")] = make("POST", "/network/v2.0/routers", "{'router':{'name':'mine'}}", "router/id");
        m_own[text("group")] = make("POST", "/network/v2.0/security-groups", "{'security_group':{'name':'mine'}}", "security_group/id");
        m_own[text("floatingip")] = make("POST", "/network/v2.0/floatingips", "{'floatingip':{'floating_network_id':'<public>'}}", "floatingip/id");
        m_own[text("pool")] = make("POST", "/network/v2.0/subnetpools", "{'subnetpool':{'name':'mine','prefixes':['10.56.0.0/16']}}", "subnetpool/id");
        m_own[text("image")] = make("POST", "/image/v2/images", "{'name':'mine','disk_format':'raw','container_format':'bare','visibility':'shared','os_distro':'none'}", "id");
        m_cloud->client().sendBytes("PUT", mine(text("/image/v2/images/<image>/file")), "mine", "application/octet-stream", m_other.token);
        m_own[text("volume")] = make("POST", "/volume/v3/volumes", "{'volume':{'size':1}}", "volume/id");
        m_own[text("server")] = make("POST", "/compute/v2.1/servers", "{'server':{'name':'mine','imageRef':'<image>','flavorRef':'1','networks':[{'uuid':'<network>'}]}}", "server/id");
        make("PUT", "/object-store/v1/AUTH_<project>/mine", "", "");
        make("PUT", "/object-store/v1/AUTH_<project>/mine/o", "mine", "");
    }
    void cleanupTestCase()
    {
        m_things.reset();
        m_cloud.reset();
    }
    void areRefused_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(std::size(loans)); ++i)
            QTest::addRow("%s %s %.90s%s", loans[i].method, loans[i].path, loans[i].json, loans[i].headers) << i;
    }
    void areRefused()
    {
        QFETCH(int, index);
        const auto& loan = loans[index];
        const auto answer = ask(loan, Belongings::Whose::Owners);
        if (isIn(granted, loan)) {
            QVERIFY2(answer.status < 300 || answer.status == 403, answer.body.constData());
            return;
        }
        QVERIFY2(answer.status >= 400 && answer.status < 500, (QByteArray::number(answer.status) + answer.body).constData());
        if (isIn(tellingRefusals, loan))
            return;
        const auto nothing = ask(loan, Belongings::Whose::Nobodys);
        QCOMPARE(QByteArray::number(answer.status) + m_things->anonymous(answer.body), QByteArray::number(nothing.status) + m_things->anonymous(nothing.body));
    }
    /// Who may use a network chooses no address there, neither for a port nor by Compute: it could be the gateway's.
    void sharedNetworksKeepTheirAddresses()
    {
        const auto ask = [&](const QString& path, const QString& body, const QByteArray& token) {
            return m_cloud->client().sendBytes("POST", path, body.toUtf8().replace('\'', '"'), "application/json", token);
        };
        const auto network = ask(text("/network/v2.0/networks"), text("{'network':{'name':'lent'}}"), m_owner.token).json()[u"network"][u"id"].toString();
        QCOMPARE(ask(text("/network/v2.0/subnets"), text("{'subnet':{'network_id':'%1','ip_version':4,'cidr':'10.57.0.0/24'}}").arg(network), m_owner.token).status, 201);
        QCOMPARE(ask(text("/network/v2.0/rbac-policies"), text("{'rbac_policy':{'object_type':'network','object_id':'%1','action':'access_as_shared','target_tenant':'%2'}}").arg(network, m_other.projectId), m_owner.token).status, 201);
        const auto build = [&](const char* address) {
            return ask(text("/compute/v2.1/servers"), text("{'server':{'name':'x','imageRef':'%1','flavorRef':'1','networks':[{'uuid':'%2'%3}]}}").arg(m_own[text("image")], network, text(address)), m_other.token);
        };
        const auto attach = [&](const char* address) {
            return ask(mine(text("/compute/v2.1/servers/<server>/os-interface")), text("{'interfaceAttachment':{'net_id':'%1'%2}}").arg(network, text(address)), m_other.token);
        };
        QVERIFY(m_cloud->settle());
        QCOMPARE(ask(text("/network/v2.0/ports"), text("{'port':{'network_id':'%1','fixed_ips':[{'ip_address':'10.57.0.1'}]}}").arg(network), m_other.token).status, 403);
        QCOMPARE(build(",'fixed_ip':'10.57.0.1'").status, 403);
        QCOMPARE(attach(",'fixed_ips':[{'ip_address':'10.57.0.1'}]").status, 403);
        const auto built = build(""), attached = attach("");
        QVERIFY2(built.status == 202, built.body.constData());
        QVERIFY2(attached.status == 200, attached.body.constData());
        QVERIFY(m_cloud->settle());
    }
    /// Links and manifests that lead into another account give what is theirs to nobody.
    void linksLeadNowhere()
    {
        const auto own = text("/object-store/v1/AUTH_") + m_other.projectId + text("/mine/");
        auto& client = m_cloud->client();
        client.sendBytes("PUT", own + text("link2"), {}, "application/symlink", m_other.token, { { "X-Symlink-Target", "alpha-only/alpha-only/thing" }, { "X-Symlink-Target-Account", m_things->id("{account}").toUtf8() } });
        client.sendBytes("PUT", own + text("dlo"), {}, "text/plain", m_other.token, { { "X-Object-Manifest", "alpha-only/" } });
        client.sendBytes("PUT", own + text("dlo2"), {}, "text/plain", m_other.token, { { "X-Object-Manifest", "../" + m_things->id("{account}").toUtf8() + "/alpha-only/" } });
        for (const auto* name : { "link", "link2", "dlo", "dlo2" }) {
            const auto answer = client.get(own + text(name), m_other.token);
            QVERIFY2(!answer.body.contains("alpha-only content"), name);
            QVERIFY2(answer.status < 500, name);
        }
    }
};
SKYLAB_TEST(BorrowedIdsTest)
#include "BorrowedIdsTest.moc"
