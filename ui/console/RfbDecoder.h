#pragma once

#include "core/Result.h"

#include <QByteArrayView>
#include <QImage>
#include <QRect>

#include <zlib.h>

namespace skylab::console {

inline tl::unexpected<Error> broken(const char* what)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("The console sent data that is broken: %1.").arg(QLatin1String(what)));
}

/// The picture of an RFB session and what unpacks rectangles into it. Pixels are 32 bits, little endian, 0x00RRGGBB.
/// Source: RFC 6143, section 7.7. Every function refuses what does not fit: a rectangle outside of the picture, data that is too
/// short, or a compressed block that would unpack to more than its rectangle can hold.
class RfbDecoder {
public:
    RfbDecoder();
    ~RfbDecoder();
    Q_DISABLE_COPY_MOVE(RfbDecoder)

    static constexpr int maxSide = 8192;            ///< pixels
    static constexpr qint64 maxPixels = 17'000'000;   ///< 5120 × 3200 and some

    [[nodiscard]] const QImage& picture() const { return m_picture; }
    Result<void> resize(int width, int height);
    [[nodiscard]] bool contains(const QRect& rect) const;

    /// `bytes` hold one row of `rect`.
    void rawRow(const QRect& rect, int row, const uchar* bytes);
    Result<void> copy(const QRect& rect, QPoint from);
    Result<void> zlib(const QRect& rect, QByteArrayView packed);
    Result<void> zrle(const QRect& rect, QByteArrayView packed);
    /// A pointer's shape: its pixels, then a mask of one bit each, rows padded to bytes.
    static QImage cursor(QSize size, const uchar* bytes);

private:
    struct Reader;
    static Result<void> drained(z_stream& stream);
    Result<QByteArray> inflated(z_stream& stream, QByteArrayView packed, qint64 limit);
    Result<void> tile(Reader& reader, const QRect& tile);
    Result<void> packedTile(Reader& reader, const QRect& tile, const QRgb* palette, int colors);
    Result<void> runTile(Reader& reader, const QRect& tile, const QRgb* palette, int colors);

    QImage m_picture;
    z_stream m_zlib {};
    z_stream m_zrle {};
};

} // namespace skylab::console
