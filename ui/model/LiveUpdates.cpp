#include "model/LiveUpdates.h"

#include "model/Collection.h"

namespace skylab::model {

using State = client::EventStream::State;

LiveUpdates::LiveUpdates(client::Session& session, Each each, QObject* parent) : QObject(parent), m_stream(session), m_each(std::move(each))
{
    connect(&m_stream, &client::EventStream::received, this, [this](const QList<client::Event>& events) {
        m_each([&](Collection& collection) {
            for (const auto& event : events)
                collection.apply(event);
        });
        Q_EMIT applied(events);
    });
    connect(&m_stream, &client::EventStream::lost, this, [this] {
        m_each([](Collection& collection) {
            if (collection.state() != Collection::State::Fresh)
                collection.reload();
        });
    });
    connect(&m_stream, &client::EventStream::pollDue, this, &LiveUpdates::poll);
    connect(&m_stream, &client::EventStream::stateChanged, this, &LiveUpdates::stateChanged);
    m_stream.setPollInterval(busyPoll);
}

void LiveUpdates::start()
{
    m_asked.clear();
    m_loaded.clear();
    m_stream.start();
}

void LiveUpdates::stop() { m_stream.stop(); }

void LiveUpdates::setShown(const QString& collection)
{
    m_shown = collection;
    if (state() == State::Polling)
        poll();
}

QDateTime LiveUpdates::asOf() const
{
    const auto loaded = m_loaded.value(m_shown), streamed = m_stream.asOf();
    return streamed.isValid() && (!loaded.isValid() || streamed > loaded) ? streamed : loaded;
}

void LiveUpdates::noteLoaded(const Collection& collection)
{
    const auto now = QDateTime::currentDateTimeUtc();
    m_loaded[collection.source().id] = now;
    m_asked[collection.source().id] = now;
}

bool LiveUpdates::isDue(const QString& collection) const
{
    const auto asked = m_asked.value(collection);
    return !asked.isValid() || asked.msecsTo(QDateTime::currentDateTimeUtc()) >= calmPoll - busyPoll / 2;
}

void LiveUpdates::poll()
{
    m_each([this](Collection& collection) {
        if (collection.state() != Collection::State::Fresh)
            pollOne(collection);
    });
}

void LiveUpdates::pollOne(Collection& collection)
{
    const auto& source = collection.source();
    const bool busy = collection.isBusy();
    // A listing without a path for single rows is loaded as a whole, also for one busy row.
    if ((source.id == m_shown && isDue(source.id)) || (busy && source.itemPath.isEmpty())) {
        m_asked[source.id] = QDateTime::currentDateTimeUtc();
        return collection.reload();
    }
    for (int row = 0; busy && row < collection.model().rowCount(); ++row) {
        if (source.busy(collection.model().rowAt(row)))
            collection.reloadRow(collection.model().idAt(row));
    }
}

} // namespace skylab::model
