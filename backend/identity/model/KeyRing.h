#pragma once

#include "core/Result.h"
#include "core/Secret.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace skylab::identity {

/// Seals small texts so that nobody without the keys can read or change them: AES-256-GCM (NIST SP 800-38D) with a
/// random nonce. The keys are files of one folder, 0600, numbered; the highest seals, all open. One key is good for
/// 2^32 seals, which rotate() keeps far away. Thread-safe.
class KeyRing {
public:
    /// Reads the folder, or makes it with a first key. `keep` = how many keys rotate() leaves; 0 = all.
    /// Forbidden: the folder can't be written. Internal: a key file is damaged.
    static Result<std::unique_ptr<KeyRing>> open(const QString& folder, int keep);
    ~KeyRing();

    /// 4 bytes of key id, 12 of nonce, the sealed text, 16 of tag.
    [[nodiscard]] QByteArray seal(QByteArrayView plain) const;
    /// Nothing when it was changed, cut, or sealed with a key that is gone.
    [[nodiscard]] std::optional<QByteArray> unseal(QByteArrayView sealed) const;

    /// A new key seals from now on; the oldest beyond `keep` is deleted, and what it sealed can't be opened any more.
    Result<> rotate();
    [[nodiscard]] int size() const;

    static constexpr int overhead = 4 + 12 + 16;

private:
    struct Key {
        int number = 0;
        QByteArray id;      ///< first bytes of its SHA-256: tells which key sealed
        Secret bytes;
    };
    KeyRing(QString folder, int keep);
    Result<> load();
    Result<> makeKey(int number);
    static Key keyOf(int number, const Secret& bytes);

    QString m_folder;
    int m_keep;
    mutable std::shared_mutex m_mutex;
    std::vector<Key> m_keys;      ///< ascending by number
};

} // namespace skylab::identity
