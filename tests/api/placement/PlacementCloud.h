#pragma once

#include "core/Uuid.h"
#include "placement/PlacementService.h"
#include "support/Text.h"
#include "support/cloud/TestCloud.h"

#include <QTest>

namespace skylab::test {

/// A cloud with identity and placement, and short ways to ask it as an administrator.
class PlacementCloud {
public:
    PlacementCloud()
        : cloud({ [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
              auto made = TRY(placement::PlacementService::open(chassis));
              service = made.get();
              return std::unique_ptr<service::Service>(std::move(made));
          } }),
          token(cloud.adminToken())
    {
    }

    Answer ask(const char* version, const QByteArray& method, const QString& path, const QJsonObject& body = {}, const QByteArray& as = {}, const ApiClient::Headers& more = {})
    {
        auto client = cloud.client(token);
        return client.send(method, L("/placement") + path, body, as, ApiClient::Headers { { "OpenStack-API-Version", QByteArray("placement ") + version } } + more);
    }
    Answer get(const QString& path, const char* version = "1.39") { return ask(version, "GET", path); }
    Answer put(const QString& path, const QJsonObject& body, const char* version = "1.39") { return ask(version, "PUT", path, body); }
    Answer post(const QString& path, const QJsonObject& body, const char* version = "1.39") { return ask(version, "POST", path, body); }
    Answer del(const QString& path, const char* version = "1.39") { return ask(version, "DELETE", path); }
    Answer bytes(const char* version, const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& type)
    {
        auto client = cloud.client(token);
        return client.sendBytes(method, L("/placement") + path, body, type, {}, { { "OpenStack-API-Version", QByteArray("placement ") + version } });
    }

    /// A provider with inventories of {class: total}; its uuid.
    QString provider(const QString& name, const QJsonObject& totals = {}, const QString& parent = {})
    {
        const auto uuid = newUuid();
        QJsonObject wanted { { L("name"), name }, { L("uuid"), uuid } };
        if (!parent.isEmpty())
            wanted.insert(L("parent_provider_uuid"), parent);
        if (post(L("/resource_providers"), wanted).status != 200)
            return {};
        QJsonObject inventories;
        for (auto it = totals.begin(); it != totals.end(); ++it)
            inventories.insert(it.key(), QJsonObject { { L("total"), it.value() } });
        if (!inventories.isEmpty())
            put(path(uuid, "/inventories"), { { L("resource_provider_generation"), 0 }, { L("inventories"), inventories } });
        return uuid;
    }
    static QString path(const QString& provider, const char* rest = "") { return L("/resource_providers/") + provider + L(rest); }
    qint64 generation(const QString& provider) { return get(path(provider)).json()[u"generation"].toInteger(); }

    /// {"allocations": {provider: {"resources": amounts}}, ...} of 1.38.
    static QJsonObject claim(const QString& provider, const QJsonObject& amounts, const QJsonValue& generation = QJsonValue::Null)
    {
        return { { L("allocations"), provider.isEmpty() ? QJsonObject() : QJsonObject { { provider, QJsonObject { { L("resources"), amounts } } } } }, { L("project_id"), L("p1") }, { L("user_id"), L("u1") },
                 { L("consumer_generation"), generation }, { L("consumer_type"), L("INSTANCE") } };
    }

    static QString detail(const Answer& answer) { return answer.json()[u"errors"][0][u"detail"].toString(); }
    static QString code(const Answer& answer) { return answer.json()[u"errors"][0][u"code"].toString(); }

    placement::PlacementService* service = nullptr;
    TestCloud cloud;
    QByteArray token;
};

} // namespace skylab::test
