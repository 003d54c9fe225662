#include "shell/Connections.h"

#include <QUrl>

#include <algorithm>

namespace skylab::shell {

namespace {

QString groupOf(const QString& name) { return "connections/" + QString::fromLatin1(QUrl::toPercentEncoding(name)); }

client::Connection readSaved(const ValueFile& store, const QString& key)
{
    const auto text = [&](const char* field) { return store.value("connections/" + key + "/" + QLatin1String(field)).toString(); };
    client::Connection it;
    it.name = QUrl::fromPercentEncoding(key.toLatin1());
    it.authUrl = text("authUrl");
    it.userName = text("userName");
    it.userId = text("userId");
    it.applicationCredentialId = text("applicationCredentialId");
    it.projectId = text("projectId");
    it.userDomain = text("userDomain");
    it.projectName = text("projectName");
    it.projectDomain = text("projectDomain");
    it.region = text("region");
    it.interface = text("interface");
    it.caFile = text("caFile");
    it.fingerprint = text("fingerprint");
    return it;
}

} // namespace

std::vector<Connections::Known> Connections::all(QStringList* faults) const
{
    std::vector<Known> all;
    const auto add = [&](const client::Connection& connection, Origin origin) {
        const bool taken = std::any_of(all.begin(), all.end(), [&](const Known& known) { return known.connection.name == connection.name; });
        if (!taken && !connection.authUrl.isEmpty())
            all.push_back({ connection, origin });
    };
    for (const auto& connection : m_embedded)
        add(connection, Origin::Embedded);
    const auto& store = m_settings.store();
    for (const auto& key : store.groups("connections"))
        add(readSaved(store, key), Origin::Saved);
    for (const auto& file : client::cloudsYamlFiles()) {
        const auto clouds = client::loadClouds(file);
        if (!clouds) {
            if (faults)
                *faults << clouds.error().message;
            continue;
        }
        for (const auto& cloud : *clouds)
            add(cloud, Origin::CloudsYaml);
    }
    return all;
}

bool Connections::find(const QString& name, client::Connection& out) const
{
    for (const auto& known : all()) {
        if (known.connection.name == name) {
            out = known.connection;
            return true;
        }
    }
    return false;
}

bool Connections::isEmbedded(const QString& name) const
{
    return std::any_of(m_embedded.begin(), m_embedded.end(), [&](const auto& connection) { return connection.name == name; });
}

bool Connections::isSaved(const QString& name) const { return m_settings.store().contains(groupOf(name) + "/authUrl"); }

void Connections::save(const client::Connection& connection)
{
    auto& store = m_settings.store();
    const auto group = groupOf(connection.name);
    const std::pair<const char*, QString> fields[] = {
        { "authUrl", connection.authUrl }, { "userName", connection.userName }, { "userDomain", connection.userDomain }, { "projectName", connection.projectName },
        { "projectDomain", connection.projectDomain }, { "region", connection.region }, { "interface", connection.interface }, { "caFile", connection.caFile },
        { "fingerprint", connection.fingerprint }, { "userId", connection.userId }, { "applicationCredentialId", connection.applicationCredentialId }, { "projectId", connection.projectId },
    };
    for (const auto& [field, value] : fields)
        store.setValue(group + "/" + QLatin1String(field), value);
}

void Connections::forget(const QString& name) { m_settings.store().remove(groupOf(name)); }

} // namespace skylab::shell
