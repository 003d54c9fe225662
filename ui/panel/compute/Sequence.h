#pragma once

#include "sdk/client/Session.h"

#include <QObject>

#include <functional>
#include <vector>

namespace skylab::panel {

/// Calls that follow one another: each begins when the one before has succeeded. It deletes itself when it has ended. With a parent
/// that goes, or in another project or region, the rest is not done.
class Sequence : public QObject {
    Q_OBJECT
public:
    using Step = std::function<void(Sequence&)>;

    Sequence(client::Session& session, QObject* parent) : QObject(parent), m_session(session), m_scope(session.scope()) { }

    /// The step has to end in next(), fail() or send().
    void add(const Step& step) { m_steps.push_back(step); }
    /// A step that is one call.
    void add(const client::Request& request, const std::function<void(const client::Reply&)>& then = {})
    {
        add([request, then](Sequence& it) { it.send(request, then); });
    }
    void start() { next(); }
    void next()
    {
        if (m_at < m_steps.size() && !goesOn && m_scope != m_session.scope())
            return fail(client::Session::elsewhere());
        if (m_at < m_steps.size())
            return m_steps[m_at++](*this);
        deleteLater();
        if (done)
            done();
    }
    void fail(const Error& error)
    {
        deleteLater();
        if (failed)
            failed(error);
    }
    /// Goes on with the next step when the cloud has said yes.
    void send(const client::Request& request, const std::function<void(const client::Reply&)>& then = {})
    {
        client::then(m_session.send(request), this, [this, then](const Result<client::Reply>& reply) {
            if (!reply && !goesOn)
                return fail(reply.error());
            if (reply && then)
                then(*reply);
            next();
        });
    }
    [[nodiscard]] client::Session& session() { return m_session; }
    [[nodiscard]] std::size_t steps() const { return m_steps.size(); }
    [[nodiscard]] std::size_t at() const { return m_at; }

    bool goesOn = false;   ///< after failures too: for tidying up
    std::function<void()> done;
    std::function<void(const Error&)> failed;

private:
    client::Session& m_session;
    QString m_scope;
    std::vector<Step> m_steps;
    std::size_t m_at = 0;
};

} // namespace skylab::panel
