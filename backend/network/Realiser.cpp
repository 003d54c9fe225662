#include "network/Realiser.h"

#include "network/store/Book.h"
#include "network/store/Specs.h"

#include <QHash>
#include <QLoggingCategory>

#include <algorithm>

namespace skylab::network {

namespace {

Q_LOGGING_CATEGORY(lcRealise, "skylab.network.realise")

constexpr std::chrono::seconds healthInterval { 5 };
constexpr std::chrono::milliseconds firstBackoff { 500 };
constexpr std::chrono::milliseconds maxBackoff { 30'000 };

/// What others refer to comes first.
int rank(Kind kind)
{
    switch (kind) {
    case Kind::AddressGroup: return 0;
    case Kind::SecurityGroup: return 1;
    case Kind::Network: return 2;
    case Kind::Subnet: return 3;
    case Kind::Port: return 4;
    case Kind::Router: return 5;
    case Kind::FloatingIp: return 6;
    }
    return 7;
}

bool isOutage(const Error& error) { return error.code == ErrorCode::Unavailable || error.code == ErrorCode::Timeout; }

/// What the user who asked is told: a reference that the engine lacks is the engine's trouble, not a missing resource.
Error forUser(Error error)
{
    if (error.code != ErrorCode::NotFound && error.code != ErrorCode::Conflict)
        return error;
    error.code = ErrorCode::Unavailable;
    error.message = QStringLiteral("The network engine is being brought up to date (%1) Try again in a moment.").arg(error.message);
    return error;
}

} // namespace

Realiser::Realiser(db::Database& database, NetworkDriver& driver) : m_database(database), m_driver(driver) { }

Realiser::~Realiser() { stop(); }

void Realiser::start(std::function<void()> compared)
{
    m_compared = std::move(compared);
    m_thread = std::thread([this] { run(); });
}

void Realiser::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void Realiser::wake()
{
    const std::lock_guard lock(m_mutex);
    m_work = true;
    m_wake.notify_all();
}

void Realiser::run()
{
    auto backoff = firstBackoff;
    bool clean = false;
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        m_work = false;
        lock.unlock();
        if (m_driver.connections() != m_comparedAt)
            clean = false;            // it was away for less than a check's pause, and may have lost its book
        if (!clean || m_driver.health()) {
            clean = repair();
        } else {
            clean = false;
            m_compareAll = true;      // whatever comes back may have forgotten something
        }
        lock.lock();
        if (m_stopping)
            break;
        backoff = clean ? firstBackoff : std::min(backoff * 2, maxBackoff);
        const auto pause = clean ? std::chrono::duration_cast<std::chrono::milliseconds>(healthInterval) : std::min<std::chrono::milliseconds>(backoff, healthInterval);
        m_wake.wait_for(lock, pause, [this] { return m_stopping || m_work; });
    }
}

bool Realiser::repair()
{
    const auto connections = m_driver.connections();
    if (m_compareAll || connections != m_comparedAt) {
        if (auto compared = compare(); !compared) {
            if (!std::exchange(m_outageTold, true))
                qCWarning(lcRealise).noquote() << "The network engine can't be compared with the book, which is tried again until it can:" << compared.error().message;
            return false;
        }
        m_compareAll = m_outageTold = false;
        m_comparedAt = connections;
        if (m_compared)
            m_compared();
    }
    const auto marks = pending();
    if (!marks)
        return false;
    if (marks->empty())
        return true;
    const auto done = sync(*marks);
    if (!done)
        qCWarning(lcRealise).noquote() << "Not everything is in the network engine yet:" << done.error().message;
    return done.has_value();
}

Result<std::vector<Mark>> Realiser::pending()
{
    return m_database.read([&](db::Connection& connection) -> Result<std::vector<Mark>> {
        std::vector<Mark> marks;
        auto rows = TRY(connection.query(QStringLiteral("SELECT kind, id FROM pending_sync")));
        while (rows.next())
            if (const auto kind = kindOf(rows.get<QString>(0)))
                marks.push_back({ *kind, rows.get<QString>(1) });
        TRY(rows.check());
        return marks;
    });
}

Result<> Realiser::compare()
{
    const auto engine = TRY(m_driver.owned());
    const auto book = TRY(m_database.read([&](db::Connection& connection) { return specs::expected(connection); }));
    QHash<QPair<int, QString>, qint64> has;
    for (const auto& one : engine)
        has.insert({ int(one.kind), one.id }, one.revision);
    std::vector<Mark> wrong, newer;
    for (const auto& one : book) {
        const auto revision = has.take({ int(one.kind), one.id });
        if (revision == one.revision && one.revision > 0)
            continue;
        if (revision > one.revision)
            newer.push_back({ one.kind, one.id });
        wrong.push_back({ one.kind, one.id });
    }
    if (!newer.empty()) {
        wrong.clear();
        for (const auto& one : book)
            wrong.push_back({ one.kind, one.id });
    }
    for (auto it = has.begin(); it != has.end(); ++it)
        wrong.push_back({ Kind(it.key().first), it.key().second });
    if (!wrong.empty())
        qCInfo(lcRealise).noquote() << wrong.size() << "things differ between the book and the network engine and are mended";
    TRY(note(wrong));      // so that nothing of it is lost when this ends half-way
    // The book is a restored one: the older word is the right one. What is removed takes parts of others along (a network
    // its ports, a group its members), so everything is told once more.
    for (const auto& mark : newer)
        if (auto gone = forget(mark); !gone && isOutage(gone.error()))
            return gone;
    // What the engine refuses stands in its mark; all else shall not wait for it.
    auto done = sync(wrong);
    return done || !isOutage(done.error()) ? Result<>() : done;
}

Result<> Realiser::note(const std::vector<Mark>& marks)
{
    if (marks.empty())
        return {};
    return m_database.write([&](db::Transaction& transaction) -> Result<> {
        for (const auto& mark : marks)
            TRY(transaction.execute(QStringLiteral("INSERT INTO pending_sync (kind, id, version) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO NOTHING"), kindName(mark.kind), mark.id, Clock::now().micros));
        return {};
    });
}

Result<> Realiser::realise(const std::vector<Mark>& marks)
{
    auto done = sync(marks);
    if (!done) {
        wake();
        return fail(forUser(done.error()));
    }
    return {};
}

Result<> Realiser::sync(const std::vector<Mark>& marks)
{
    std::vector<Mark> wanted, gone, freed;
    for (const auto& mark : marks)
        (TRY(isWanted(mark)) ? wanted : mark.kind == Kind::FloatingIp ? freed : gone).push_back(mark);
    const auto byRank = [](const Mark& a, const Mark& b) { return rank(a.kind) < rank(b.kind); };
    std::stable_sort(wanted.begin(), wanted.end(), byRank);
    std::stable_sort(gone.rbegin(), gone.rend(), byRank);
    std::vector<Done> done;
    Result<> outcome;
    for (const auto* list : { &freed, &wanted, &gone })
        for (const auto& mark : *list) {
            if (!outcome && isOutage(outcome.error()))
                break;      // the next one would only wait for the same
            if (auto one = syncOne(mark, done); !one) {
                qCWarning(lcRealise).noquote() << kindName(mark.kind) << mark.id << "is not in the engine yet:" << one.error().message;
                if (outcome || isOutage(one.error()))
                    outcome = std::move(one);
            }
        }
    if (!done.empty())
        TRY(m_database.write([&](db::Transaction& transaction) -> Result<> {
            for (const auto& one : done)
                TRY(transaction.execute(QStringLiteral("DELETE FROM pending_sync WHERE kind = ? AND id = ? AND version = ?"), kindName(one.mark.kind), one.mark.id, one.version));
            return {};
        }));
    return outcome;
}

Result<> Realiser::syncOne(const Mark& mark, std::vector<Done>& done, int depth)
{
    Result<> told;
    {
        const std::lock_guard lock(m_locks[qHash(mark.id) % m_locks.size()]);
        const auto version = TRY(m_database.read([&](db::Connection& connection) -> Result<qint64> {
            auto rows = TRY(connection.query(QStringLiteral("SELECT version FROM pending_sync WHERE kind = ? AND id = ?"), kindName(mark.kind), mark.id));
            const auto found = rows.next() ? rows.get<qint64>(0) : 0;
            TRY(rows.check());
            return found;
        }));
        told = tell(mark);
        if (told) {
            if (version > 0)
                done.push_back({ mark, version });
            return {};
        }
    }
    if (told.error().code != ErrorCode::NotFound || depth > 2)
        return told;
    // The engine lacks what this stands on (it was emptied, or another thread is not so far): build that first.
    const auto below = TRY(dependencies(mark));
    for (const auto& one : below)
        TRY(syncOne(one, done, depth + 1));
    const std::lock_guard lock(m_locks[qHash(mark.id) % m_locks.size()]);
    return tell(mark);      // its mark stays, and is looked at once more by the repair
}

Result<bool> Realiser::isWanted(const Mark& mark)
{
    return m_database.read([&](db::Connection& connection) -> Result<bool> {
        switch (mark.kind) {
        case Kind::Network: return TRY(specs::network(connection, mark.id)).has_value();
        case Kind::Subnet: return TRY(specs::subnet(connection, mark.id)).has_value();
        case Kind::Port: return TRY(specs::port(connection, mark.id)).has_value();
        case Kind::Router: return TRY(specs::router(connection, mark.id)).has_value();
        case Kind::FloatingIp: return TRY(specs::floatingIp(connection, mark.id)).has_value();
        case Kind::SecurityGroup: return TRY(specs::securityGroup(connection, mark.id)).has_value();
        case Kind::AddressGroup: return TRY(specs::addressGroup(connection, mark.id)).has_value();
        }
        return false;
    });
}

Result<> Realiser::tell(const Mark& mark)
{
    const auto read = [&](auto spec) { return m_database.read([&](db::Connection& connection) { return spec(connection, mark.id); }); };
    switch (mark.kind) {
    case Kind::Network:
        if (const auto spec = TRY(read(specs::network)))
            return m_driver.applyNetwork(*spec);
        break;
    case Kind::Subnet:
        if (const auto spec = TRY(read(specs::subnet)))
            return m_driver.applySubnet(*spec);
        break;
    case Kind::Port:
        if (const auto spec = TRY(read(specs::port)))
            return m_driver.applyPort(*spec);
        break;
    case Kind::Router:
        if (const auto spec = TRY(read(specs::router)))
            return m_driver.applyRouter(*spec);
        break;
    case Kind::FloatingIp:
        if (const auto spec = TRY(read(specs::floatingIp)))
            return m_driver.applyFloatingIp(*spec);
        break;
    case Kind::SecurityGroup:
        if (const auto spec = TRY(read(specs::securityGroup)))
            return m_driver.applySecurityGroup(*spec);
        break;
    case Kind::AddressGroup:
        if (const auto spec = TRY(read(specs::addressGroup)))
            return m_driver.applyAddressGroup(*spec);
        break;
    }
    return forget(mark);
}

Result<> Realiser::forget(const Mark& mark)
{
    switch (mark.kind) {
    case Kind::Network: return m_driver.removeNetwork(mark.id);
    case Kind::Subnet: return m_driver.removeSubnet(mark.id);
    case Kind::Port: return m_driver.removePort(mark.id);
    case Kind::Router: return m_driver.removeRouter(mark.id);
    case Kind::FloatingIp: return m_driver.removeFloatingIp(mark.id);
    case Kind::SecurityGroup: return m_driver.removeSecurityGroup(mark.id);
    case Kind::AddressGroup: return m_driver.removeAddressGroup(mark.id);
    }
    return {};
}

Result<> Realiser::forgetAll()
{
    auto owned = TRY(m_driver.owned());
    std::sort(owned.begin(), owned.end(), [](const auto& a, const auto& b) { return rank(Kind(a.kind)) > rank(Kind(b.kind)); });
    Result<> outcome;
    for (const auto& one : std::as_const(owned)) {
        if (auto gone = forget({ Kind(one.kind), one.id }); !gone && outcome)
            outcome = std::move(gone);
    }
    return outcome;
}

Result<std::vector<Mark>> Realiser::dependencies(const Mark& mark)
{
    return m_database.read([&](db::Connection& connection) -> Result<std::vector<Mark>> {
        std::vector<Mark> below;
        const auto ports = [&](const PortRow& port) {
            below.push_back({ Kind::Network, port.networkId });
            for (const auto& ip : port.fixedIps)
                below.push_back({ Kind::Subnet, ip.subnetId });
            for (const auto& group : port.securityGroups)
                below.push_back({ Kind::SecurityGroup, group });
        };
        const auto legs = [&](const QString& routerId) -> Result<> {
            const auto rows = TRY(Ports::select(connection, QStringLiteral("device_id = ?"), { routerId }));
            for (const auto& leg : rows) {
                ports(leg);
                below.push_back({ Kind::Port, leg.id });
            }
            return {};
        };
        if (mark.kind == Kind::Subnet) {
            if (const auto row = TRY(Subnets::find(connection, mark.id)))
                below.push_back({ Kind::Network, row->networkId });
        } else if (mark.kind == Kind::Port) {
            if (const auto row = TRY(Ports::find(connection, mark.id)))
                ports(*row);
        } else if (mark.kind == Kind::Router) {
            TRY(legs(mark.id));
        } else if (mark.kind == Kind::SecurityGroup) {
            const auto rules = TRY(GroupRules::select(connection, QStringLiteral("security_group_id = ? AND remote_address_group_id IS NOT NULL"), { mark.id }));
            for (const auto& rule : rules)
                below.push_back({ Kind::AddressGroup, *rule.remoteAddressGroupId });
        } else if (mark.kind == Kind::FloatingIp) {
            const auto row = TRY(FloatingIps::find(connection, mark.id));
            if (row && row->routerId) {
                TRY(legs(*row->routerId));
                below.push_back({ Kind::Router, *row->routerId });
            }
            if (row && row->portId)
                below.push_back({ Kind::Port, *row->portId });
        }
        return below;
    });
}

} // namespace skylab::network
