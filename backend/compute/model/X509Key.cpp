#include "compute/model/X509Key.h"

#include "compute/model/OpenSslOwn.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

namespace skylab::compute {

namespace {

constexpr long validSeconds = 10L * 365 * 24 * 3600;

QByteArray bytesOf(BIO* bio)
{
    char* data = nullptr;
    const auto length = BIO_get_mem_data(bio, &data);
    return { data, qsizetype(length) };
}

/// Or OpenSSL would ask at a terminal for the one of a text that says it is encrypted.
int noPassword(char*, int, int, void*) { return -1; }

bool addExtension(X509* certificate, int nid, const char* value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Own<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key, const QByteArray& commonName)
{
    quint64 serial = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
        return false;
    auto* name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) == 1 && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1
        && X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) && X509_gmtime_adj(X509_getm_notAfter(certificate), validSeconds)
        && X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(commonName.constData()), int(commonName.size()), -1, 0) == 1
        && X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1
        // The principal's name by which Windows maps a certificate to an account.
        && addExtension(certificate, NID_ext_key_usage, "clientAuth") && addExtension(certificate, NID_subject_alt_name, "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:user@localhost")
        && X509_sign(certificate, key, EVP_sha256()) > 0;
}

} // namespace

Result<X509KeyPair> makeX509Key(const QString& commonName)
{
    const Own<EVP_PKEY> key(EVP_RSA_gen(keyBits));
    const Own<X509> certificate(X509_new());
    const Own<BIO> secret(BIO_new(BIO_s_secmem()));
    const Own<BIO> open(BIO_new(BIO_s_mem()));
    if (!key || !certificate || !secret || !open || !fill(certificate.get(), key.get(), commonName.left(64).toUtf8())
        || PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 || PEM_write_bio_X509(open.get(), certificate.get()) != 1)
        return fail(ErrorCode::Internal, QStringLiteral("No X.509 key could be made."));
    return X509KeyPair { QString::fromLatin1(bytesOf(open.get())), Secret(bytesOf(secret.get())) };
}

Result<QString> x509Fingerprint(const QString& certificate)
{
    const auto bytes = certificate.toUtf8();
    const Own<BIO> memory(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
    const Own<X509> read(memory ? PEM_read_bio_X509(memory.get(), nullptr, noPassword, nullptr) : nullptr);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (!read || X509_digest(read.get(), EVP_sha1(), digest, &length) != 1)
        return fail(ErrorCode::BadRequest, QStringLiteral("Keypair data is invalid: failed to generate X509 fingerprint. Send a certificate as PEM, \"-----BEGIN CERTIFICATE-----\"."), QStringLiteral("keypair.public_key"));
    return QString::fromLatin1(QByteArray(reinterpret_cast<const char*>(digest), qsizetype(length)).toHex(':').toUpper());
}

} // namespace skylab::compute
