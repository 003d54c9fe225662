#pragma once

#include "service/Chassis.h"
#include "service/Quota.h"
#include "service/Routes.h"
#include "service/Store.h"

#include <QTemporaryDir>

namespace skylab::test {

struct Part {
    QString colour;
    bool operator==(const Part&) const = default;
    static constexpr auto fields = std::tuple { sdk::Field<&Part::colour> { "colour", { .in = sdk::In::All } } };
};

struct Toy {
    QString id;
    QString name;
    QString projectId;
    int size = 1;
    bool shared = false;
    sdk::StringMap metadata;
    std::vector<Part> parts;
    Timestamp createdAt;

    static constexpr const char* resourceKey = "toy";
    static constexpr const char* collectionKey = "toys";
    static constexpr auto fields = std::tuple {
        sdk::Field<&Toy::id> { "id", { .filter = true } },
        sdk::Field<&Toy::name> { "name", { .in = sdk::In::All, .required = true, .minLength = 1, .maxLength = 20, .filter = true, .sort = true } },
        sdk::Field<&Toy::projectId> { "project_id", { .filter = true, .alias = "tenant_id" } },
        sdk::Field<&Toy::size> { "size", { .in = sdk::In::All, .min = 1, .filter = true, .sort = true } },
        sdk::Field<&Toy::shared> { "shared", { .in = sdk::In::All, .since = sdk::mv(2, 5), .filter = true } },
        sdk::Field<&Toy::metadata> { "metadata", { .in = sdk::In::All } },
        sdk::Field<&Toy::parts> { "parts", { .in = sdk::In::All } },
        sdk::Field<&Toy::createdAt> { "created_at", { .sort = true } },
    };
};

struct ToyRow : Toy {
    QString secret;
    Timestamp woundAt;           ///< null until it is
    static constexpr const char* table = "toys";
    static constexpr auto fields = std::tuple_cat(Toy::fields, std::tuple {
        sdk::Field<&ToyRow::secret> { "secret", { .in = sdk::In::None } },
        sdk::Field<&ToyRow::woundAt> { "wound_at", { .in = sdk::In::None, .sort = true } },
    });
};

/// Who a token is: "project:role", so that tests can be anyone.
class ToyAuthenticator : public service::Authenticator {
public:
    Result<service::Context> authenticate(const QByteArray& token) override
    {
        if (!token.contains(':'))
            return fail(ErrorCode::Unauthorized, QStringLiteral("The request you have made requires authentication."));
        service::Context context;
        context.userId = QStringLiteral("user");
        context.projectId = QString::fromUtf8(token.split(':')[0]);
        context.roles = { QString::fromUtf8(token.split(':')[1]) };
        if (context.hasRole(QStringLiteral("member")))
            context.roles << QStringLiteral("reader");
        return context;
    }
    QString projectName(const QString& id) override { return id; }
};

/// A whole little service on the chassis, as a real one is built.
class ToyService : public service::Service {
public:
    explicit ToyService(service::Chassis& chassis)
        : Service(chassis, { .name = QStringLiteral("toy"), .types = { QStringLiteral("toy") }, .prefix = QStringLiteral("/toy/v2.1"), .root = QStringLiteral("/toy"),
                             .faults = service::FaultStyle::Nova, .versionWord = "toy", .legacyVersionHeader = "X-Toy-Version",
                             .minVersion = sdk::mv(2, 1), .maxVersion = sdk::mv(2, 9), .projectInPath = true, .legacyPrefix = QStringLiteral("/toy/v2"),
                             .owned = { { .argument = "toy_id", .table = "toys", .userColumn = "name" } } }) { }
    Result<> open() { return openDatabase(); }

    service::Extension extension() override
    {
        return { { QStringLiteral("toys") }, { service::route("GET", "/toys/{toy_name}", { QStringLiteral("toy:read"), service::rules::projectReader }, this, &ToyService::tell) } };
    }
    Result<http::Response> tell(service::Call& call)
    {
        const auto name = call.id(QStringLiteral("toy_name"));
        if (name == u"none")
            return fail(ErrorCode::NotFound, QStringLiteral("No such toy."));
        return service::jsonResponse(200, QStringLiteral("{\"toy\":\"%1\"}").arg(name).toUtf8());
    }

