#pragma once

#include "sdk/client/EventStream.h"

#include <QObject>

#include <functional>

namespace skylab::model {

class Collection;

/// Carries the event stream's events to the collections; reloads them when events were lost, and on the tick of clouds that have
/// no stream.
class LiveUpdates : public QObject {
    Q_OBJECT
public:
    using Each = std::function<void(const std::function<void(Collection&)>&)>;

    /// `each` visits all collections.
    LiveUpdates(client::Session& session, Each each, QObject* parent = nullptr);

    void start() { m_stream.start(); }
    void stop() { m_stream.stop(); }
    [[nodiscard]] client::EventStream::State state() const { return m_stream.state(); }

Q_SIGNALS:
    void stateChanged(skylab::client::EventStream::State state);
    /// After the collections have applied them.
    void applied(const QList<skylab::client::Event>& events);

private:
    void poll();

    client::EventStream m_stream;
    Each m_each;
};

} // namespace skylab::model
