#include "SecurityCloud.h"

#include "cloud/CredentialFiles.h"

namespace skylab::test {

using O = QJsonObject;

SecurityCloud::SecurityCloud(const std::function<void(Config&)>& change)
{
    Config config;
    config.drivers = text("fake");
    config.ephemeral = true;
    config.listen = text("127.0.0.1:0");
    if (change)
        change(config);
    auto started = Cloud::start(config, [](const QString&) { });
    if (!started)
        qFatal("The cloud does not start: %s", qPrintable(started.error().message));
    m_cloud = std::move(*started);
    m_client = std::make_unique<ApiClient>(url());
    const auto entries = readCredentialFile(m_cloud->config().dataDir).value();
    for (const auto& entry : entries)
        if (entry.userName == u"admin")
            m_adminPassword = QString::fromUtf8(entry.password.reveal());
    const O login { { text("auth"), O { { text("identity"), O { { text("methods"), QJsonArray { text("password") } },
        { text("password"), O { { text("user"), O { { text("name"), text("admin") }, { text("domain"), O { { text("id"), text("default") } } }, { text("password"), m_adminPassword } } } } } } },
        { text("scope"), O { { text("project"), O { { text("name"), text("admin") }, { text("domain"), O { { text("id"), text("default") } } } } } } } } } };
    const auto answer = m_client->post(text("/identity/v3/auth/tokens"), login);
    const auto token = answer.json()[u"token"];
    m_admin = { text("admin"), token[u"user"][u"id"].toString(), token[u"project"][u"id"].toString(), answer.header("x-subject-token") };
    if (m_admin.token.isEmpty())
        qFatal("The administrator can't log in: %d %s", answer.status, answer.body.constData());
}

SecurityCloud::~SecurityCloud() = default;

QString SecurityCloud::made(const Answer& answer, const char* key)
{
    if (answer.status != 201)
        qFatal("%s can't be made: %d %s", key, answer.status, answer.body.constData());
    return answer.json()[QLatin1String(key)][u"id"].toString();
}

QString SecurityCloud::makeProject(const QString& name)
{
    return made(m_client->post(text("/identity/v3/projects"), { { text("project"), O { { text("name"), name } } } }, m_admin.token), "project");
}

SecurityCloud::Person SecurityCloud::makePerson(const QString& name, const QString& role, const QString& projectId)
{
    Person person { name, {}, projectId, {} };
    person.userId = made(m_client->post(text("/identity/v3/users"), { { text("user"), O { { text("name"), name }, { text("password"), text("secret") } } } }, m_admin.token), "user");
    const auto roleId = m_client->get(text("/identity/v3/roles?name=") + role, m_admin.token).json()[u"roles"][0][u"id"].toString();
    const auto granted = m_client->put(text("/identity/v3/projects/%1/users/%2/roles/%3").arg(projectId, person.userId, roleId), {}, m_admin.token);
    if (granted.status != 204)
        qFatal("The role %s can't be granted: %d", qPrintable(role), granted.status);
    person.token = logIn(person.userId, text("secret"), projectId);
    return person;
}

namespace {
O passwordOf(const QString& userId, const QString& password, const QJsonValue& scope)
{
    O auth { { text("identity"), O { { text("methods"), QJsonArray { text("password") } },
        { text("password"), O { { text("user"), O { { text("id"), userId }, { text("password"), password } } } } } } } };
    if (!scope.isUndefined())
        auth.insert(text("scope"), scope);
    return { { text("auth"), auth } };
}
} // namespace

QByteArray SecurityCloud::logIn(const QString& userId, const QString& password, const QString& projectId)
{
    const QJsonValue scope = projectId.isEmpty() ? QJsonValue(text("unscoped")) : QJsonValue(O { { text("project"), O { { text("id"), projectId } } } });
    return m_client->post(text("/identity/v3/auth/tokens"), passwordOf(userId, password, scope)).header("x-subject-token");
}

QByteArray SecurityCloud::systemToken()
{
    const O scope { { text("system"), O { { text("all"), true } } } };
    return m_client->post(text("/identity/v3/auth/tokens"), passwordOf(m_admin.userId, m_adminPassword, scope)).header("x-subject-token");
}

} // namespace skylab::test
