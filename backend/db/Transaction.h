#pragma once

#include "db/Connection.h"

#include <functional>
#include <vector>

namespace skylab::db {

/// The writing connection inside Database::write: everything that its closure does is committed together or not at
/// all. Read through it as well: other connections do not see its changes yet.
///
/// A failed statement dooms the transaction on both engines (PostgreSQL insists on it): later statements fail, and so
/// does the commit, even if the closure says all is well. What may fail and be survived goes into attempt().
class Transaction : public Connection {
public:
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Runs `callback` after the commit, on the thread that called Database::write, before write returns; never if
    /// the transaction is rolled back, but also when the answer to its commit is lost (Unavailable, PostgreSQL only): it must
    /// bear that nothing was committed. Events are published so. In the order given.
    void onCommit(std::function<void()> callback) { m_callbacks.push_back(std::move(callback)); }

    /// Runs f(Transaction&) -> Result<T> within a savepoint: if it gives an error, its changes alone (and its
    /// onCommit callbacks) are undone and the transaction can go on. Nests.
    template <typename F>
    auto attempt(F&& f) -> std::invoke_result_t<F, Transaction&>
    {
        const auto mark = m_callbacks.size();
        TRY(savepoint());
        auto result = f(*this);
        const auto ended = endAttempt(result.has_value());
        if (!result || !ended)
            m_callbacks.resize(mark);
        if (!ended)
            return fail(ended.error());
        return result;
    }

private:
    friend class Writer;
    explicit Transaction(Session* session) : Connection(session) { }

    Result<> savepoint();
    Result<> endAttempt(bool keep);

    std::vector<std::function<void()>> m_callbacks;
    int m_depth = 0;
};

} // namespace skylab::db
