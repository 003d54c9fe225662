// An OVSDB server that is hostile or broken. An odd first byte: all that it says on a connection, in pieces. Else: what it replies to
// one operation after the other (a line each; objects are messages that nobody asked for) while a spec is written to it.
#include "fuzz/Fuzz.h"
#include "network/drivers/ovn/JsonFramer.h"
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/Ovsdb.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <mutex>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace skylab;
using namespace skylab::network;
using namespace skylab::network::ovn;
using fuzz::ensure;
using fuzz::Input;

namespace {

/// Splits what comes into messages; however it is cut, they are the same.
QByteArrayList messagesOf(const QByteArray& bytes, qsizetype piece)
{
    JsonFramer framer(4096);
    QByteArrayList messages;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        framer.append(bytes.mid(at, piece));
        for (;;) {
            const auto message = framer.next();
            fuzz::ensureSays(message);
            if (!message)
                return messages << QByteArray("broken");
            if (!*message)
                break;
            ensure((*message)->startsWith('{') && (*message)->endsWith('}') && (*message)->size() <= 4096, "a message is an object, no longer than it may be");
            messages << **message;
        }
        ensure(framer.buffered() <= 4096 + piece, "what waits is bounded");
    }
    return messages;
}

void tryStream(const QByteArray& bytes, qsizetype piece)
{
    const auto whole = messagesOf(bytes, std::max<qsizetype>(bytes.size(), 1));
    ensure(bytes.size() > 4096 || whole == messagesOf(bytes, piece), "the pieces don't matter");
    for (const auto& message : whole) {
        const auto json = QJsonDocument::fromJson(message).object();
        for (const auto& value : json) {
            const auto normal = ovsdb::normalised(value);
            ensure(ovsdb::normalised(normal) == normal, "what is normal stays so");
            const auto map = ovsdb::readMap(value);
            ensure(ovsdb::readMap(ovsdb::map(map)) == map, "a map that is written and read is the same");
            auto members = ovsdb::readSet(value);
            members.removeDuplicates();
            ensure(ovsdb::readSet(ovsdb::set(members)) == members, "a set that is written and read is the same");
            (void)ovsdb::readOne(value);
            (void)ovsdb::readRows(value);
        }
        ensure(ovsdb::covers(json, json), "a row covers itself");
    }
}

/// Replies to transactions with what it was given, in turn; with an error when that is used up.
class ScriptedServer {
public:
    explicit ScriptedServer(const QString& path) : m_listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::snprintf(address.sun_path, sizeof address.sun_path, "%s", qPrintable(path));
        ensure(::bind(m_listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && ::listen(m_listening, 4) == 0, "a socket listens");
        std::thread([this] { run(); }).detach();
    }

    void give(const QByteArrayList& replies)
    {
        const std::lock_guard lock(m_mutex);
        m_replies = replies;
    }

private:
    void run()
    {
        for (;;) {
            const int fd = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
            JsonFramer framer(1 << 20);
            char bytes[65536];
            for (ssize_t got = 0; (got = ::recv(fd, bytes, sizeof bytes, 0)) > 0;) {
                framer.append(QByteArray(bytes, got));
                for (auto message = framer.next(); message && *message; message = framer.next()) {
                    const auto answer = replyTo(QJsonDocument::fromJson(**message).object());
                    if (::send(fd, answer.constData(), size_t(answer.size()), MSG_NOSIGNAL) < 0)
                        break;
                }
            }
            ::close(fd);
        }
    }

    QByteArray replyTo(const QJsonObject& request)
    {
        if (request.value(QStringLiteral("method")) != QStringLiteral("transact"))
            return R"({"id":"monitor","error":null,"result":{}})";
        const std::lock_guard lock(m_mutex);
        auto reply = QByteArray(R"([{"error":"no more"}])");
        QByteArray before;      // objects are messages of their own, that nobody asked for
        for (bool isOwn = true; isOwn && !m_replies.isEmpty();) {
            reply = m_replies.takeFirst();
            QJsonParseError error;
            isOwn = QJsonDocument::fromJson(reply, &error).isObject();
            if (isOwn)
                before += reply;
            else if (error.error != QJsonParseError::NoError)
                reply = "null";
        }
        if (before.endsWith(reply))
            reply = "[]";
        return before + R"({"id":)" + QByteArray::number(request.value(QStringLiteral("id")).toInteger()) + R"(,"error":null,"result":)" + reply + '}';
    }

    const int m_listening;
    std::mutex m_mutex;
    QByteArrayList m_replies;
};

/// Lives until the program ends.
struct Cloud {
    QTemporaryDir folder;
    ScriptedServer server { folder.filePath(QStringLiteral("nb.sock")) };
    Ovsdb database { { .database = QStringLiteral("OVN_Northbound"), .remotes = { QStringLiteral("unix:") + folder.filePath(QStringLiteral("nb.sock")) }, .hint = QStringLiteral("Start it.") } };
    Northbound northbound { database, QStringLiteral("skylab"), 1442, [](const QString&) { return QStringList { QStringLiteral("host") }; } };
};

