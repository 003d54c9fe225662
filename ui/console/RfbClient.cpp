#include "console/RfbClient.h"

#include <QtEndian>

#include <openssl/evp.h>

#include <memory>

namespace skylab::console {

namespace {

enum Encoding : qint32 {
    Raw = 0, CopyRect = 1, Zlib = 6, Zrle = 16,
    DesktopSize = -223, LastRect = -224, Cursor = -239, ExtendedKeys = -258, LedState = -261, DesktopName = -307, ExtendedDesktopSize = -308,
    ExtendedClipboard = qint32(0xC0A1E5CE),
};
enum ClipboardFlag : quint32 { ClipText = 1, ClipCaps = 1U << 24, ClipRequest = 1U << 25, ClipPeek = 1U << 26, ClipNotify = 1U << 27, ClipProvide = 1U << 28 };

constexpr qsizetype maxPacked = 64 << 20;   // bytes of one compressed rectangle
constexpr quint32 maxText = 64 << 10;       // bytes of a name or a reason
constexpr int maxCursorSide = 512;          // pixels
constexpr int workOfStep = 16;              // pixels that could be painted in the time a step takes
constexpr int workOfClipboard = 1 << 18;

quint16 u16(const uchar* p) { return qFromBigEndian<quint16>(p); }
quint32 u32(const uchar* p) { return qFromBigEndian<quint32>(p); }

template <typename T>
void put(QByteArray& out, T value)
{
    value = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A text of the server's, fit to be shown in a line.
QString shown(const uchar* bytes, qsizetype length)
{
    constexpr qsizetype longest = 300;
    auto text = QString::fromUtf8(reinterpret_cast<const char*>(bytes), length).simplified();
    text.removeIf([](QChar c) { return !c.isPrint(); });
    return text.left(longest);
}

/// DES in ECB mode with the bits of each key byte reversed (RFC 6143, 7.2.2). Three equal keys make triple DES plain DES.
QByteArray vncAnswer(const QByteArray& password, const uchar* challenge)
{
    unsigned char key[24] = {};
    for (int i = 0; i < 8 && i < password.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            if (password[i] & (1 << bit))
                key[i] |= 0x80 >> bit;
        }
        key[i + 8] = key[i + 16] = key[i];
    }
    QByteArray out(16 + 8, '\0');
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    int length = 0;
    EVP_EncryptInit_ex(context.get(), EVP_des_ede3_ecb(), nullptr, key, nullptr);
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &length, challenge, 16);
    out.truncate(16);
    return out;
}

} // namespace

RfbClient::RfbClient(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<Error>();
    expect(12, &RfbClient::onVersion);
}

void RfbClient::expect(qsizetype bytes, Step step)
{
    m_need = bytes;
    m_step = step;
}

void RfbClient::die(const Error& error)
{
    m_dead = true;
    m_in.clear();
    m_position = 0;
    Q_EMIT failed(error);
}

void RfbClient::feed(const QByteArray& bytes)
{
    if (m_dead)
        return;
    if (m_in.size() - m_position + bytes.size() > maxBacklog)
        return die({ ErrorCode::TooLarge, tr("The console sends faster than it can be shown.") });
    m_in += bytes;
    if (!m_waiting)
        resume();
}

void RfbClient::resume()
{
    m_waiting = false;
    m_work = 0;
    while (!m_dead && m_in.size() - m_position >= m_need) {
        if (m_slice > 0 && m_work >= m_slice) {
            m_waiting = true;
            break;
        }
        const QByteArray held = m_in;   // who listens may feed more: the bytes below stay where they are
        const auto* at = reinterpret_cast<const uchar*>(held.constData()) + m_position;
        m_position += m_need;
        m_work += workOfStep;
        if (const auto result = (this->*m_step)(at); !result)
            return die(result.error());
    }
    if (m_position > (1 << 16) || m_position == m_in.size()) {
        m_in.remove(0, m_position);
        m_position = 0;
    }
    if (m_waiting)
        Q_EMIT waiting();
}

