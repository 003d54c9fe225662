#include "cloud/CredentialFiles.h"

#include "blob/BlobFile.h"
#include "sdk/client/CloudsYaml.h"

#include <QDir>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace skylab {

namespace {

QString quotedYaml(QString text) { return u'"' + text.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\"")) + u'"'; }
QString quotedShell(QString text) { return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\''; }

Result<> writePrivate(const QString& file, const QString& text)
{
    if (QFile now(file); now.open(QIODevice::ReadOnly) && now.readAll() == text.toUtf8())
        return {};
    QSaveFile output(file);
    if (!output.open(QIODevice::WriteOnly))
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    output.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    output.write(text.toUtf8());
    if (!output.commit())
        return fail(ErrorCode::NoSpace, QStringLiteral("%1 can't be written: %2.").arg(file, output.errorString()));
    return {};
}

QString yamlFile(const QString& dataDir) { return QDir(dataDir).filePath(QStringLiteral("clouds.yaml")); }

/// Nothing when there is no such file.
Result<QString> readText(const QString& file)
{
    QFile input(file);
    if (!input.exists())
        return QString();
    if (!input.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Internal, QStringLiteral("%1 can't be read: %2.").arg(file, input.errorString()));
    return QString::fromUtf8(input.readAll());
}

Result<QJsonObject> cloudsOf(const QString& file, const QString& text)
{
    const auto root = client::parseYaml(text);
    if (!root)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 can't be understood. %2 Mend it, or move it away when its passwords are kept elsewhere.").arg(file, root.error().message));
    const auto object = root->toObject();
    return object[u"clouds"].toObject();
}

/// The lines of one cloud. `cloud` is empty where no name could be read.
struct Block {
    QString cloud;
    QStringList lines;
};

/// A clouds.yaml, cut where its clouds begin, so that those of others stay to the letter.
struct Layout {
    QStringList head;       ///< up to "clouds:"
    std::vector<Block> blocks;
    QStringList tail;
    qsizetype indent = 2;   ///< of the clouds' names

    [[nodiscard]] QString text() const
    {
        auto lines = head;
        for (const auto& block : blocks)
            lines += block.lines;
        return (lines + tail).join(u'\n');
    }
};

qsizetype indentOf(const QString& line)
{
    qsizetype indent = 0;
    while (indent < line.size() && line[indent] == u' ')
        ++indent;
    return indent;
}

bool isRemark(const QString& line)
{
    const auto words = line.trimmed();
    return words.isEmpty() || words.startsWith(u'#');
}

Layout layoutOf(const QString& text)
{
    Layout layout;
    bool inside = false;
    const auto lines = text.split(u'\n');
    for (const auto& line : lines) {
        const auto indent = indentOf(line);
        if (!inside) {
            layout.head << line;
            inside = line.startsWith(QStringLiteral("clouds:")) && isRemark(line.mid(7));
        } else if (!layout.tail.isEmpty() || (indent == 0 && !isRemark(line))) {
            layout.tail << line;
        } else if (!isRemark(line) && (layout.blocks.empty() || indent == layout.indent)) {
            layout.indent = indent;
            const auto name = client::parseYaml(line.trimmed());
            const auto names = name ? name->toObject().keys() : QStringList();
            layout.blocks.push_back({ names.value(0), { line } });
        } else {
            (layout.blocks.empty() ? layout.head : layout.blocks.back().lines) << line;
        }
    }
    return layout;
}

/// What Skylab says of a cloud of its own below "auth": key and value.
std::vector<std::pair<QString, QString>> authOf(const SignIn& entry, const QString& authUrl)
{
    return { { QStringLiteral("auth_url"), authUrl }, { QStringLiteral("username"), entry.userName },
             { QStringLiteral("password"), QString::fromUtf8(entry.password.reveal()) }, { QStringLiteral("project_name"), entry.projectName } };
}

bool says(const QJsonObject& cloud, const SignIn& entry, const QString& authUrl, const QString& region, const QString& caFile)
{
    const auto auth = cloud[u"auth"].toObject();
    const auto wanted = authOf(entry, authUrl);
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& pair) { return auth[pair.first].toString() == pair.second; })
        && cloud[u"region_name"].toString() == region && cloud[u"cacert"].toString() == caFile;
}

QStringList linesOf(const SignIn& entry, qsizetype indent, const QString& authUrl, const QString& region, const QString& caFile)
{
    QStringList lines { QStringLiteral("%1:").arg(entry.cloud), QStringLiteral("  auth:") };
    const auto auth = authOf(entry, authUrl);
    for (const auto& pair : auth)
        lines << QStringLiteral("    %1: %2").arg(pair.first, quotedYaml(pair.second));
    lines << QStringLiteral("    user_domain_name: \"Default\"") << QStringLiteral("    project_domain_name: \"Default\"")
          << QStringLiteral("  region_name: %1").arg(quotedYaml(region)) << QStringLiteral("  identity_api_version: 3") << QStringLiteral("  interface: public");
    if (!caFile.isEmpty())
        lines << QStringLiteral("  cacert: %1").arg(quotedYaml(caFile));
    for (auto& line : lines)
        line.prepend(QString(indent, u' '));
    return lines;
}

