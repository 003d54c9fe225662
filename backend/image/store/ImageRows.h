#pragma once

#include "db/Transaction.h"
#include "image/model/ImageFilters.h"
#include "sdk/image/Image.h"
#include "service/Context.h"
#include "service/Store.h"

namespace skylab::image {

/// An image as the database holds it: its custom properties are one JSON column.
struct ImageRow : sdk::Image {
    QString stagedMd5;           ///< of what was staged, until it is imported: nobody is shown the sums of data that can't be had
    QString stagedSha512;

    static constexpr const char* table = "images";
    static constexpr auto fields = std::tuple_cat(sdk::Image::fields, std::tuple {
        sdk::Field<&sdk::Image::extra> { "os_glance_properties", { .in = sdk::In::None, .column = "properties" } },
        sdk::Field<&ImageRow::stagedMd5> { "staged_md5", { .in = sdk::In::None } },
        sdk::Field<&ImageRow::stagedSha512> { "staged_sha512", { .in = sdk::In::None } } });
};

/// All SQL about images and who uses them. Reading functions take any connection, writing ones a transaction.
namespace rows {

/// Conflict when there is, or ever was, an image with this id.
Result<> insert(db::Transaction& transaction, const ImageRow& image);
/// False when it is gone.
Result<bool> update(db::Transaction& transaction, const ImageRow& image);
/// With its members; its id is taken for good. False when it is gone.
Result<bool> remove(db::Transaction& transaction, const QString& id);
Result<std::optional<ImageRow>> find(db::Connection& connection, const QString& id);
/// All in one of the states, whoever owns them.
Result<std::vector<ImageRow>> inStates(db::Connection& connection, const QStringList& states);
Result<QStringList> allIds(db::Connection& connection);
/// A page of what the caller may see.
Result<sdk::Page<ImageRow>> list(db::Connection& connection, const service::Context& context, const ImageFilters& filters);

/// An image with the same data as this one (by size and sha512) that has its data in the same store; empty = none.
Result<QString> twinOf(db::Connection& connection, const sdk::Image& image);

/// What a project's images take, for the quota.
struct Usage {
    qint64 images = 0;
    qint64 bytes = 0;          ///< of all with data
    qint64 stagedBytes = 0;
    qint64 uploading = 0;      ///< images that wait for or receive data
};
Result<Usage> usage(db::Connection& connection, const QString& projectId);

/// Whether the image is shared with the project, whatever it answered.
Result<bool> isMember(db::Connection& connection, const QString& imageId, const QString& projectId);
Result<std::vector<sdk::ImageMember>> members(db::Connection& connection, const QString& imageId);
Result<std::optional<sdk::ImageMember>> member(db::Connection& connection, const QString& imageId, const QString& projectId);
Result<> addMember(db::Transaction& transaction, const sdk::ImageMember& member);
Result<> updateMember(db::Transaction& transaction, const sdk::ImageMember& member);
Result<bool> removeMember(db::Transaction& transaction, const QString& imageId, const QString& projectId);

/// Whoever has its disk upon the image's file.
Result<> addUse(db::Transaction& transaction, const QString& imageId, const QString& userId);
Result<bool> removeUse(db::Transaction& transaction, const QString& imageId, const QString& userId);
Result<bool> isUsed(db::Connection& connection, const QString& imageId);
Result<QStringList> usedIds(db::Connection& connection);

} // namespace rows
} // namespace skylab::image