Result<void> RfbClient::onVersion(const uchar* bytes)
{
    const QByteArray version(reinterpret_cast<const char*>(bytes), 12);
    if (!version.startsWith("RFB 003."))
        return broken("it does not speak RFB");
    const int minor = version.mid(8, 3).toInt();
    m_minor = minor >= 8 ? 8 : minor == 7 ? 7 : 3;
    Q_EMIT wantsToSend("RFB 003.00" + QByteArray::number(m_minor) + "\n");
    m_minor >= 7 ? expect(1, &RfbClient::onTypeCount) : expect(4, &RfbClient::onOldType);
    return {};
}

Result<void> RfbClient::onTypeCount(const uchar* bytes)
{
    *bytes == 0 ? expect(4, &RfbClient::onReasonLength) : expect(*bytes, &RfbClient::onTypes);
    return {};
}

Result<void> RfbClient::onTypes(const uchar* bytes)
{
    const QByteArray types(reinterpret_cast<const char*>(bytes), m_need);
    const int type = types.contains(1) ? 1 : types.contains(2) ? 2 : 0;
    if (!type)
        return fail(ErrorCode::NotImplemented, tr("The console asks for a kind of authentication that this program does not know."));
    Q_EMIT wantsToSend(QByteArray(1, char(type)));
    return begin(quint32(type));
}

Result<void> RfbClient::onOldType(const uchar* bytes)
{
    const auto type = u32(bytes);
    if (type == 0) {
        expect(4, &RfbClient::onReasonLength);
        return {};
    }
    if (type > 2)
        return fail(ErrorCode::NotImplemented, tr("The console asks for a kind of authentication that this program does not know."));
    return begin(type);
}

Result<void> RfbClient::begin(quint32 type)
{
    if (type == 2)
        expect(16, &RfbClient::onChallenge);
    else if (m_minor >= 8)
        expect(4, &RfbClient::onSecurityResult);
    else
        sendSetup();
    return {};
}

Result<void> RfbClient::onChallenge(const uchar* bytes)
{
    Q_EMIT wantsToSend(vncAnswer(m_password.reveal(), bytes));
    expect(4, &RfbClient::onSecurityResult);
    return {};
}

Result<void> RfbClient::onSecurityResult(const uchar* bytes)
{
    if (u32(bytes) == 0) {
        sendSetup();
        return {};
    }
    if (m_minor < 8)
        return fail(ErrorCode::Unauthorized, tr("The console refused the password."));
    expect(4, &RfbClient::onReasonLength);
    return {};
}

Result<void> RfbClient::onReasonLength(const uchar* bytes)
{
    const auto length = u32(bytes);
    if (length > maxText)
        return broken("a reason is too long");
    expect(length, &RfbClient::onReason);
    return {};
}

Result<void> RfbClient::onReason(const uchar* bytes)
{
    return fail(ErrorCode::Unauthorized, tr("The console refused the connection: %1").arg(shown(bytes, m_need)));
}

void RfbClient::sendSetup()
{
    Q_EMIT wantsToSend(QByteArray(1, 1));   // share the screen with who else looks
    expect(24, &RfbClient::onServerInit);
}

Result<void> RfbClient::onServerInit(const uchar* bytes)
{
    TRY(m_decoder.resize(u16(bytes), u16(bytes + 2)));
    const auto length = u32(bytes + 20);
    if (length > maxText)
        return broken("its name is too long");
    expect(length, &RfbClient::onServerName);
    return {};
}

Result<void> RfbClient::onServerName(const uchar* bytes)
{
    m_name = shown(bytes, m_need);
    QByteArray out("\0\0\0\0", 4);   // SetPixelFormat: 32 bits, depth 24, little endian, true colour, QImage's order
    out += QByteArray("\x20\x18\x00\x01", 4);
    for (int i = 0; i < 3; ++i)
        put<quint16>(out, 255);
    out += QByteArray("\x10\x08\x00\0\0\0", 6);
    const qint32 encodings[] = { CopyRect, Zrle, Zlib, Raw, DesktopSize, ExtendedDesktopSize, Cursor, LastRect, DesktopName, ExtendedKeys, LedState, ExtendedClipboard };
    out += QByteArray("\x02\0", 2);
    put<quint16>(out, std::size(encodings));
    for (const auto encoding : encodings)
        put<qint32>(out, encoding);
    Q_EMIT wantsToSend(out);
    m_ready = true;
    expect(1, &RfbClient::onMessage);
    Q_EMIT resized(m_decoder.picture().size());
    Q_EMIT ready(m_name);
    requestUpdate(false);
    return {};
}

