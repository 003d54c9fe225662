#pragma once

#include "sdk/client/EventStream.h"

#include <QDateTime>
#include <QHash>
#include <QObject>

#include <functional>

namespace skylab::model {

class Collection;

/// Carries the event stream's events to the collections, and reloads them when events were lost. Clouds without a stream are polled:
/// the collection that is shown, and single rows of the others while they change by themselves.
class LiveUpdates : public QObject {
    Q_OBJECT
public:
    using Each = std::function<void(const std::function<void(Collection&)>&)>;

    /// `each` visits all collections.
    LiveUpdates(client::Session& session, Each each, QObject* parent = nullptr);

    void start();
    void stop();
    [[nodiscard]] client::EventStream::State state() const { return m_stream.state(); }
    /// The collection on the screen; nothing for a cloud in the background. One that was not loaded lately is.
    void setShown(const QString& collection);
    [[nodiscard]] QString shown() const { return m_shown; }
    /// Of when what is shown is. Invalid before anything was loaded.
    [[nodiscard]] QDateTime asOf() const;
    /// A collection was loaded well.
    void noteLoaded(const Collection& collection);

    static constexpr int busyPoll = 2'000;    ///< milliseconds, of rows that change by themselves
    static constexpr int calmPoll = 10'000;   ///< of what is shown

Q_SIGNALS:
    void stateChanged(skylab::client::EventStream::State state);
    /// After the collections have applied them.
    void applied(const QList<skylab::client::Event>& events);

private:
    void poll();
    void pollOne(Collection& collection);
    [[nodiscard]] bool isDue(const QString& collection) const;

    client::EventStream m_stream;
    Each m_each;
    QString m_shown;
    QHash<QString, QDateTime> m_asked;
    QHash<QString, QDateTime> m_loaded;
};

} // namespace skylab::model
