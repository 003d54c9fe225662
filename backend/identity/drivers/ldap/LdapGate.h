#pragma once

#include <QtGlobal>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace skylab::identity {

/// How many threads are with directory servers at once, those of all domains together: servers that hang or are slow must
/// not hold all threads that serve logins. Who finds no room waits as long as others come out. Thread-safe.
class LdapGate {
public:
    /// `patience`: how long after the last one went in or came out those who wait give up.
    explicit LdapGate(int room, std::chrono::milliseconds patience = std::chrono::seconds(5));
    Q_DISABLE_COPY_MOVE(LdapGate)

    /// A place inside for as long as it lives, unless none was to be had.
    class Pass {
    public:
        explicit Pass(LdapGate& gate) : m_gate(gate), m_taken(gate.enter()) { }
        ~Pass()
        {
            if (m_taken)
                m_gate.leave();
        }
        Q_DISABLE_COPY_MOVE(Pass)
        [[nodiscard]] bool taken() const { return m_taken; }

    private:
        LdapGate& m_gate;
        const bool m_taken;
    };

private:
    bool enter();
    void leave();

    const std::chrono::milliseconds m_patience;
    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_room;
    std::chrono::steady_clock::time_point m_movedAt;
};

} // namespace skylab::identity