/// Puts a cloud's lines in the place of the old ones; remarks after those stay.
void put(Layout& layout, const QString& cloud, QStringList lines)
{
    const auto block = std::find_if(layout.blocks.begin(), layout.blocks.end(), [&](const Block& one) { return one.cloud == cloud; });
    if (block == layout.blocks.end()) {
        auto& before = layout.blocks.empty() ? layout.head : layout.blocks.back().lines;
        if (layout.tail.isEmpty() && before.last().isEmpty()) {      // what follows the last line's end
            before.removeLast();
            layout.tail << QString();
        }
        layout.blocks.push_back({ cloud, std::move(lines) });
        return;
    }
    auto end = block->lines.size();
    while (end > 1 && isRemark(block->lines[end - 1]))
        --end;
    block->lines = lines + block->lines.mid(end);
}

Result<> writeOpenrc(const QString& file, const SignIn& entry, const QString& authUrl, const QString& region, const QString& caFile)
{
    QString openrc = QStringLiteral("# source this file, then run: openstack server list\n");
    const std::pair<const char*, QString> variables[] = {
        { "OS_AUTH_URL", authUrl }, { "OS_USERNAME", entry.userName }, { "OS_PASSWORD", QString::fromUtf8(entry.password.reveal()) },
        { "OS_PROJECT_NAME", entry.projectName }, { "OS_USER_DOMAIN_NAME", QStringLiteral("Default") },
        { "OS_PROJECT_DOMAIN_NAME", QStringLiteral("Default") }, { "OS_REGION_NAME", region }, { "OS_IDENTITY_API_VERSION", QStringLiteral("3") },
        { "OS_INTERFACE", QStringLiteral("public") }, { "OS_CACERT", caFile },
    };
    for (const auto& [name, value] : variables)
        if (!value.isEmpty())
            openrc += QStringLiteral("export %1=%2\n").arg(QLatin1String(name), quotedShell(value));
    return writePrivate(file, openrc);
}

} // namespace

Result<> writeCredentialFiles(const QString& dataDir, const QString& authUrl, const QString& region, const std::vector<SignIn>& entries, const QString& caFile)
{
    const auto file = yamlFile(dataDir);
    auto text = TRY(readText(file));
    auto others = TRY(cloudsOf(file, text));
    if (text.trimmed().isEmpty())
        text = QStringLiteral("# Written by Skylab at its first start. Keep it secret: it holds passwords.\nclouds:\n");
    auto layout = layoutOf(text);
    for (const auto& entry : entries)
        if (!says(others[entry.cloud].toObject(), entry, authUrl, region, caFile))
            put(layout, entry.cloud, linesOf(entry, layout.indent, authUrl, region, caFile));
    // Written in a way that we can read but not change: whoever wrote it so must not lose it.
    auto after = cloudsOf(file, layout.text()).value_or(QJsonObject());
    for (const auto& entry : entries) {
        if (!says(after[entry.cloud].toObject(), entry, authUrl, region, caFile))
            return fail(ErrorCode::BadRequest, QStringLiteral("%1 is written in a way that the cloud %2 can't be put into. Write \"clouds:\" and each cloud's name on a line of its own.").arg(file, entry.cloud));
        after.remove(entry.cloud);
        others.remove(entry.cloud);
    }
    if (after != others)
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 is written in a way that can't be changed without harm to its other clouds. Write each cloud's name on a line of its own.").arg(file));
    TRY(writePrivate(file, layout.text()));
    const auto user = std::find_if(entries.begin(), entries.end(), [](const SignIn& one) { return one.cloud == u"skylab"; });
    if (user != entries.end())
        TRY(writeOpenrc(QDir(dataDir).filePath(QStringLiteral("openrc")), *user, authUrl, region, caFile));
    return blob::syncFolder(dataDir);      // the names of files that were replaced are on the disk when their folder is
}

Result<std::vector<SignIn>> readCredentialFile(const QString& dataDir)
{
    const auto file = yamlFile(dataDir);
    const auto text = TRY(readText(file));
    const auto clouds = TRY(cloudsOf(file, text));
    std::vector<SignIn> entries;
    for (auto it = clouds.begin(); it != clouds.end(); ++it) {
        const auto cloud = it->toObject();
        const auto auth = cloud[u"auth"].toObject();
        entries.push_back({ it.key(), auth[u"username"].toString(), auth[u"project_name"].toString(), Secret(auth[u"password"].toString().toUtf8()) });
    }
    return entries;
}

} // namespace skylab
