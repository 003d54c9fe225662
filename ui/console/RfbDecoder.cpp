#include "console/RfbDecoder.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace skylab::console {

namespace {

constexpr int tileSide = 64;

} // namespace

/// Walks over unpacked bytes; reading beyond the end sets `isShort`.
struct RfbDecoder::Reader {
    const uchar* at;
    const uchar* end;
    bool isShort = false;

    int byte()
    {
        if (at >= end) {
            isShort = true;
            return 0;
        }
        return *at++;
    }
    QRgb pixel()
    {
        if (end - at < 3) {
            isShort = true;
            return 0;
        }
        const QRgb value = 0xff000000U | QRgb(at[0]) | QRgb(at[1]) << 8 | QRgb(at[2]) << 16;
        at += 3;
        return value;
    }
    int runLength()
    {
        int length = 1;
        for (;;) {
            const int more = byte();
            length += more;
            if (more != 255 || length > tileSide * tileSide)
                return length;
        }
    }
};

RfbDecoder::RfbDecoder()
{
    inflateInit(&m_zlib);
    inflateInit(&m_zrle);
}

RfbDecoder::~RfbDecoder()
{
    inflateEnd(&m_zlib);
    inflateEnd(&m_zrle);
}

Result<void> RfbDecoder::resize(int width, int height)
{
    if (width < 1 || height < 1 || width > maxSide || height > maxSide || qint64(width) * height > maxPixels)
        return fail(ErrorCode::BadRequest, QStringLiteral("The console announced a screen of %1 × %2 pixels, which can't be shown.").arg(width).arg(height));
    QImage next(width, height, QImage::Format_RGB32);
    next.fill(Qt::black);
    const int rows = std::min(height, m_picture.height());
    const auto bytes = std::size_t(std::min(width, m_picture.width())) * 4;
    for (int y = 0; y < rows; ++y)
        std::memcpy(next.scanLine(y), m_picture.constScanLine(y), bytes);
    m_picture = next;
    return {};
}

bool RfbDecoder::contains(const QRect& rect) const
{
    return rect.x() >= 0 && rect.y() >= 0 && rect.x() + rect.width() <= m_picture.width() && rect.y() + rect.height() <= m_picture.height();
}

void RfbDecoder::rawRow(const QRect& rect, int row, const uchar* bytes)
{
    auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(rect.y() + row)) + rect.x();
    for (int x = 0; x < rect.width(); ++x)
        line[x] = 0xff000000U | qFromLittleEndian<quint32>(bytes + 4 * x);
}

Result<void> RfbDecoder::copy(const QRect& rect, QPoint from)
{
    const QRect source(from, rect.size());
    if (rect.isEmpty())
        return {};
    if (!contains(source) || !contains(rect))
        return broken("a copied rectangle lies outside of the screen");
    const auto part = m_picture.copy(source);
    for (int y = 0; y < rect.height(); ++y)
        std::memcpy(m_picture.scanLine(rect.y() + y) + 4 * rect.x(), part.constScanLine(y), std::size_t(rect.width()) * 4);
    return {};
}

/// All that fits was unpacked: what is left of the block may hold marks, but not one more byte.
Result<void> RfbDecoder::drained(z_stream& stream)
{
    Bytef more = 0;
    stream.next_out = &more;
    stream.avail_out = 1;
    const int result = stream.avail_in == 0 ? Z_BUF_ERROR : inflate(&stream, Z_SYNC_FLUSH);
    if ((result != Z_OK && result != Z_BUF_ERROR) || stream.avail_out == 0 || stream.avail_in > 0)
        return broken("a compressed block is larger than its rectangle");
    return {};
}

/// One stream runs through the whole session; each block is its next part.
Result<QByteArray> RfbDecoder::inflated(z_stream& stream, QByteArrayView packed, qint64 limit)
{
    QByteArray out;
    out.resize(std::min<qint64>(limit, std::max<qint64>(4096, packed.size() * 4)));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = uInt(packed.size());
    qint64 length = 0;
    for (;;) {
        if (length == out.size()) {
            if (length >= limit) {
                TRY(drained(stream));
                return out;
            }
            out.resize(std::min<qint64>(limit, out.size() * 2));
        }
        stream.next_out = reinterpret_cast<Bytef*>(out.data()) + length;
        stream.avail_out = uInt(out.size() - length);
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        length = out.size() - qint64(stream.avail_out);
        if (result != Z_OK && result != Z_BUF_ERROR)
            return broken("a compressed block can't be unpacked");
        if (stream.avail_in == 0 && stream.avail_out > 0)
            break;
        if (result == Z_BUF_ERROR && stream.avail_out > 0)
            break;
    }
    out.truncate(length);
    return out;
}

