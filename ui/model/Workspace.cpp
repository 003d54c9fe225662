#include "model/Workspace.h"

#include "model/Versions.h"

namespace skylab::model {

Workspace::Workspace(QObject* parent)
    : QObject(parent), m_features(m_session), m_jobs(m_session), m_live(m_session, [this](const std::function<void(Collection&)>& visit) {
          for (const auto& [id, collection] : m_collections)
              visit(*collection);
      })
{
    sendVersions(m_session);
    connect(&m_session, &client::Session::signedIn, this, &Workspace::onScope);
    connect(&m_session, &client::Session::projectChanged, this, &Workspace::onScope);
    connect(&m_session, &client::Session::signedOut, this, [this] {
        m_live.stop();
        m_features.clear();
        for (const auto& [id, collection] : m_collections)
            collection->clear();
    });
    connect(&m_features, &Features::changed, this, &Workspace::featuresChanged);
    connect(&m_session, &client::Session::renewed, this, [this] { m_features.load(); });
    connect(&m_session, &client::Session::reachableChanged, this, [this](bool reachable) {
        if (reachable)
            reloadAll();
    });
}

Workspace::~Workspace() { m_live.stop(); }

void Workspace::onScope()
{
    m_undo.clear();
    for (const auto& [id, collection] : m_collections)
        collection->clear();
    m_live.start();
    m_features.load();
    Q_EMIT scopeChanged();
}

void Workspace::addSource(const Source& source)
{
    m_collections.try_emplace(source.id, std::make_unique<Collection>(m_session, source));
}

Collection& Workspace::collection(const QString& id)
{
    const auto it = m_collections.find(id);
    if (it == m_collections.end())
        qFatal("no collection is named %s", qPrintable(id));
    return *it->second;
}

QString Workspace::nameOf(const QString& collection, const QString& id)
{
    if (id.isEmpty())
        return {};
    const auto row = hasCollection(collection) ? this->collection(collection).model().row(id) : QJsonObject();
    const auto name = row[u"name"].toString();
    return name.isEmpty() ? id.left(8) : name;
}

void Workspace::reloadAll()
{
    for (const auto& [id, collection] : m_collections) {
        if (collection->state() != Collection::State::Fresh)
            collection->reload();
    }
}

} // namespace skylab::model
