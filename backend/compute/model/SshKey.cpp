#include "compute/model/SshKey.h"

#include "compute/model/OpenSslOwn.h"

#include <QCryptographicHash>
#include <QStringList>
#include <QtEndian>

#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace skylab::compute {

namespace {

void appendString(QByteArray& blob, const QByteArray& bytes)
{
    const auto length = qToBigEndian(quint32(bytes.size()));
    blob.append(reinterpret_cast<const char*>(&length), sizeof length);
    blob.append(bytes);
}

/// An mpint: big endian, with a zero in front when the highest bit is set.
QByteArray mpint(const BIGNUM* number)
{
    QByteArray bytes(BN_num_bytes(number), Qt::Uninitialized);
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    if (!bytes.isEmpty() && (quint8(bytes[0]) & 0x80))
        bytes.prepend('\0');
    return bytes;
}

} // namespace

Result<SshKeyPair> makeSshKey()
{
    const Own<EVP_PKEY> key(EVP_RSA_gen(keyBits));
    BIGNUM* modulus = nullptr;
    BIGNUM* exponent = nullptr;
    const Own<BIO> memory(BIO_new(BIO_s_secmem()));
    const bool read = key && EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &modulus) == 1 && EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_E, &exponent) == 1;
    const Own<BIGNUM> ownModulus(modulus);
    const Own<BIGNUM> ownExponent(exponent);
    if (!read || !memory || PEM_write_bio_PrivateKey_traditional(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return fail(ErrorCode::Internal, QStringLiteral("No SSH key could be made."));
    QByteArray blob;
    appendString(blob, "ssh-rsa");
    appendString(blob, mpint(exponent));
    appendString(blob, mpint(modulus));
    char* pem = nullptr;
    const auto length = BIO_get_mem_data(memory.get(), &pem);
    return SshKeyPair { QStringLiteral("ssh-rsa ") + QString::fromLatin1(blob.toBase64()), Secret(QByteArray(pem, qsizetype(length))) };
}

Result<QString> sshFingerprint(const QString& publicKey)
{
    const auto bad = [] { return fail(ErrorCode::BadRequest, QStringLiteral("Keypair data is invalid: failed to generate fingerprint. Send the text of an OpenSSH public key, \"ssh-ed25519 AAAA...\"."), QStringLiteral("keypair.public_key")); };
    static const QStringList known { QStringLiteral("ssh-rsa"), QStringLiteral("ssh-ed25519"), QStringLiteral("ssh-dss"), QStringLiteral("ecdsa-sha2-nistp256"), QStringLiteral("ecdsa-sha2-nistp384"),
                                     QStringLiteral("ecdsa-sha2-nistp521"), QStringLiteral("sk-ssh-ed25519@openssh.com"), QStringLiteral("sk-ecdsa-sha2-nistp256@openssh.com") };
    const auto words = publicKey.trimmed().split(u' ', Qt::SkipEmptyParts);
    if (publicKey.trimmed().contains(u'\n') || words.size() < 2 || !known.contains(words[0]))
        return bad();
    const auto blob = QByteArray::fromBase64Encoding(words[1].toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    const auto type = words[0].toLatin1();
    if (!blob || (*blob).size() < 4 + type.size() || qFromBigEndian<quint32>((*blob).constData()) != quint32(type.size()) || (*blob).mid(4, type.size()) != type)
        return bad();
    return QString::fromLatin1(QCryptographicHash::hash(*blob, QCryptographicHash::Md5).toHex(':'));
}

} // namespace skylab::compute
