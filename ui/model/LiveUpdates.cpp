#include "model/LiveUpdates.h"

#include "model/Collection.h"

namespace skylab::model {

namespace {
constexpr int calmPoll = 10'000;   // milliseconds
constexpr int busyPoll = 2'000;
} // namespace

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

void LiveUpdates::poll()
{
    bool busy = false;
    m_each([&](Collection& collection) {
        if (collection.state() == Collection::State::Fresh)
            return;
        busy = busy || collection.isBusy();
        collection.reload();
    });
    m_stream.setPollInterval(busy ? busyPoll : calmPoll);
}

} // namespace skylab::model
