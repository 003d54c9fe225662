#include "support/SlapdServer.h"

#include "process/Process.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QUrl>

#include <algorithm>
#include <signal.h>
#include <thread>

namespace skylab::test {

namespace {

const QString slapd = QStringLiteral("/usr/sbin/slapd");
const QString administrator = QStringLiteral("cn=admin,dc=example,dc=org");
const QString administratorPassword = QStringLiteral("topsecret");

const char* const tree = R"(dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ou=Users,dc=example,dc=org
objectClass: organizationalUnit
ou: Users

dn: ou=UserGroups,dc=example,dc=org
objectClass: organizationalUnit
ou: UserGroups

dn: uid=alice,ou=Users,dc=example,dc=org
objectClass: inetOrgPerson
uid: alice
cn: Alice
sn: Liddell
employeeNumber: 1001
employeeType: TRUE
mail: alice@example.org
description: Went down the hole
userPassword: wonderland

dn: uid=bob,ou=Users,dc=example,dc=org
objectClass: inetOrgPerson
uid: bob
cn: Bob
sn: Builder
employeeNumber: 1002
employeeType: FALSE
userPassword: builder

dn: uid=odd*(x),ou=Users,dc=example,dc=org
objectClass: inetOrgPerson
uid: odd*(x)
cn: Odd
sn: Odd
employeeNumber: 1003
userPassword: odd

dn: cn=staff,ou=UserGroups,dc=example,dc=org
objectClass: groupOfNames
cn: staff
description: All of them
member: UID=alice, OU=Users,DC=example,DC=org
member: uid=bob,ou=Users,dc=example,dc=org

dn: cn=admins,ou=UserGroups,dc=example,dc=org
objectClass: groupOfNames
cn: admins
member: uid=alice,ou=Users,dc=example,dc=org
)";

Result<> run(const QString& program, const QStringList& arguments, const QByteArray& input = {})
{
    TRY(process::run(program, arguments, { .stdinData = input }));
    return {};
}

Result<> write(const QString& file, const QByteArray& text)
{
    QFile output(file);
    if (!output.open(QIODevice::WriteOnly) || output.write(text) != text.size())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written.").arg(file));
    return {};
}

} // namespace

const char* SlapdServer::whyNone() { return QFile::exists(slapd) ? nullptr : "OpenLDAP's server is not installed (packages slapd and ldap-utils)"; }

SlapdServer::~SlapdServer() { stop(); }

QString SlapdServer::socketUrl() const
{
    return QStringLiteral("ldapi://") + QString::fromLatin1(QUrl::toPercentEncoding(m_folder.filePath(QStringLiteral("ldapi"))));
}

QString SlapdServer::tcpUrl() const { return QStringLiteral("ldap://127.0.0.1:%1").arg(m_port); }

Result<> SlapdServer::prepare()
{
    const auto file = [&](const char* name) { return m_folder.filePath(QLatin1String(name)); };
    QDir().mkpath(file("db"));
    TRY(run(QStringLiteral("openssl"), { QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"),
                                         QStringLiteral("-nodes"), QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=127.0.0.1"),
                                         QStringLiteral("-addext"), QStringLiteral("subjectAltName=IP:127.0.0.1"), QStringLiteral("-keyout"), file("tls.key"), QStringLiteral("-out"), file("tls.crt") }));
    auto config = QStringLiteral("include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\ninclude /etc/ldap/schema/inetorgperson.schema\n"
                                 "modulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile %1/pid\nTLSCertificateFile %1/tls.crt\nTLSCertificateKeyFile %1/tls.key\nTLSCACertificateFile %1/tls.crt\n"
                                 "database mdb\nsuffix dc=example,dc=org\nrootdn %2\nrootpw %3\ndirectory %1/db\n"
                                 "limits anonymous size.soft=2 size.hard=2 size.prtotal=unlimited\n").arg(m_folder.path(), administrator, administratorPassword);
    // The administrator searches without limit; others get two entries a search unless they page.
    TRY(write(file("slapd.conf"), config.toUtf8()));
    TRY(write(file("tree.ldif"), tree));
    return run(QStringLiteral("/usr/sbin/slapadd"), { QStringLiteral("-f"), file("slapd.conf"), QStringLiteral("-l"), file("tree.ldif") });
}

Result<> SlapdServer::start()
{
    if (m_port == 0) {
        TRY(prepare());
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        m_port = free.serverPort();
    }
    TRY(m_process.start({ QStringLiteral("setpriv"), QStringLiteral("--pdeathsig"), QStringLiteral("KILL"), slapd, QStringLiteral("-d"), QStringLiteral("0"), QStringLiteral("-f"), m_folder.filePath(QStringLiteral("slapd.conf")),
                                                 QStringLiteral("-h"), socketUrl() + u' ' + tcpUrl() }, m_folder.filePath(QStringLiteral("log"))));
    const QDeadlineTimer deadline(30'000);
    while (!run(QStringLiteral("ldapsearch"), { QStringLiteral("-x"), QStringLiteral("-H"), socketUrl(), QStringLiteral("-s"), QStringLiteral("base"), QStringLiteral("-b"), QString() }))
        if (m_process.waitForEnd(std::chrono::milliseconds(50)) || deadline.hasExpired())
            return fail(ErrorCode::Unavailable, QStringLiteral("slapd did not start in ") + m_folder.path());
    return {};
}

void SlapdServer::stop()
{
    m_process.signal(SIGTERM);
    if (!m_process.waitForEnd(std::chrono::seconds(10))) {
        m_process.signal(SIGKILL);
        m_process.waitForEnd(std::chrono::seconds(10));
    }
}

void SlapdServer::freeze()
{
    m_process.signal(SIGSTOP);
    // Each of its threads stops when the kernel gets to it.
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(m_process.pid()));
    const auto isStopped = [&](const QString& task) {
        QFile stat(tasks.filePath(task + QStringLiteral("/stat")));
        return stat.open(QIODevice::ReadOnly) && stat.readAll().contains(") T ");
    };
    const QDeadlineTimer deadline(5'000);
    for (bool stopped = false; !stopped && !deadline.hasExpired(); std::this_thread::yield()) {
        const auto names = tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        stopped = std::all_of(names.begin(), names.end(), isStopped);
    }
}
void SlapdServer::thaw() { m_process.signal(SIGCONT); }

QJsonObject SlapdServer::options() const
{
    const auto text = [](const char* value) { return QJsonValue(QString::fromLatin1(value)); };
    return { { QStringLiteral("url"), socketUrl() }, { QStringLiteral("user"), administrator }, { QStringLiteral("password"), administratorPassword },
             { QStringLiteral("suffix"), text("dc=example,dc=org") }, { QStringLiteral("user_id_attribute"), text("employeeNumber") },
             { QStringLiteral("user_name_attribute"), text("uid") }, { QStringLiteral("user_enabled_attribute"), text("employeeType") },
             { QStringLiteral("user_additional_attribute_mapping"), text("sn:family_name") }, { QStringLiteral("group_name_attribute"), text("cn") } };
}

Result<> SlapdServer::modify(const QByteArray& ldif)
{
    return run(QStringLiteral("ldapmodify"), { QStringLiteral("-x"), QStringLiteral("-H"), socketUrl(), QStringLiteral("-D"), administrator, QStringLiteral("-w"), administratorPassword }, ldif);
}

} // namespace skylab::test
