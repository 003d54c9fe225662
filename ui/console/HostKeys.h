#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace skylab::console {

/// The public key by which an SSH server proves who it is.
struct HostKey {
    QByteArray type;    ///< "ssh-ed25519"
    QByteArray blob;    ///< base64, as in known_hosts

    bool operator==(const HostKey&) const = default;
    [[nodiscard]] bool isEmpty() const { return blob.isEmpty(); }
    /// "SHA256:…", as ssh-keygen -l prints it.
    [[nodiscard]] QString fingerprint() const;
    /// "type blob", and back; empty when it is neither.
    [[nodiscard]] QByteArray toText() const { return type + ' ' + blob; }
    static HostKey fromText(QByteArrayView text);
};

/// The keys that cloud-init printed on the console between its BEGIN and END lines, of the last time that it did.
QList<HostKey> printedHostKeys(const QString& log);

enum class HostKeyVerdict {
    Pinned,         ///< the one of last time
    Printed,        ///< new to us, and the instance itself printed it on its console
    Unknown,        ///< new to us, and nothing says that it is the instance's: ask
    Changed,        ///< another one than last time: refuse
    Contradicted,   ///< new to us, and the console printed another one of its type: refuse
};

/// @param pinned   of last time, empty when there was none
/// @param rebuilt  since it was pinned the instance got another disk, and so other keys
HostKeyVerdict judgeHostKey(const HostKey& offered, const HostKey& pinned, const QList<HostKey>& printed, bool rebuilt);

} // namespace skylab::console
