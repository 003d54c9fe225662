#pragma once

#include "http/BodyReader.h"
#include "object/store/ObjectRows.h"

#include <memory>
#include <optional>
#include <sys/types.h>

struct archive;
struct archive_entry;

namespace skylab::object {

/// A tar archive that streams in, entry by entry; each file is a BodyReader. Nothing of it touches the disk and names
/// are only names, so that paths like "../x" lead nowhere. Memory is bounded.
/// BadRequest, with the library's words, when it is no tar or breaks off.
class ArchiveReader final : public http::BodyReader {
public:
    enum class Packed : std::uint8_t { No, Gzip, Bzip2 };
    /// "tar", "tar.gz", "tar.bz2", with or without a dot before.
    static std::optional<Packed> packedOf(const QString& extension);

    static Result<std::unique_ptr<ArchiveReader>> open(http::BodyReader& body, Packed packed);
    ~ArchiveReader() override;
    Q_DISABLE_COPY_MOVE(ArchiveReader)

    /// To the next regular file. False at the end.
    Result<bool> next();
    [[nodiscard]] const QByteArray& name() const { return m_name; }
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] QByteArray contentType() const { return m_contentType; }      ///< xattr user.mime_type
    [[nodiscard]] const sdk::StringMap& metadata() const { return m_metadata; } ///< xattrs user.meta.*

    Result<qsizetype> read(char* to, qsizetype size) override;

private:
    ArchiveReader(http::BodyReader& body, archive* reader) : m_body(body), m_archive(reader) { }
    static ssize_t feed(archive* reader, void* self, const void** bytes);
    void readAttributes(archive_entry* entry);
    [[nodiscard]] tl::unexpected<Error> broken() const;

    http::BodyReader& m_body;
    archive* m_archive;
    QByteArray m_input;
    std::optional<Error> m_inputError;
    QByteArray m_name;
    qint64 m_size = 0;
    QByteArray m_contentType;
    sdk::StringMap m_metadata;
};

} // namespace skylab::object