Cloud& cloud()
{
    static auto* const it = [] {
        static int count = 1;
        static char name[] = "fuzz_ovsdb";
        static char* arguments[] = { name, nullptr };
        new QCoreApplication(count, arguments);
        QLoggingCategory::setFilterRules(QStringLiteral("*=false"));
        auto* made = new Cloud;
        made->database.monitor({ { QStringLiteral("Logical_Switch_Port"), QJsonObject() } }, [](const QJsonObject& tables, bool) {
            for (const auto& table : tables)
                for (const auto& row : table.toObject())
                    (void)ovsdb::readMap(row.toObject().value(QStringLiteral("new")).toObject().value(QStringLiteral("external_ids")));
        });
        made->database.start();
        return made;
    }();
    return *it;
}

PortSpec port()
{
    PortSpec spec { .id = QStringLiteral("p"), .networkId = QStringLiteral("n"), .mac = QStringLiteral("fa:16:3e:00:00:01") };
    spec.fixedIps = { { QStringLiteral("s"), QStringLiteral("10.0.0.5"), 24 }, { QStringLiteral("s6"), QStringLiteral("2001:db8::5"), 64 } };
    spec.securityGroupIds = { QStringLiteral("g") };
    spec.dhcpOptions = { { QStringLiteral("mtu"), QStringLiteral("1400"), IpVersion::V4 } };
    spec.dnsName = QStringLiteral("web");
    spec.host = QStringLiteral("host");
    spec.qos.egress.kilobitsPerSecond = 1000;
    return spec;
}

RouterSpec router()
{
    RouterSpec spec { .id = QStringLiteral("r") };
    spec.interfaces = { { QStringLiteral("i"), QStringLiteral("n"), QStringLiteral("fa:16:3e:00:00:02"), { { QStringLiteral("s"), QStringLiteral("10.0.0.1"), 24 } }, 1442 } };
    spec.gateway = RouterGateway { QStringLiteral("e"), QStringLiteral("x"), QStringLiteral("fa:16:3e:00:00:03"), { { QStringLiteral("t"), QStringLiteral("192.0.2.9"), 24 } }, { QStringLiteral("192.0.2.1") } };
    spec.routes = { { QStringLiteral("10.9.0.0/16"), QStringLiteral("10.0.0.77") } };
    return spec;
}

Result<void> act(Northbound& north, int what)
{
    const auto id = QStringLiteral("p");
    switch (what) {
    case 0: return north.applyNetwork({ .id = QStringLiteral("n"), .physicalNetwork = QStringLiteral("public"), .external = true });
    case 1: return north.applySubnet({ .id = QStringLiteral("s"), .networkId = QStringLiteral("n"), .cidr = QStringLiteral("10.0.0.0/24"), .gateway = QStringLiteral("10.0.0.1") });
    case 2: return north.applyPort(port());
    case 3: return north.removePort(id);
    case 4: return north.applyRouter(router());
    case 5: return north.removeRouter(QStringLiteral("r"));
    case 6: return north.applyFloatingIp({ .id = QStringLiteral("f"), .routerId = QStringLiteral("r"), .floatingAddress = QStringLiteral("192.0.2.8"), .portId = id, .fixedAddress = QStringLiteral("10.0.0.5") });
    case 7: return north.removeFloatingIp(QStringLiteral("f"));
    case 8: return north.applySecurityGroup({ .id = QStringLiteral("g"), .rules = { { .id = QStringLiteral("1"), .protocol = QStringLiteral("tcp"), .portMin = 22, .portMax = 22 } } });
    case 9: return north.applyAddressGroup({ .id = QStringLiteral("a"), .cidrs = { QStringLiteral("10.0.0.0/8") } });
    case 10: return TRY(north.portState(id)), Result<void>();
    case 11: return TRY(north.setPortHosts(id, { QStringLiteral("host"), QStringLiteral("other") })), Result<void>();
    case 12: return TRY(north.owned()), Result<void>();
    default: return TRY(north.metadataPort(QStringLiteral("n"))), Result<void>();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    auto& here = cloud();
    Input input(data, size);
    const int way = input.byte();
    if (way & 1) {
        const auto piece = 1 + qsizetype(input.byte());
        tryStream(input.rest(), piece);
        return 0;
    }
    here.server.give(input.rest().split('\n'));
    const auto done = act(here.northbound, way / 2 % 14);
    fuzz::ensureSays(done);
    ensure(done || done.error().code != ErrorCode::Unavailable, "the server stays connected");
    // Transactions say what they did for each operation, or fail.
    here.server.give({ input.rest() });
    const auto results = here.database.transact({ QJsonObject(), QJsonObject() });
    fuzz::ensureSays(results);
    ensure(!results || results->size() >= 2, "there is a result for each operation");
    return 0;
}
