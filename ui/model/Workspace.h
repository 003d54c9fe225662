#pragma once

#include "model/Collection.h"
#include "model/Features.h"
#include "model/Jobs.h"
#include "model/LiveUpdates.h"
#include "model/Undo.h"
#include "sdk/client/Session.h"

#include <map>
#include <memory>

namespace skylab::model {

/// A signed-in cloud as the window sees it: the session, the collections by name, running work, undo. One per open cloud; it outlives
/// every panel. GUI thread.
class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(QObject* parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] client::Session& session() { return m_session; }
    [[nodiscard]] const client::Session& session() const { return m_session; }
    [[nodiscard]] Jobs& jobs() { return m_jobs; }
    [[nodiscard]] Undo& undo() { return m_undo; }
    [[nodiscard]] LiveUpdates& live() { return m_live; }
    [[nodiscard]] const LiveUpdates& live() const { return m_live; }

    /// Whether this cloud has one of Skylab's extras: "metrics", "fit", "explain", "trash" ... False until it is known.
    [[nodiscard]] bool has(const QString& feature) const { return m_features.has(feature); }
    /// Whether the user may do what a policy rule guards ("os_compute_api:servers:start"); true when unknown, see Features.
    [[nodiscard]] bool may(const QString& rule) const { return m_features.may(rule); }

    /// Before any collection() of that name.
    void addSource(const Source& source);
    [[nodiscard]] bool hasCollection(const QString& id) const { return m_collections.contains(id); }
    /// The collection, not loaded yet when nobody wanted it. Aborts on an unknown name: that is a mistake in a panel.
    [[nodiscard]] Collection& collection(const QString& id);
    /// The name of a resource when its collection knows it, otherwise the start of its id.
    [[nodiscard]] QString nameOf(const QString& collection, const QString& id);
    void reloadAll();
    /// Whether the cloud answered the last call.
    [[nodiscard]] bool isReachable() const { return m_reachable; }

    /// A word from one panel to another: the image to launch from. Taking it removes it.
    void leaveWord(const QString& about, const QString& word) { m_words[about] = word; }
    [[nodiscard]] QString takeWord(const QString& about) { return m_words.take(about); }

Q_SIGNALS:
    /// Another cloud, project or region: all collections were cleared.
    void scopeChanged();
    /// has() and may() may answer differently now.
    void featuresChanged();
    /// isReachable() or the live state.
    void contactChanged();

private:
    void onScope();
    void onReachable(bool reachable);

    QHash<QString, QString> m_words;
    client::Session m_session;
    Features m_features;
    std::map<QString, std::unique_ptr<Collection>> m_collections;
    Jobs m_jobs;
    Undo m_undo;
    LiveUpdates m_live;
    bool m_reachable = true;
};

} // namespace skylab::model
