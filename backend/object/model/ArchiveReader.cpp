#include "object/model/ArchiveReader.h"

#include <archive.h>
#include <archive_entry.h>

namespace skylab::object {

namespace {
constexpr qsizetype archiveStep = 64 * 1024;
} // namespace

std::optional<ArchiveReader::Packed> ArchiveReader::packedOf(const QString& extension)
{
    auto text = extension.toLower();
    while (text.startsWith(u'.'))
        text.remove(0, 1);
    if (text == u"tar")
        return Packed::No;
    if (text == u"tar.gz")
        return Packed::Gzip;
    if (text == u"tar.bz2")
        return Packed::Bzip2;
    return {};
}

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(http::BodyReader& body, Packed packed)
{
    auto* raw = archive_read_new();
    if (!raw)
        return fail(ErrorCode::Internal, QStringLiteral("There is no memory to read an archive."));
    std::unique_ptr<ArchiveReader> reader(new ArchiveReader(body, raw));
    archive_read_support_format_tar(raw);
    if (packed == Packed::Gzip)
        archive_read_support_filter_gzip(raw);
    else if (packed == Packed::Bzip2)
        archive_read_support_filter_bzip2(raw);
    if (archive_read_open(raw, reader.get(), nullptr, &ArchiveReader::feed, nullptr) != ARCHIVE_OK)
        return reader->broken();
    return reader;
}

ArchiveReader::~ArchiveReader() { archive_read_free(m_archive); }

ssize_t ArchiveReader::feed(archive* reader, void* self, const void** bytes)
{
    auto& me = *static_cast<ArchiveReader*>(self);
    me.m_input.resize(archiveStep);
    const auto got = me.m_body.read(me.m_input.data(), archiveStep);
    if (!got) {
        me.m_inputError = got.error();
        archive_set_error(reader, EIO, "%s", "the upload broke off");
        return -1;
    }
    *bytes = me.m_input.constData();
    return *got;
}

tl::unexpected<Error> ArchiveReader::broken() const
{
    if (m_inputError)
        return fail(*m_inputError);
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid Tar File: %1").arg(QString::fromLocal8Bit(archive_error_string(m_archive))));
}

void ArchiveReader::readAttributes(archive_entry* entry)
{
    m_contentType.clear();
    m_metadata.clear();
    archive_entry_xattr_reset(entry);
    const char* name = nullptr;
    const void* value = nullptr;
    size_t size = 0;
    while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
        const QByteArray key(name);
        const QByteArray text(static_cast<const char*>(value), qsizetype(size));
        if (key == "user.mime_type")
            m_contentType = text;
        else if (key.startsWith("user.meta."))
            m_metadata.insert(QString::fromUtf8(key.mid(10)), QString::fromUtf8(text));
    }
}

Result<bool> ArchiveReader::next()
{
    archive_entry* entry = nullptr;
    for (;;) {
        const int status = archive_read_next_header(m_archive, &entry);
        if (status == ARCHIVE_EOF)
            return false;
        if (status < ARCHIVE_WARN)
            return broken();
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry))
            continue;
        const char* utf8 = archive_entry_pathname_utf8(entry);
        m_name = utf8 ? utf8 : archive_entry_pathname(entry);
        m_size = archive_entry_size(entry);
        readAttributes(entry);
        return true;
    }
}

Result<qsizetype> ArchiveReader::read(char* to, qsizetype size)
{
    const auto got = archive_read_data(m_archive, to, size_t(size));
    if (got < 0)
        return broken();
    return qsizetype(got);
}

} // namespace skylab::object
