#include "cloud/CredentialFiles.h"

#include "blob/BlobFile.h"

#include <QDir>
#include <QSaveFile>

namespace skylab {

namespace {

QString quotedYaml(QString text) { return u'"' + text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\"")) + u'"'; }
QString quotedShell(QString text) { return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\''; }

Result<> writePrivate(const QString& file, const QString& text)
{
    QSaveFile output(file);
    if (!output.open(QIODevice::WriteOnly))
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    output.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    output.write(text.toUtf8());
    if (!output.commit())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    return {};
}

} // namespace

Result<> writeCredentialFiles(const QString& dataDir, const QString& authUrl, const QString& region, const std::vector<SignIn>& entries, const QString& caFile)
{
    QString yaml = QStringLiteral("# Written by Skylab at its first start. Keep it secret: it holds passwords.\nclouds:\n");
    for (const auto& entry : entries) {
        yaml += QStringLiteral("  %1:\n    auth:\n      auth_url: %2\n      username: %3\n      password: %4\n      project_name: %5\n"
                               "      user_domain_name: \"Default\"\n      project_domain_name: \"Default\"\n    region_name: %6\n"
                               "    identity_api_version: 3\n    interface: public\n")
                    .arg(entry.cloud, quotedYaml(authUrl), quotedYaml(entry.userName), quotedYaml(QString::fromUtf8(entry.password.reveal())), quotedYaml(entry.projectName), quotedYaml(region));
        if (!caFile.isEmpty())
            yaml += QStringLiteral("    cacert: %1\n").arg(quotedYaml(caFile));
    }
    TRY(writePrivate(QDir(dataDir).filePath(QStringLiteral("clouds.yaml")), yaml));
    if (entries.empty())
        return {};
    const auto& first = entries.front();
    QString openrc = QStringLiteral("# source this file, then run: openstack server list\n");
    const std::pair<const char*, QString> variables[] = {
        { "OS_AUTH_URL", authUrl }, { "OS_USERNAME", first.userName }, { "OS_PASSWORD", QString::fromUtf8(first.password.reveal()) },
        { "OS_PROJECT_NAME", first.projectName }, { "OS_USER_DOMAIN_NAME", QStringLiteral("Default") },
        { "OS_PROJECT_DOMAIN_NAME", QStringLiteral("Default") }, { "OS_REGION_NAME", region }, { "OS_IDENTITY_API_VERSION", QStringLiteral("3") },
        { "OS_INTERFACE", QStringLiteral("public") }, { "OS_CACERT", caFile },
    };
    for (const auto& [name, value] : variables)
        if (!value.isEmpty())
            openrc += QStringLiteral("export %1=%2\n").arg(QLatin1String(name), quotedShell(value));
    TRY(writePrivate(QDir(dataDir).filePath(QStringLiteral("openrc")), openrc));
    return blob::syncFolder(dataDir);      // the names of files that were replaced are on the disk when their folder is
}

Result<std::vector<SignIn>> readCredentialFile(const QString& dataDir)
{
    std::vector<SignIn> entries;
    QFile input(QDir(dataDir).filePath(QStringLiteral("clouds.yaml")));
    if (!input.exists())
        return entries;
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be read: %2.").arg(input.fileName(), input.errorString()));
    const auto lines = QString::fromUtf8(input.readAll()).split(u'\n');
    const auto valueOf = [](const QString& line) {
        auto value = line.section(u':', 1).trimmed();
        if (value.startsWith(u'"'))
            value = value.mid(1, value.size() - 2).replace(QStringLiteral("\\\""), QStringLiteral("\"")).replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
        return value;
    };
    for (const auto& line : lines) {
        if (line.startsWith(QStringLiteral("  ")) && !line.startsWith(QStringLiteral("   ")) && line.endsWith(u':'))
            entries.push_back({ line.trimmed().chopped(1), {}, {}, {} });
        else if (entries.empty())
            continue;
        else if (line.contains(QStringLiteral(" username:")))
            entries.back().userName = valueOf(line);
        else if (line.contains(QStringLiteral(" project_name:")))
            entries.back().projectName = valueOf(line);
        else if (line.contains(QStringLiteral(" password:")))
            entries.back().password = Secret(valueOf(line).toUtf8());
    }
    return entries;
}

} // namespace skylab
