#include "console/HostKeys.h"
#include "panel/compute/SshWay.h"
#include "support/TestMain.h"

#include <QTest>

using namespace skylab;
using namespace skylab::console;
using namespace skylab::panel;

/// What is decided without asking anybody: host keys, users, ways.
class SshRulesTest : public QObject {
    Q_OBJECT

    const HostKey m_key = HostKey::fromText("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGqT0x9m1f1yEbY6R2s2pF0v9cGz0xkQy1vWc7lq8sEa root@web");
    const HostKey m_other = HostKey::fromText("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
    const HostKey m_ecdsa = HostKey::fromText("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI");

    static QJsonObject server() { return { { "addresses", QJsonObject { { "demo", QJsonArray { QJsonObject { { "addr", "fd00::7" }, { "OS-EXT-IPS:type", "fixed" } }, QJsonObject { { "addr", "10.0.0.7" }, { "OS-EXT-IPS:type", "fixed" } }, QJsonObject { { "addr", "172.24.4.7" }, { "OS-EXT-IPS:type", "floating" } } } } } } }; }
    static QJsonObject rule(const QJsonValue& protocol, const QJsonValue& from, const QJsonValue& to)
    {
        return { { "security_group_id", "g1" }, { "direction", "ingress" }, { "protocol", protocol }, { "port_range_min", from }, { "port_range_max", to }, { "remote_ip_prefix", "0.0.0.0/0" } };
    }

private Q_SLOTS:
    void readsPrintedKeys()
    {
        const auto keys = printedHostKeys("boot\n-----BEGIN SSH HOST KEY KEYS-----\nssh-rsa AAAAB3Nz old\n-----END SSH HOST KEY KEYS-----\n[   9.1] cloud-init[444]: -----BEGIN SSH HOST KEY KEYS-----\r\n"
                                          "[   9.1] cloud-init[444]: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 root@web-1\r\necdsa-sha2-nistp256 AAAAE2Vj root@web-1\nnot a key\n-----END SSH HOST KEY KEYS-----\n");
        QCOMPARE(keys.size(), 2);   // of the last time only
        QCOMPARE(keys[0].type, QByteArray("ssh-ed25519"));
        QCOMPARE(keys[1].blob, QByteArray("AAAAE2Vj"));
        QVERIFY(printedHostKeys("-----BEGIN SSH HOST KEY KEYS-----\nssh-rsa AAAA").isEmpty());
        QVERIFY(HostKey::fromText("ssh-rsa <script>").isEmpty());
        QVERIFY(m_key.fingerprint().startsWith("SHA256:"));
        QCOMPARE(HostKey::fromText(m_key.toText()), m_key);
    }
    void judgesHostKeys_data()
    {
        using V = HostKeyVerdict;
        QTest::addColumn<HostKey>("pinned");
        QTest::addColumn<QList<HostKey>>("printed");
        QTest::addColumn<bool>("rebuilt");
        QTest::addColumn<int>("verdict");
        const auto row = [](const char* name, const HostKey& pinned, const QList<HostKey>& printed, bool rebuilt, V verdict) { QTest::newRow(name) << pinned << printed << rebuilt << int(verdict); };
        row("as last time", m_key, {}, false, V::Pinned);
        row("as last time, whatever is printed", m_key, { m_other }, false, V::Pinned);
        row("first, printed", {}, { m_ecdsa, m_key }, false, V::Printed);
        row("first, nothing printed", {}, {}, false, V::Unknown);
        row("first, only another type printed", {}, { m_ecdsa }, false, V::Unknown);
        row("first, another one printed", {}, { m_other }, false, V::Contradicted);
        row("changed", m_other, {}, false, V::Changed);
        row("changed, even if printed", m_other, { m_key }, false, V::Changed);
        row("rebuilt and printed", m_other, { m_key }, true, V::Printed);
        row("rebuilt, log of before", m_other, { m_other }, true, V::Unknown);
    }
    void judgesHostKeys()
    {
        QFETCH(HostKey, pinned);
        QFETCH(QList<HostKey>, printed);
        QFETCH(bool, rebuilt);
        QTEST(int(judgeHostKey(m_key, pinned, printed, rebuilt)), "verdict");
    }
    void knowsTheUsersOfImages()
    {
        QCOMPARE(sshUserOf({ { "os_admin_user", "boss" }, { "os_distro", "debian" } }), QString("boss"));
        QCOMPARE(sshUserOf({ { "os_distro", "Rocky" } }), QString("rocky"));
        QCOMPARE(sshUserOf({ { "name", "Ubuntu 24.04" } }), QString("ubuntu"));
        QCOMPARE(sshUserOf({ { "name", "cirros-0.6.2-x86_64-disk" } }), QString("cirros"));
        QCOMPARE(sshUserOf({ { "name", "Fedora CoreOS" } }), QString("core"));
        QCOMPARE(sshUserOf({ { "image_name", "debian-12" } }), QString("debian"));   // a volume's
        QVERIFY(sshUserOf({ { "name", "my own" } }).isEmpty());
    }
    void findsTheWay()
    {
        SshFacts facts;
        facts.server = server();
        QCOMPARE(findSshWay(facts).addresses, QStringList({ "172.24.4.7", "10.0.0.7", "fd00::7" }));
        QVERIFY(findSshWay(facts).floating);
        facts.networksKnown = true;
        facts.ports = { QJsonObject { { "id", "port" }, { "fixed_ips", QJsonArray { QJsonObject() } }, { "security_groups", QJsonArray { "g1" } } } };
        QCOMPARE(findSshWay(facts).obstacle, SshWay::Obstacle::NoRule);
        QCOMPARE(findSshWay(facts).groupId, QString("g1"));
        const std::pair<QJsonObject, bool> rules[] = {
            { rule("tcp", 22, 22), true }, { rule("tcp", 1, 65535), true }, { rule(QJsonValue::Null, QJsonValue::Null, QJsonValue::Null), true }, { rule("6", QJsonValue::Null, QJsonValue::Null), true },
            { rule("udp", 22, 22), false }, { rule("tcp", 80, 80), false },
        };
        for (const auto& [one, lets] : rules) {
            facts.rules = { one };
            QCOMPARE(findSshWay(facts).obstacle, lets ? SshWay::Obstacle::None : SshWay::Obstacle::NoRule);
        }
        auto fromGroup = rule("tcp", 22, 22);
        fromGroup["remote_group_id"] = "g1";
        facts.rules = { fromGroup };
        QCOMPARE(findSshWay(facts).obstacle, SshWay::Obstacle::NoRule);
        facts.ports = { QJsonObject { { "id", "port" }, { "port_security_enabled", false }, { "security_groups", QJsonArray() } } };
        QCOMPARE(findSshWay(facts).obstacle, SshWay::Obstacle::None);
        facts.server = {};
        QCOMPARE(findSshWay(facts).obstacle, SshWay::Obstacle::NoNetwork);
    }
    void seesThatDhcpGotNoAnswer()
    {
        QVERIFY(waitsForAddress("udhcpc: started\nudhcpc: sending discover\nudhcpc: sending discover\n"));
        QVERIFY(!waitsForAddress("udhcpc: sending discover\nudhcpc: lease of 10.0.0.7 obtained\n"));
        QVERIFY(!waitsForAddress("nothing of the kind"));
    }
};

SKYLAB_TEST(SshRulesTest)
#include "SshRulesTest.moc"
