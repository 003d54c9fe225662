#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <vector>

namespace skylab::blob {

/// Lower-case hex; empty for what was not asked for.
struct Digests {
    QByteArray md5;
    QByteArray sha256;
    QByteArray sha512;
};

struct Algorithms {
    bool md5 = false;
    bool sha256 = false;
    bool sha512 = false;
};

/// Hashes a stream on a thread for each algorithm, so that writing the file and hashing it go on at once, and an image,
/// which has MD5 and SHA-512, costs the time of the slower one. Each holds at most `queueLength` buffers: add() waits
/// when hashing is slower than the writer. Content that comes in one piece is hashed without a thread. One user at a time.
class Hasher {
public:
    static constexpr std::size_t queueLength = 4;

    explicit Hasher(Algorithms algorithms);
    ~Hasher();
    Q_DISABLE_COPY_MOVE(Hasher)

    /// The bytes are shared, not copied: the caller must not change them in place.
    void add(QByteArray bytes);

    /// Waits for the workers. Nothing may be added afterwards.
    Digests finish();

    /// The hash of one buffer, on the calling thread.
    static Digests of(QByteArrayView bytes, Algorithms algorithms);

private:
    class Lane;

    std::vector<std::unique_ptr<Lane>> m_lanes;
    bool m_streaming = false;
    QByteArray m_first;   // kept until a second one comes
};

} // namespace skylab::blob