    std::vector<service::Route> routes() override
    {
        const service::Guard reader { QStringLiteral("toy:read"), service::rules::projectReader };
        const service::Guard member { QStringLiteral("toy:write"), service::rules::projectMember };
        return {
            service::list("/toys", reader, this, &ToyService::list, { QStringLiteral("all_tenants") }),
            service::quick(service::show("/toys/{toy_id}", reader, this, &ToyService::show)),
            service::targeted(service::show("/mine/{toy_id}", { QStringLiteral("toy:mine"), QStringLiteral("user_id:%(target.toy.owner)s") }, this, &ToyService::show),
                              [](const service::Call& call, service::PolicyTarget& target) {
                                  target.insert(QStringLiteral("target.toy.owner"), call.id(QStringLiteral("toy_id")) == u"toy-mine" ? QStringLiteral("user") : QStringLiteral("other"));
                              }),
            service::create("/toys", member, this, &ToyService::create),
            service::update("PUT", "/toys/{toy_id}", member, this, &ToyService::update),
            service::remove("/toys/{toy_id}", member, this, &ToyService::remove),
            service::action("/toys/{toy_id}/action", "wind", member, this, &ToyService::wind),
            service::versions(service::action("/toys/{toy_id}/action", "unwind", member, this, &ToyService::wind), sdk::mv(2, 7)),
        };
    }
    Result<sdk::Page<ToyRow>> list(service::Call& call, const sdk::ListQuery& query)
    {
        return database().read([&](db::Connection& connection) {
            const bool all = call.context.admin && query.flag(u"all_tenants");
            return Toys::list(connection, query, all ? QString() : QStringLiteral("project_id = ?"), all ? QVariantList() : QVariantList { call.projectId() });
        });
    }
    Result<ToyRow> show(service::Call& call, const QString& id)
    {
        const auto row = TRY(database().read([&](db::Connection& connection) { return Toys::find(connection, id); }));
        if (!row || (row->projectId != call.projectId() && !call.context.admin))
            return fail(ErrorCode::NotFound, QStringLiteral("Toy %1 could not be found.").arg(id));
        return *row;
    }
    Result<ToyRow> create(service::Call& call, sdk::Decoded<Toy> wanted)
    {
        ToyRow row;
        static_cast<Toy&>(row) = wanted.value;
        row.id = QStringLiteral("toy-") + row.name;
        row.projectId = call.projectId();
        row.secret = QStringLiteral("hidden");
        row.createdAt = Clock::now();
        TRY(database().write([&](db::Transaction& transaction) -> Result<> {
            const auto used = TRY(Toys::count(transaction, QStringLiteral("project_id = ?"), { row.projectId }));
            TRY(quota.require(transaction, row.projectId, { { QStringLiteral("toys"), used, 1 } }));
            TRY(Toys::insert(transaction, row));
            TRY(service::appendEvent(transaction, call.context, QStringLiteral("toy.toy.create"), row.id, row.projectId, sdk::toJson(row)));
            transaction.onCommit([this] { chassis().events().wake(); });
            return {};
        }));
        return row;
    }
    Result<ToyRow> update(service::Call& call, const QString& id, const QJsonObject& changes)
    {
        auto stored = TRY(show(call, id));
        auto changed = TRY(sdk::decode<ToyRow>(changes, sdk::In::Update, call.version, stored));
        TRY(database().write([&](db::Transaction& transaction) { return Toys::update(transaction, changed.value); }));
        return changed.value;
    }
    Result<> remove(service::Call& call, const QString& id)
    {
        TRY(show(call, id));
        TRY(database().write([&](db::Transaction& transaction) { return Toys::remove(transaction, id); }));
        return {};
    }
    Result<> wind(service::Call& call, const QString& id, const QJsonValue&)
    {
        auto row = TRY(show(call, id));
        row.woundAt = Clock::now();
        TRY(database().write([&](db::Transaction& transaction) { return Toys::update(transaction, row); }));
        ++winds;
        return {};
    }

    using Toys = service::Store<ToyRow>;
    service::Quota quota { { { QStringLiteral("toys"), 5 } } };
    int winds = 0;
};

} // namespace skylab::test