Result<void> RfbDecoder::zlib(const QRect& rect, QByteArrayView packed)
{
    const qint64 size = qint64(rect.width()) * rect.height() * 4;
    const auto bytes = TRY(inflated(m_zlib, packed, size));
    if (bytes.size() != size)
        return broken("a compressed rectangle is too short");
    for (int y = 0; y < rect.height(); ++y)
        rawRow(rect, y, reinterpret_cast<const uchar*>(bytes.constData()) + qint64(y) * rect.width() * 4);
    return {};
}

Result<void> RfbDecoder::zrle(const QRect& rect, QByteArrayView packed)
{
    const qint64 tiles = qint64((rect.width() + tileSide - 1) / tileSide) * ((rect.height() + tileSide - 1) / tileSide);
    const qint64 limit = tiles * (1 + 127 * 3) + qint64(rect.width()) * rect.height() * 4;
    const auto bytes = TRY(inflated(m_zrle, packed, limit));
    Reader reader { reinterpret_cast<const uchar*>(bytes.constData()), reinterpret_cast<const uchar*>(bytes.constData()) + bytes.size() };
    for (int y = 0; y < rect.height(); y += tileSide) {
        for (int x = 0; x < rect.width(); x += tileSide) {
            TRY(tile(reader, QRect(rect.x() + x, rect.y() + y, std::min(tileSide, rect.width() - x), std::min(tileSide, rect.height() - y))));
            if (reader.isShort)
                return broken("a tile is too short");
        }
    }
    return {};
}

Result<void> RfbDecoder::tile(Reader& reader, const QRect& tile)
{
    const int kind = reader.byte();
    QRgb palette[128];
    const int colors = kind & 127;
    if (kind == 129 || (kind > 16 && kind < 128))
        return broken("a tile has an unknown encoding");
    if (kind != 0 && kind != 128) {
        for (int i = 0; i < colors; ++i)
            palette[i] = reader.pixel();
    }
    if (kind == 0) {
        for (int y = 0; y < tile.height() && !reader.isShort; ++y) {
            auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(tile.y() + y)) + tile.x();
            for (int x = 0; x < tile.width(); ++x)
                line[x] = reader.pixel();
        }
        return {};
    }
    if (kind == 1) {
        for (int y = 0; y < tile.height(); ++y) {
            auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(tile.y() + y)) + tile.x();
            std::fill(line, line + tile.width(), palette[0]);
        }
        return {};
    }
    return kind <= 16 ? packedTile(reader, tile, palette, colors) : runTile(reader, tile, palette, kind == 128 ? 0 : colors);
}

Result<void> RfbDecoder::packedTile(Reader& reader, const QRect& tile, const QRgb* palette, int colors)
{
    const int bits = colors == 2 ? 1 : colors <= 4 ? 2 : 4;
    for (int y = 0; y < tile.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(tile.y() + y)) + tile.x();
        int left = 0, byte = 0;
        for (int x = 0; x < tile.width(); ++x) {
            if (left == 0) {
                byte = reader.byte();
                left = 8;
            }
            left -= bits;
            const int index = (byte >> left) & ((1 << bits) - 1);
            if (index >= colors)
                return broken("a pixel has a colour that its palette lacks");
            line[x] = palette[index];
        }
    }
    return {};
}

/// Runs of pixels; without colours the pixels themselves are sent, otherwise indexes into the palette.
Result<void> RfbDecoder::runTile(Reader& reader, const QRect& tile, const QRgb* palette, int colors)
{
    const int total = tile.width() * tile.height();
    for (int at = 0; at < total;) {
        QRgb pixel = 0;
        int length = 1;
        if (colors == 0) {
            pixel = reader.pixel();
            length = reader.runLength();
        } else {
            const int index = reader.byte();
            if ((index & 127) >= colors)
                return broken("a run has a colour that its palette lacks");
            pixel = palette[index & 127];
            if (index & 128)
                length = reader.runLength();
        }
        if (reader.isShort)
            return broken("a tile is too short");
        if (length > total - at)
            return broken("a run is longer than its tile");
        for (const int end = at + length; at < end;) {
            const int column = at % tile.width(), count = std::min(end - at, tile.width() - column);
            auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(tile.y() + at / tile.width())) + tile.x() + column;
            std::fill(line, line + count, pixel);
            at += count;
        }
    }
    return {};
}

QImage RfbDecoder::cursor(QSize size, const uchar* bytes)
{
    if (size.isEmpty())
        return {};
    QImage image(size, QImage::Format_ARGB32);
    const auto* mask = bytes + std::size_t(size.width()) * size.height() * 4;
    const int stride = (size.width() + 7) / 8;
    for (int y = 0; y < size.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < size.width(); ++x) {
            const bool solid = mask[y * stride + x / 8] & (0x80 >> (x & 7));
            line[x] = solid ? 0xff000000U | qFromLittleEndian<quint32>(bytes + 4 * (std::size_t(y) * size.width() + x)) : 0;
        }
    }
    return image;
}

} // namespace skylab::console
