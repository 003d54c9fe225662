#pragma once

#include "core/Result.h"

#include <map>
#include <mutex>

namespace skylab::test {

/// Failures to come, by the name of the call.
class Failures {
public:
    void failNext(const QString& verb, Error error)
    {
        const std::lock_guard lock(m_mutex);
        m_next.insert_or_assign(verb, std::move(error));
    }
    Result<> admit(const char* verb)
    {
        const std::lock_guard lock(m_mutex);
        auto node = m_next.extract(QString::fromLatin1(verb));
        return node ? Result<>(fail(std::move(node.mapped()))) : Result<>();
    }

private:
    std::mutex m_mutex;
    std::map<QString, Error> m_next;
};

} // namespace skylab::test
