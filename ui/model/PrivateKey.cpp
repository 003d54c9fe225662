#include "model/PrivateKey.h"

#include <QCoreApplication>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

namespace skylab::model {

namespace {

struct PrivateKey {
    Q_DECLARE_TR_FUNCTIONS(PrivateKey)
};

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* it) const { release(it); }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;

/// A passphrase is never asked on the terminal.
int noPassphrase(char*, int, int, void*) { return -1; }

} // namespace

Result<Secret> decryptPassword(const QByteArray& base64, const Secret& pem)
{
    const auto& bytes = pem.reveal();
    if (bytes.contains("BEGIN OPENSSH PRIVATE KEY"))
        return fail(ErrorCode::BadRequest, PrivateKey::tr("This key is in OpenSSH's own format. Convert a copy of it with: ssh-keygen -p -m PEM -f FILE"), QStringLiteral("key"));
    const Bio source(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
    const Key key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassphrase, nullptr));
    if (!key)
        return fail(ErrorCode::BadRequest, bytes.contains("ENCRYPTED") ? PrivateKey::tr("This key has a passphrase. Remove it from a copy of the file first.") : PrivateKey::tr("This is no private key in the PEM format."), QStringLiteral("key"));
    if (EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA)
        return fail(ErrorCode::BadRequest, PrivateKey::tr("Only an RSA key can decrypt it."), QStringLiteral("key"));
    const auto secret = QByteArray::fromBase64(base64);
    const auto* in = reinterpret_cast<const unsigned char*>(secret.constData());
    const KeyContext context(EVP_PKEY_CTX_new(key.get(), nullptr));
    std::size_t size = 0;
    if (!context || EVP_PKEY_decrypt_init(context.get()) <= 0 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0
        || EVP_PKEY_decrypt(context.get(), nullptr, &size, in, std::size_t(secret.size())) <= 0)
        return fail(ErrorCode::Internal, PrivateKey::tr("The key can't be used."), QStringLiteral("key"));
    QByteArray plain(qsizetype(size), '\0');
    if (EVP_PKEY_decrypt(context.get(), reinterpret_cast<unsigned char*>(plain.data()), &size, in, std::size_t(secret.size())) <= 0)
        return fail(ErrorCode::BadRequest, PrivateKey::tr("The password was not encrypted for this key. Choose the one that the instance was launched with."), QStringLiteral("key"));
    plain.truncate(qsizetype(size));
    return Secret(plain);
}

} // namespace skylab::model
