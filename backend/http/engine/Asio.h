#pragma once

// The only header that includes Asio. Internal to http/.
//
// g++ 12 destroys temporaries of a co_await expression twice in some shapes (aggregates bound to references, lambdas
// that capture by value). So in this folder everything that is not trivial is named on the line before a co_await,
// results are classes with constructors, and lambdas near a co_await capture by reference.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <cstddef>

namespace skylab::http::engine {

namespace asio = boost::asio;
using Socket = asio::generic::stream_protocol::socket;
using Failure = boost::system::error_code;
using Milliseconds = std::chrono::milliseconds;
template <typename T = void>
using Task = asio::awaitable<T>;
inline constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

/// What one read or write came to.
class Transfer {
public:
    Transfer() = default;
    Transfer(Failure failure, std::size_t bytes) : m_failure(failure), m_bytes(bytes) { }
    [[nodiscard]] bool failed() const { return bool(m_failure); }
    [[nodiscard]] const Failure& failure() const { return m_failure; }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; }

private:
    Failure m_failure;
    std::size_t m_bytes = 0;
};

/// Wakes one coroutine. Lives on, waits on, and is fired on one io thread; a fire before the wait is not lost.
class Wake {
public:
    explicit Wake(asio::io_context& io) : m_timer(io, asio::steady_timer::time_point::max()) { }

    Task<void> wait()
    {
        while (!m_fired)
            co_await m_timer.async_wait(quietly);
        m_fired = false;
    }
    void fire()
    {
        m_fired = true;
        m_timer.cancel();
    }

private:
    asio::steady_timer m_timer;
    bool m_fired = false;
};

} // namespace skylab::http::engine
