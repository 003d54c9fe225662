#pragma once

#include "http/BodyReader.h"
#include "object/driver/ObjectStore.h"
#include "object/handlers/Visit.h"
#include "object/model/Manifest.h"

namespace skylab::object {

class ObjectService;

/// A run of bytes on its way to a reader: bytes at hand, a part of a blob, or a part of another object, which is looked
/// up when its turn comes.
struct Piece {
    QByteArray data;
    QString account;
    QString blobId;
    std::shared_ptr<const OpenedBlob> blob;      ///< the whole of it, when it is open already
    ObjectPath object;
    QString etag;                  ///< that the other object must have
    qint64 first = 0;
    qint64 length = 0;
};

/// An object found for a reader, after links.
struct Located {
    ContainerRow container;
    ObjectRow row;
    ObjectPath path;               ///< where it lies
    bool isLinked = false;         ///< the path asked for was a link
};

/// What a reader of an object gets: of a large one, its segments.
struct Contents {
    std::vector<Piece> pieces;
    qint64 bytes = 0;
    QString etag;                  ///< without quotes
    bool isLarge = false;          ///< the ETag goes in quotes
    bool isOpen = false;           ///< a dynamic large object of more segments than are counted: its length is unknown
};

/// How often an object is located again that others replace meanwhile.
inline constexpr int attempts = 5;

/// Finds objects and what they are made of.
class Library {
public:
    enum class Links : std::uint8_t { Follow, Show };

    explicit Library(ObjectService& service) : m_service(service) { }

    /// NotFound, Forbidden and Unauthorized as for any reader; Conflict for links that lead round or to another object than
    /// they were made for. An empty version id means the current one.
    Result<Located> locate(const Caller& caller, ObjectPath path, const QString& versionId = {}, Links links = Links::Follow) const;
    Result<Contents> contents(const Caller& caller, const Located& located) const;
    /// The stored bytes of the row itself: the list of a static large object.
    Result<Contents> ownBytes(const Located& located) const;
    /// Opens the object's own blob, so that all parts of it can be read whatever becomes of the object. NotFound when it was
    /// replaced or deleted since it was located: locate it again.
    Result<> openOwn(Contents& contents) const;
    Result<Manifest> manifest(const Located& located) const;
    /// The next page of a dynamic large object's segments after a name.
    Result<std::vector<Piece>> segmentsAfter(const Caller& caller, const Located& located, const QString& marker, int limit) const;

    [[nodiscard]] ObjectService& service() const { return m_service; }

private:
    Result<Contents> dynamicContents(const Caller& caller, const Located& located) const;

    ObjectService& m_service;
};

/// The part of some pieces.
std::vector<Piece> sliced(const std::vector<Piece>& pieces, qint64 first, qint64 length);

/// Reads pieces one after another, with one of a blob's open at a time. Memory: the lists of nested large objects and
/// one buffer. Lives on after the handler; one user at a time. As a BodyReader it feeds copies.
class PieceReader final : public http::BodyReader {
public:
    PieceReader(const Library& library, Caller caller, std::vector<Piece> pieces);

    /// Finds the first bytes, so that what is broken is told before an answer begins. Conflict, with the reason.
    Result<> begin();
    /// The next piece of at most 256 KiB; empty at the end. Conflict when a segment is gone or was changed.
    Result<QByteArray> next();
    Result<qsizetype> read(char* to, qsizetype size) override;
    /// Goes on with the segments of a dynamic large object whose number was too large to count.
    void continueWith(Located dynamic, QString marker);

private:
    Result<bool> settle();
    Result<> enter(const Piece& piece);

    const Library m_library;
    const Caller m_caller;
    std::vector<std::vector<Piece>> m_levels;      ///< what is left of each, in reverse
    std::shared_ptr<const OpenedBlob> m_blob;
    qint64 m_offset = 0;
    qint64 m_left = 0;
    QByteArray m_rest;                             ///< of the last piece, for read()
    std::optional<Located> m_dynamic;
    QString m_marker;
};

} // namespace skylab::object