void RfbClient::requestUpdate(bool incremental)
{
    QByteArray out;
    out += char(3);
    out += char(incremental);
    put<quint16>(out, 0);
    put<quint16>(out, 0);
    put<quint16>(out, quint16(m_decoder.picture().width()));
    put<quint16>(out, quint16(m_decoder.picture().height()));
    Q_EMIT wantsToSend(out);
}

Result<void> RfbClient::onMessage(const uchar* bytes)
{
    switch (*bytes) {
    case 0: expect(3, &RfbClient::onUpdate); return {};
    case 1: expect(5, &RfbClient::onColorMap); return {};
    case 2: Q_EMIT bell(); return {};
    case 3: expect(7, &RfbClient::onCutText); return {};
    default: return broken("a message of unknown type");
    }
}

Result<void> RfbClient::onUpdate(const uchar* bytes)
{
    m_rects = u16(bytes + 1) + 1;
    nextRect();
    return {};
}

void RfbClient::nextRect()
{
    if (--m_rects > 0)
        return expect(12, &RfbClient::onRect);
    expect(1, &RfbClient::onMessage);
    if (!m_dirty.isEmpty())
        Q_EMIT updated(std::exchange(m_dirty, {}));
    requestUpdate(!std::exchange(m_wholePicture, false));
}

void RfbClient::rectDone(const QRect& changed)
{
    if (!changed.isEmpty())
        m_dirty += changed;
    if (m_dirty.rectCount() > 64)   // a region of many parts costs more than painting a little too much
        m_dirty = m_dirty.boundingRect();
    nextRect();
}

Result<void> RfbClient::onRect(const uchar* bytes)
{
    m_rect = QRect(u16(bytes), u16(bytes + 2), u16(bytes + 4), u16(bytes + 6));
    m_encoding = qint32(u32(bytes + 8));
    return beginRect();
}

Result<void> RfbClient::beginRect()
{
    const bool picture = m_encoding >= 0;
    if (picture && !m_decoder.contains(m_rect))
        return broken("a rectangle lies outside of the screen");
    switch (m_encoding) {
    case Raw:
        m_row = 0;
        m_rect.isEmpty() ? rectDone({}) : expect(qsizetype(m_rect.width()) * 4, &RfbClient::onRawRow);
        return {};
    case CopyRect: expect(4, &RfbClient::onCopy); return {};
    case Zlib: case Zrle: expect(4, &RfbClient::onPackedLength); return {};
    case LastRect:
        m_rects = 1;
        nextRect();
        return {};
    case DesktopSize:
        TRY(applySize(m_rect.width(), m_rect.height()));
        nextRect();
        return {};
    case ExtendedDesktopSize: expect(4, &RfbClient::onScreenCount); return {};
    case Cursor:
        if (m_rect.width() > maxCursorSide || m_rect.height() > maxCursorSide)
            return broken("the pointer is too large");
        expect(qsizetype(m_rect.width()) * m_rect.height() * 4 + qsizetype((m_rect.width() + 7) / 8) * m_rect.height(), &RfbClient::onCursor);
        return {};
    case DesktopName: expect(4, &RfbClient::onNameLength); return {};
    case LedState: expect(1, &RfbClient::onSkipped); return {};
    case ExtendedKeys:
        m_extendedKeys = true;
        nextRect();
        return {};
    default: return broken("a rectangle with an encoding that we did not ask for");
    }
}

Result<void> RfbClient::onRawRow(const uchar* bytes)
{
    m_work += m_rect.width();
    m_decoder.rawRow(m_rect, m_row, bytes);
    if (++m_row == m_rect.height())
        rectDone(m_rect);
    return {};
}

