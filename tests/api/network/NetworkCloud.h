#pragma once

#include "network/NetworkService.h"
#include "network/drivers/fake/FakeNetworkDriver.h"
#include "support/cloud/TestCloud.h"

#include <memory>

namespace skylab::test {

/// A cloud with a network service over the fake engine, and short ways to say what tests say often.
class NetworkCloud {
public:
    NetworkCloud()
        : m_cloud({ [this](service::Chassis& chassis, identity::IdentityService&) -> Result<std::unique_ptr<service::Service>> {
              auto driver = std::make_unique<network::FakeNetworkDriver>();
              m_driver = driver.get();
              if (!m_broken.isEmpty())
                  m_driver->breakWith(m_broken);
              auto service = TRY(network::NetworkService::open(chassis, {}, std::move(driver)));
              m_service = service.get();
              return service;
          } }),
          m_client(m_cloud.client()), m_admin(m_cloud.adminToken()), m_demo(m_cloud.demoToken())
    {
    }

    [[nodiscard]] TestCloud& cloud() { return m_cloud; }
    [[nodiscard]] network::FakeNetworkDriver& driver() { return *m_driver; }
    [[nodiscard]] network::NetworkService& service() { return *m_service; }
    [[nodiscard]] const QByteArray& admin() const { return m_admin; }
    [[nodiscard]] const QByteArray& demo() const { return m_demo; }

    /// A new cloud over the same data, with an empty engine; broken from the start unless `broken` is empty.
    void restart(const QString& broken = {})
    {
        m_broken = broken;
        m_cloud.restart();
        m_client = m_cloud.client();
        m_admin = m_cloud.adminToken();
        m_demo = m_cloud.demoToken();
    }

    Answer send(const char* method, const QString& path, const char* json = "{}", const QByteArray& token = {}, const ApiClient::Headers& headers = {})
    {
        return m_client.send(method, QStringLiteral("/network/v2.0") + path, fromJson(json), token.isEmpty() ? m_demo : token, headers);
    }
    Answer get(const QString& path, const QByteArray& token = {}) { return send("GET", path, "{}", token); }
    Answer post(const QString& path, const QByteArray& json, const QByteArray& token = {}) { return send("POST", path, json.constData(), token); }
    Answer put(const QString& path, const QByteArray& json, const QByteArray& token = {}) { return send("PUT", path, json.constData(), token); }
    Answer del(const QString& path, const QByteArray& token = {}) { return send("DELETE", path, "{}", token); }

    /// Makes it, aborts the test when that fails, and gives the document.
    QJsonObject make(const QString& path, const QByteArray& json, const QByteArray& token = {})
    {
        const auto answer = post(path, json, token);
        if (answer.status != 201)
            qFatal("%s was not made: %d %s", qPrintable(path), answer.status, answer.body.constData());
        const auto document = answer.json();
        return document.begin().value().toObject();
    }
    QJsonObject network(const char* name, const QByteArray& token = {});
    /// `more` is JSON that follows: ,"name":"x"
    QJsonObject subnet(const QString& networkId, const char* cidr, const char* more = "", const QByteArray& token = {});
    QJsonObject port(const QString& networkId, const char* more = "", const QByteArray& token = {});
    /// An external network with a subnet of addresses .10 to .20.
    QJsonObject externalNetwork(const char* name = "public");

private:
    network::FakeNetworkDriver* m_driver = nullptr;
    network::NetworkService* m_service = nullptr;
    QString m_broken;
    TestCloud m_cloud;
    ApiClient m_client;
    QByteArray m_admin;
    QByteArray m_demo;
};

/// "NetworkInUse".
inline QString faultType(const Answer& answer) { return answer.json()[u"NeutronError"][u"type"].toString(); }
inline QString faultText(const Answer& answer) { return answer.json()[u"NeutronError"][u"message"].toString(); }
inline QString idOf(const QJsonObject& document) { return document[u"id"].toString(); }

} // namespace skylab::test
