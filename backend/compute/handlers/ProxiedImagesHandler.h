#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Images as clients from before microversion 2.36 see and change them by compute; they belong to the image service.
class ProxiedImagesHandler {
public:
    explicit ProxiedImagesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    enum class Form { Brief, Full };
    Result<http::Response> list(Call& call);
    Result<http::Response> listDetail(Call& call);
    Result<http::Response> show(Call& call);
    Result<> remove(Call& call, const QString& id);
    Result<http::Response> listMetadata(Call& call);
    Result<http::Response> addMetadata(Call& call);
    Result<http::Response> setMetadata(Call& call);
    Result<http::Response> showItem(Call& call);
    Result<http::Response> setItem(Call& call);
    Result<http::Response> removeItem(Call& call);

    Result<http::Response> answerList(Call& call, Form form);
    Result<QJsonObject> ask(const Call& call, const QByteArray& method, const QString& path, const QJsonArray& patch = {});
    Result<QJsonObject> image(const Call& call);
    /// Makes the image's properties those; gives them back.
    Result<QJsonObject> store(const Call& call, const QJsonObject& before, const QJsonObject& after);
    static Result<QJsonObject> metadataIn(const Call& call, const char* key);

    ComputeService& m_service;
};

} // namespace skylab::compute