Result<void> RfbClient::onCopy(const uchar* bytes)
{
    m_work += 2 * qint64(m_rect.width()) * m_rect.height();
    TRY(m_decoder.copy(m_rect, QPoint(u16(bytes), u16(bytes + 2))));
    rectDone(m_rect);
    return {};
}

Result<void> RfbClient::onPackedLength(const uchar* bytes)
{
    const auto length = u32(bytes);
    if (length > maxPacked)
        return broken("a compressed block is too long");
    expect(qsizetype(length), &RfbClient::onPacked);
    return {};
}

Result<void> RfbClient::onPacked(const uchar* bytes)
{
    m_work += qint64(m_rect.width()) * m_rect.height() + m_need / 4;
    const QByteArrayView packed(reinterpret_cast<const char*>(bytes), m_need);
    TRY(m_encoding == Zrle ? m_decoder.zrle(m_rect, packed) : m_decoder.zlib(m_rect, packed));
    rectDone(m_rect);
    return {};
}

Result<void> RfbClient::onCursor(const uchar* bytes)
{
    Q_EMIT pointerShape(RfbDecoder::cursor(m_rect.size(), bytes), m_rect.topLeft());
    rectDone({});
    return {};
}

Result<void> RfbClient::applySize(int width, int height)
{
    if (m_decoder.picture().size() == QSize(width, height))
        return {};
    TRY(m_decoder.resize(width, height));
    m_work += 2 * qint64(width) * height;
    m_dirty = {};
    m_wholePicture = true;   // asked for once, when the update that says so is over
    Q_EMIT resized(m_decoder.picture().size());
    return {};
}

Result<void> RfbClient::onScreenCount(const uchar* bytes)
{
    m_canResize = true;
    expect(qsizetype(*bytes) * 16, &RfbClient::onScreens);
    return {};
}

Result<void> RfbClient::onScreens(const uchar* bytes)
{
    if (m_need >= 16) {
        m_screenId = u32(bytes);
        m_screenFlags = u32(bytes + 12);
    }
    // x says who asked for the change, y whether it failed; a refusal brings the size that stays.
    TRY(applySize(m_rect.width(), m_rect.height()));
    nextRect();
    return {};
}

Result<void> RfbClient::onNameLength(const uchar* bytes)
{
    const auto length = u32(bytes);
    if (length > maxText)
        return broken("its name is too long");
    expect(qsizetype(length), &RfbClient::onSkipped);
    return {};
}

Result<void> RfbClient::onSkipped(const uchar*)
{
    rectDone({});
    return {};
}

Result<void> RfbClient::onColorMap(const uchar* bytes)
{
    expect(qsizetype(u16(bytes + 3)) * 6, &RfbClient::onColors);
    return {};
}

Result<void> RfbClient::onColors(const uchar*)
{
    expect(1, &RfbClient::onMessage);   // true colour has no use for it
    return {};
}

Result<void> RfbClient::onCutText(const uchar* bytes)
{
    m_textLength = qint32(u32(bytes + 3));
    const qint64 length = qAbs(qint64(m_textLength));
    if (length > maxClipboard)
        return broken("a clipboard text is too long");
    expect(qsizetype(length), &RfbClient::onCutTextBody);
    return {};
}

Result<void> RfbClient::onCutTextBody(const uchar* bytes)
{
    expect(1, &RfbClient::onMessage);
    const QByteArrayView body(reinterpret_cast<const char*>(bytes), qAbs(m_textLength));
    if (m_textLength < 0) {
        onExtendedClipboard(body);
    } else {
        m_localText = QString::fromLatin1(body);
        m_guestUsesClipboard = true;
        Q_EMIT clipboard(m_localText);
    }
    return {};
}

