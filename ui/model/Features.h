#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace skylab::client {
class Session;
}

namespace skylab::model {

/// What a cloud has beyond OpenStack, and what the signed-in user may do there. Asked once per sign-in and project, in the background;
/// a cloud without /skylab/v1 has no extras and leaves open what is allowed. GUI thread.
class Features : public QObject {
    Q_OBJECT
public:
    explicit Features(client::Session& session, QObject* parent = nullptr);

    /// "metrics", "fit", "explain", "trash", "policy", "events", "tasks".
    [[nodiscard]] bool has(const QString& feature) const { return m_features.contains(feature); }
    /// Whether a policy rule ("os_compute_api:servers:start") is known to be refused. What is unknown is allowed, unless the token
    /// holds the reader role alone and the rule writes.
    [[nodiscard]] bool may(const QString& rule) const;
    /// By the words that OpenStack's rule names are made of: get, list, index, show, detail ... read, all others write.
    static bool writes(const QString& rule);

    void load();
    void clear();

Q_SIGNALS:
    void changed();

private:
    client::Session& m_session;
    QSet<QString> m_features;
    QHash<QString, bool> m_rules;
    int m_generation = 0;   ///< answers for an earlier project are dropped
};

} // namespace skylab::model
