#pragma once

#include "image/ImageService.h"
#include "image/store/ImageTaskRows.h"
#include "service/Task.h"

namespace skylab::image {

/// importing -> active, with data that were staged or that a URL gives. When it fails, the image is queued again without
/// data, its property os_glance_failed_import names the store, and the tenant's task says why.
class ImportImage final : public service::Task {
public:
    explicit ImportImage(ImageService& service) : m_service(service) { }
    static QString kind() { return QStringLiteral("image.import"); }
    /// "glance-direct", "web-download"
    static QString methodOf(const sdk::ImageTask& task);

    std::vector<service::TaskStep> steps() override;
    void failed(service::TaskContext& context, const Error& error) override;

private:
    Result<ImageTaskRow> read(service::TaskContext& context) const;
    Result<> settle(const service::TaskContext& context, const QString& status, const QJsonObject& result, const QString& message) const;
    /// Only for POST /v2/tasks.
    Result<> makeImage(service::TaskContext& context);
    /// Gone when the image waits for no data any more.
    Result<> requireImporting(const service::TaskContext& context, const QString& id) const;
    Result<> bringData(service::TaskContext& context);

    ImageService& m_service;
};

} // namespace skylab::image