void RfbClient::onExtendedClipboard(QByteArrayView body)
{
    if (body.size() < 4)
        return;
    const auto flags = u32(reinterpret_cast<const uchar*>(body.data()));
    m_work += workOfClipboard;
    if (!(flags & ClipCaps))
        m_guestUsesClipboard = true;
    if (flags & ClipCaps) {
        m_extendedClipboard = true;
        QByteArray sizes;
        put<quint32>(sizes, quint32(maxClipboard));
        sendExtendedClipboard(ClipCaps | ClipText | ClipRequest | ClipPeek | ClipNotify | ClipProvide, sizes);
    } else if (flags & ClipRequest) {
        const auto text = m_localText.toUtf8() + '\0';
        QByteArray plain;
        put<quint32>(plain, quint32(text.size()));
        sendExtendedClipboard(ClipProvide | ClipText, qCompress(plain + text).mid(4));
    } else if (flags & ClipPeek) {
        if (!m_localText.isEmpty())
            sendExtendedClipboard(ClipNotify | ClipText);
    } else if ((flags & ClipNotify) && (flags & ClipText)) {
        sendExtendedClipboard(ClipRequest | ClipText);
    } else if (flags & ClipProvide) {
        z_stream stream {};
        QByteArray plain(maxClipboard, '\0');
        inflateInit(&stream);
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data() + 4));
        stream.avail_in = uInt(body.size() - 4);
        stream.next_out = reinterpret_cast<Bytef*>(plain.data());
        stream.avail_out = uInt(plain.size());
        inflate(&stream, Z_SYNC_FLUSH);
        plain.truncate(plain.size() - stream.avail_out);
        inflateEnd(&stream);
        if (plain.size() < 4)
            return;
        auto text = plain.mid(4, u32(reinterpret_cast<const uchar*>(plain.constData())));
        while (text.endsWith('\0'))
            text.chop(1);
        m_localText = QString::fromUtf8(text);
        Q_EMIT clipboard(m_localText);
    }
}

void RfbClient::sendExtendedClipboard(quint32 flags, const QByteArray& body)
{
    QByteArray out("\x06\0\0\0", 4);
    put<qint32>(out, -qint32(4 + body.size()));
    put<quint32>(out, flags);
    Q_EMIT wantsToSend(out + body);
}

void RfbClient::sendKey(quint32 keysym, quint32 xtCode, bool down)
{
    if (!m_ready || m_dead)
        return;
    QByteArray out;
    if (m_extendedKeys && xtCode) {
        out += QByteArray("\xff\0", 2);
        put<quint16>(out, down);
        put<quint32>(out, keysym);
        put<quint32>(out, xtCode);
    } else {
        out += char(4);
        out += char(down);
        put<quint16>(out, 0);
        put<quint32>(out, keysym);
    }
    Q_EMIT wantsToSend(out);
}

void RfbClient::sendPointer(QPoint position, int buttons)
{
    if (!m_ready || m_dead)
        return;
    QByteArray out;
    out += char(5);
    out += char(buttons);
    put<quint16>(out, quint16(qBound(0, position.x(), picture().width() - 1)));
    put<quint16>(out, quint16(qBound(0, position.y(), picture().height() - 1)));
    Q_EMIT wantsToSend(out);
}

void RfbClient::sendClipboard(const QString& text)
{
    if (!m_ready || m_dead || text == m_localText)
        return;
    m_localText = text.left(maxClipboard / 4);
    if (m_extendedClipboard)
        return sendExtendedClipboard(ClipNotify | ClipText);
    const auto latin = m_localText.toLatin1();
    QByteArray out("\x06\0\0\0", 4);
    put<quint32>(out, quint32(latin.size()));
    Q_EMIT wantsToSend(out + latin);
}

void RfbClient::requestSize(QSize size)
{
    if (!m_canResize || m_dead || size.width() < 64 || size.height() < 64)
        return;
    QByteArray out("\xfb\0", 2);
    put<quint16>(out, quint16(size.width()));
    put<quint16>(out, quint16(size.height()));
    out += QByteArray("\x01\0", 2);
    put<quint32>(out, m_screenId);
    put<quint16>(out, 0);
    put<quint16>(out, 0);
    put<quint16>(out, quint16(size.width()));
    put<quint16>(out, quint16(size.height()));
    put<quint32>(out, m_screenFlags);
    Q_EMIT wantsToSend(out);
}

} // namespace skylab::console
