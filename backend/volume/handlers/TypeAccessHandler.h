#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Who may use a private type, and which type a project's volumes get that name none (3.62).
class TypeAccessHandler {
public:
    explicit TypeAccessHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<> add(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> remove(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> listDefaults(service::Call& call);
    Result<http::Response> showDefault(service::Call& call);
    Result<http::Response> setDefault(service::Call& call);
    Result<http::Response> removeDefault(service::Call& call);
    Result<> changeAccess(service::Call& call, const QString& id, const QJsonValue& argument,
                          const std::function<Result<>(db::Transaction&, const QString& typeId, const QString& project)>& change);

    VolumeService& m_service;
};

/// How the volumes of a type are to be encrypted. The book is kept; volumes of such a type are refused, since no driver
/// encrypts (see TypeStore::requireUsable).
class EncryptionHandler {
public:
    explicit EncryptionHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> show(service::Call& call);
    Result<http::Response> showKey(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<QJsonObject> specs(const service::Call& call);
    /// The type, which no volume may use when its encryption changes.
    Result<> requireFree(db::Connection& connection, const service::Call& call, const char* what);

    VolumeService& m_service;
};

} // namespace skylab::volume
