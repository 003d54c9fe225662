#include "identity/drivers/ldap/LdapGate.h"

#include <algorithm>

namespace skylab::identity {

LdapGate::LdapGate(int room, std::chrono::milliseconds patience) : m_patience(patience), m_room(std::max(1, room)) { }

bool LdapGate::enter()
{
    std::unique_lock lock(m_mutex);
    while (m_room == 0) {
        // While others come out the servers are only busy. When none does, nobody else waits for them.
        const auto until = m_movedAt + m_patience;
        if (std::chrono::steady_clock::now() >= until)
            return false;
        m_left.wait_until(lock, until);
    }
    --m_room;
    m_movedAt = std::chrono::steady_clock::now();
    return true;
}

void LdapGate::leave()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_room;
        m_movedAt = std::chrono::steady_clock::now();
    }
    m_left.notify_one();
}

} // namespace skylab::identity
