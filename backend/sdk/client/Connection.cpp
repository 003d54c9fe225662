#include "sdk/client/Connection.h"

#include "sdk/client/CloudsYaml.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QUrl>

namespace skylab::client {

namespace {

QJsonObject merged(QJsonObject under, const QJsonObject& over)
{
    for (auto it = over.begin(); it != over.end(); ++it)
        under[it.key()] = it->isObject() ? QJsonValue(merged(under[it.key()].toObject(), it->toObject())) : QJsonValue(*it);
    return under;
}

Result<QJsonObject> readClouds(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, QStringLiteral("%1 can't be read: %2").arg(path, file.errorString()));
    auto root = parseYaml(QString::fromUtf8(file.read(1 << 20)));
    if (!root)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 is not a clouds.yaml. %2").arg(path, root.error().message));
    return root->toObject()[u"clouds"].toObject();
}

QString first(const QJsonObject& object, std::initializer_list<QLatin1String> keys, const QString& otherwise = {})
{
    for (const auto key : keys) {
        if (const auto value = object[key].toString(); !value.isEmpty())
            return value;
    }
    return otherwise;
}

bool isNo(const QString& text)
{
    return QStringList { QStringLiteral("false"), QStringLiteral("no"), QStringLiteral("off"), QStringLiteral("0") }
        .contains(text, Qt::CaseInsensitive);
}

Connection fromEntry(const QString& name, const QJsonObject& entry)
{
    const auto auth = entry[u"auth"].toObject();
    const auto fallback = QStringLiteral("Default");
    Connection it;
    it.name = name;
    it.authUrl = first(auth, { QLatin1String("auth_url") });
    it.userName = first(auth, { QLatin1String("username") });
    it.userId = first(auth, { QLatin1String("user_id") });
    // Keystone takes a domain's id or name; its default domain has the id "default" and the name "Default".
    it.userDomain = first(auth, { QLatin1String("user_domain_name"), QLatin1String("user_domain_id"), QLatin1String("domain_name") }, fallback);
    it.projectName = first(auth, { QLatin1String("project_name"), QLatin1String("tenant_name") });
    it.projectId = first(auth, { QLatin1String("project_id"), QLatin1String("tenant_id") });
    it.projectDomain = first(auth, { QLatin1String("project_domain_name"), QLatin1String("project_domain_id"), QLatin1String("domain_name") }, fallback);
    if (it.userDomain == u"default")
        it.userDomain = fallback;
    if (it.projectDomain == u"default")
        it.projectDomain = fallback;
    it.region = first(entry, { QLatin1String("region_name") });
    if (it.region.isEmpty())
        it.region = entry[u"regions"].toArray()[0].toString();
    it.interface = first(entry, { QLatin1String("interface"), QLatin1String("endpoint_type") }, QStringLiteral("public"));
    if (it.interface.endsWith(QLatin1String("URL")))
        it.interface.chop(3);
    it.password = Secret(first(auth, { QLatin1String("password") }).toUtf8());
    it.token = Secret(first(auth, { QLatin1String("token") }).toUtf8());
    it.applicationCredentialId = first(auth, { QLatin1String("application_credential_id") });
    it.applicationCredentialSecret = Secret(first(auth, { QLatin1String("application_credential_secret") }).toUtf8());
    it.caFile = first(entry, { QLatin1String("cacert") });
    it.verify = !isNo(entry[u"verify"].toString());
    return it;
}

} // namespace

QString Connection::summary() const
{
    const QUrl url(authUrl);
    const auto host = url.port() > 0 ? QStringLiteral("%1:%2").arg(url.host()).arg(url.port()) : url.host();
    return userName.isEmpty() ? host : userName + u'@' + host;
}

bool Connection::hasSecret() const
{
    return !password.isEmpty() || !token.isEmpty() || !applicationCredentialSecret.isEmpty();
}

Result<std::vector<Connection>> loadClouds(const QString& file)
{
    auto clouds = TRY(readClouds(file));
    const auto secure = QFileInfo(file).dir().filePath(QStringLiteral("secure.yaml"));
    if (QFile::exists(secure))
        clouds = merged(clouds, TRY(readClouds(secure)));
    std::vector<Connection> all;
    for (auto it = clouds.begin(); it != clouds.end(); ++it) {
        if (auto one = fromEntry(it.key(), it->toObject()); !one.authUrl.isEmpty())
            all.push_back(std::move(one));
    }
    return all;
}

QStringList cloudsYamlFiles()
{
    QStringList files;
    const auto add = [&](const QString& path) {
        if (!path.isEmpty() && QFile::exists(path))
            files << QFileInfo(path).absoluteFilePath();
    };
    add(qEnvironmentVariable("OS_CLIENT_CONFIG_FILE"));
    add(QStringLiteral("clouds.yaml"));
    add(QDir::home().filePath(QStringLiteral(".config/openstack/clouds.yaml")));
    add(QStringLiteral("/etc/openstack/clouds.yaml"));
    files.removeDuplicates();
    return files;
}

} // namespace skylab::client
