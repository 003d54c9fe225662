#include "Belongings.h"

#include "core/Uuid.h"

#include <QJsonDocument>
#include <QUrl>

#include <algorithm>

namespace skylab::test {

namespace {
const ApiClient::Headers newest { { "OpenStack-API-Version", "compute latest, volume latest, placement latest" } };
} // namespace

Belongings::Belongings(SecurityCloud& cloud, SecurityCloud::Person owner, SecurityCloud::Person friendly, QString third) : m_cloud(cloud), m_owner(std::move(owner))
{
    own("{project_id} {topology_project}", m_owner.projectId);
    own("{user_id}", m_owner.userId);
    makeIdentity(friendly.userId);
    makeExtensions(friendly.userId);
    makeNetwork(third);
    makeAddresses();
    makeImages(third);
    makeTypes();
    makeVolumes();
    makeGroups();
    makeServers();
    makeOperators();
    makeObjects();
    knowWords();
    if (!cloud.settle())
        qFatal("The tasks of what was made don't end.");
}

QString Belongings::make(const char* method, const QString& path, const char* jsonText, const char* result, const QByteArray& token, const ApiClient::Headers& headers)
{
    const bool asJson = !headers.isEmpty() && headers.front().first == "Content-Type";
    const auto answer = m_cloud.client().sendBytes(method, path, filled(QString::fromUtf8(json(jsonText))).toUtf8(), asJson ? QByteArray() : QByteArray("application/json"), token.isEmpty() ? m_owner.token : token, newest + headers);
    if (answer.status < 200 || answer.status > 204)
        qFatal("%s %s can't be made: %d %s", method, qPrintable(path), answer.status, answer.body.constData());
    QJsonValue value = answer.json();
    for (const auto& key : QString::fromLatin1(result).split(u'/', Qt::SkipEmptyParts))
        value = value.isArray() ? value.toArray().at(key.toInt()) : value[key];
    const auto found = value.isDouble() ? QString::number(value.toInt()) : value.toString();
    if (*result && found.isEmpty())
        qFatal("%s %s: there is no %s in %s", method, qPrintable(path), result, answer.body.constData());
    return found;
}

QString Belongings::first(const QString& path, const char* collection, const char* key)
{
    return make("GET", path, "", (QByteArray(collection) + "/0/" + key).constData(), m_cloud.admin().token);
}

void Belongings::own(const char* keys, const QString& id)
{
    // A name of the same form: what is refused for its form alone would prove nothing.
    auto nobodys = isUuid(id) ? newUuid() : QString::fromLatin1(mark) + QStringLiteral("-nothing");
    if (isUuid(id) && !id.contains(u'-'))
        nobodys.remove(u'-');
    else if (id.startsWith(u"AUTH_"))
        nobodys = QStringLiteral("AUTH_") + newUuid().remove(u'-');
    else if (id.size() == 64)
        nobodys = QString(64, u'0');
    for (const auto& key : QString::fromLatin1(keys).split(u' '))
        m_things.insert(key, { id, nobodys });
    if (id.size() > 4 && !m_privateIds.contains(id))
        m_privateIds << id;
}

void Belongings::know(const char* keys, const QString& id)
{
    for (const auto& key : QString::fromLatin1(keys).split(u' '))
        m_things.insert(key, { id, {} });
}

const Belongings::Thing* Belongings::find(const QString& service, const QString& before, const QString& segment) const
{
    for (const auto& key : { service + u':' + before + u'/' + segment, before + u'/' + segment, service + u':' + segment, segment })
        if (const auto found = m_things.find(key); found != m_things.end())
            return &*found;
    return nullptr;
}

QString Belongings::path(const service::Pipeline::Listed& listed, Whose whose, QString* unknown) const
{
    auto segments = listed.fullPath.split(u'/');
    const auto names = segments;
    for (qsizetype i = 1; i < segments.size(); ++i) {
        if (!segments[i].startsWith(u'{'))
            continue;
        const auto* thing = find(listed.service->traits().name, names[i - 1], names[i]);
        if (!thing) {
            if (unknown)
                *unknown = listed.service->traits().name + u':' + names[i - 1] + u'/' + names[i];
            return {};
        }
        const auto& id = whose == Whose::Owners || thing->nobodys.isNull() ? thing->id : thing->nobodys;
        segments[i] = QString::fromLatin1(QUrl::toPercentEncoding(id, "/"));
    }
    return segments.join(u'/');
}

bool Belongings::isPrivate(const service::Pipeline::Listed& listed) const
{
    const auto names = listed.fullPath.split(u'/');
    for (qsizetype i = 1; i < names.size(); ++i)
        if (const auto* thing = names[i].startsWith(u'{') ? find(listed.service->traits().name, names[i - 1], names[i]) : nullptr; thing && !thing->nobodys.isNull())
            return true;
    return false;
}

QString Belongings::filled(QString json, Whose whose) const
{
    for (auto it = m_things.begin(); it != m_things.end(); ++it)
        json.replace(it.key(), whose == Whose::Owners || it->nobodys.isNull() ? it->id : it->nobodys);
    return json;
}

QByteArray Belongings::anonymous(QByteArray text) const
{
    QStringList words;
    for (const auto& thing : m_things)
        if (!thing.nobodys.isNull())
            words << thing.nobodys << thing.id;
    // The longest first: an account's name holds its project's.
    std::sort(words.begin(), words.end(), [](const QString& left, const QString& right) { return left.size() > right.size(); });
    for (const auto& word : words)
        text.replace(word.toUtf8(), "*");
    // Each request has an id of its own.
    for (const QByteArray prefix : { "req-", "tx" })
        for (auto at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + 1)) {
            auto end = at + prefix.size();
            while (end < text.size() && (isxdigit(uchar(text[end])) || text[end] == '-'))
                ++end;
            if (end - at > 20)
                text.replace(at, end - at, "#");
        }
    return text;
}

} // namespace skylab::test
