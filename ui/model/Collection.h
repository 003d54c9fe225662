#pragma once

#include "model/ResourceModel.h"
#include "model/Source.h"
#include "sdk/client/EventStream.h"
#include "sdk/client/Session.h"

#include <QDateTime>
#include <QObject>
#include <QHash>
#include <QTimer>

namespace skylab::model {

/// One listing of a cloud, kept as it is there. It is loaded when somebody first asks, and again when told; events change single
/// rows. GUI thread.
class Collection : public QObject {
    Q_OBJECT
public:
    enum class State { Fresh, Loading, Ready, Failed };
    Q_ENUM(State)

    Collection(client::Session& session, Source source, QObject* parent = nullptr);

    [[nodiscard]] const Source& source() const { return m_source; }
    [[nodiscard]] ResourceModel& model() { return m_model; }
    [[nodiscard]] const ResourceModel& model() const { return m_model; }
    /// Ready stays while it is loaded again; Failed only when there is nothing to show.
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Error& error() const { return m_error; }
    /// What is shown is of this time: the last loading failed. Invalid when it did not.
    [[nodiscard]] QDateTime staleSince() const { return m_state == State::Ready && !m_error.message.isEmpty() ? m_loadedAt : QDateTime(); }

    /// Loads when nothing was loaded yet.
    void want();
    void reload();
    /// Asks for other rows from the next load on: everybody's with `everyones`.
    void setQuery(const QUrlQuery& query, bool everyones);
    /// Loads one row again, soon.
    void reloadRow(const QString& id);
    /// Loads one row now and says when it is as the cloud has it; it may be gone then.
    void loadRow(const QString& id, const std::function<void()>& done);
    /// Forgets everything: another project.
    void clear();
    void apply(const client::Event& event);
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void stateChanged();

private:
    void loaded(const Result<client::Reply>& reply, int since);
    void rowLoaded(const QString& id, const Result<client::Reply>& reply, int since, const std::function<void()>& done);
    /// An event came after the question whose answer comes now: the answer may be older.
    [[nodiscard]] bool toldSince(const QString& id, int since) const { return m_told.value(id).at > since; }
    /// Of a listing: rows that changed since it was asked for, and that were loaded since, stay as they are.
    void keepNewer(std::vector<QJsonObject>& rows, int since) const;
    void loadRowsNow();
    void setState(State state);
    [[nodiscard]] bool concerns(const client::Event& event) const;

    client::Session& m_session;
    Source m_source;
    ResourceModel m_model;
    State m_state = State::Fresh;
    Error m_error;
    QDateTime m_loadedAt;
    QSet<QString> m_rowsToLoad;
    QTimer m_rowTimer;
    struct Told {
        int at = 0;
        bool gone = false;
        bool shown = false;        ///< the model has the row as it was then, or later
    };
    QHash<QString, Told> m_told;   ///< the last events while answers are awaited, by row
    int m_events = 0;       ///< so far
    int m_awaited = 0;      ///< answers
    int m_generation = 0;   ///< answers of an earlier project are dropped
    int m_loads = 0;        ///< of two listings the one asked for later wins
};

} // namespace skylab::model
