#include "model/Features.h"

#include "sdk/client/Session.h"

namespace skylab::model {

namespace {
const QString extras = QStringLiteral("skylab");
}

Features::Features(client::Session& session, QObject* parent) : QObject(parent), m_session(session) { }

bool Features::writes(const QString& rule)
{
    static const char* reading[] = { "get", "list", "index", "show", "detail", "head", "check", "validate", "download" };
    for (const auto& part : rule.split(u':')) {
        for (const auto* word : reading) {
            const QLatin1String verb(word);
            if (part.startsWith(verb) && (part.size() == verb.size() || !part[verb.size()].isLetter()))
                return false;
        }
    }
    return true;
}

bool Features::may(const QString& rule) const
{
    if (rule.isEmpty())
        return true;
    if (const auto it = m_rules.constFind(rule); it != m_rules.constEnd())
        return *it;
    return m_session.facts().roles != QStringList { QStringLiteral("reader") } || !writes(rule);
}

void Features::clear()
{
    ++m_generation;
    m_features.clear();
    m_rules.clear();
    Q_EMIT changed();
}

void Features::load()
{
    const int generation = ++m_generation;
    if (!m_session.hasService(extras))
        return clear();
    client::then(m_session.get(extras, {}), this, [this, generation](const Result<client::Reply>& reply) {
        if (generation != m_generation || !reply)
            return;
        m_features.clear();
        const auto features = reply->object(u"version")[u"features"].toArray();
        for (const auto& feature : features)
            m_features.insert(feature.toString());
        Q_EMIT changed();
        if (!has(QStringLiteral("policy")))
            return;
        client::then(m_session.get(extras, QStringLiteral("/policy")), this, [this, generation](const Result<client::Reply>& policy) {
            if (generation != m_generation || !policy)
                return;
            m_rules.clear();
            const auto rules = policy->object(u"policy")[u"rules"].toObject();
            for (auto it = rules.begin(); it != rules.end(); ++it)
                m_rules[it.key()] = it->toBool();
            Q_EMIT changed();
        });
    });
}

} // namespace skylab::model
