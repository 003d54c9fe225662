#include "console/HostKeys.h"

#include <QCryptographicHash>

#include <algorithm>

namespace skylab::console {

namespace {

constexpr qsizetype maxKey = 8192;    // characters
constexpr qsizetype maxKeys = 16;

bool isKeyType(const QByteArray& type) { return type.startsWith("ssh-") || type.startsWith("ecdsa-sha2-") || type.startsWith("sk-"); }

} // namespace

QString HostKey::fingerprint() const
{
    const auto hash = QCryptographicHash::hash(QByteArray::fromBase64(blob), QCryptographicHash::Sha256);
    return QStringLiteral("SHA256:") + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals));
}

HostKey HostKey::fromText(QByteArrayView text)
{
    if (text.size() > maxKey)
        return {};
    const auto words = text.toByteArray().simplified().split(' ');
    if (words.size() < 2 || !isKeyType(words[0]) || !QByteArray::fromBase64Encoding(words[1], QByteArray::AbortOnBase64DecodingErrors))
        return {};
    return { words[0], words[1] };
}

QList<HostKey> printedHostKeys(const QString& log)
{
    const auto begin = log.lastIndexOf(QLatin1String("-----BEGIN SSH HOST KEY KEYS-----"));
    const auto end = begin < 0 ? -1 : log.indexOf(QLatin1String("-----END SSH HOST KEY KEYS-----"), begin);
    if (end < 0)
        return {};
    QList<HostKey> keys;
    const auto lines = QStringView(log).mid(begin, end - begin).split(u'\n');
    for (const auto& line : lines) {
        // Another program may have written in front of it: the kernel, a logger's stamp.
        qsizetype at = -1;
        for (const auto* type : { u"ssh-", u"ecdsa-sha2-", u"sk-" }) {
            if (const auto found = line.indexOf(QStringView(type)); found >= 0 && (at < 0 || found < at))
                at = found;
        }
        const auto key = at < 0 ? HostKey() : HostKey::fromText(line.mid(at).trimmed().toLatin1());
        if (!key.isEmpty() && keys.size() < maxKeys)
            keys << key;
    }
    return keys;
}

HostKeyVerdict judgeHostKey(const HostKey& offered, const HostKey& pinned, const QList<HostKey>& printed, bool rebuilt)
{
    if (!pinned.isEmpty() && pinned == offered)
        return HostKeyVerdict::Pinned;
    if (!pinned.isEmpty() && !rebuilt)
        return HostKeyVerdict::Changed;
    if (printed.contains(offered))
        return HostKeyVerdict::Printed;
    const bool another = std::any_of(printed.begin(), printed.end(), [&offered](const HostKey& key) { return key.type == offered.type; });
    // After a rebuild the log may still be the one of before.
    return another && !rebuilt ? HostKeyVerdict::Contradicted : HostKeyVerdict::Unknown;
}

} // namespace skylab::console
