#include "http/Certificate.h"

#include <QFile>
#include <QSysInfo>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace skylab::http {

namespace {

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

tl::unexpected<Error> cryptoFailure(const char* step)
{
    char text[160] = {};
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    ERR_clear_error();
    return fail(ErrorCode::Internal, QStringLiteral("The TLS certificate can't be made: %1 failed (%2).")
                                         .arg(QLatin1String(step), QLatin1String(text)));
}

bool addExtension(X509* certificate, int nid, const QByteArray& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    if (!extension)
        return false;
    const bool added = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

QByteArray alternativeNames(const QStringList& dnsNames, const QStringList& addresses)
{
    QList<QByteArray> parts { "DNS:localhost", "IP:127.0.0.1", "IP:::1" };
    const auto append = [&parts](const char* kind, const QString& name) {
        const auto part = kind + name.toLatin1();
        if (!name.isEmpty() && !name.contains(u',') && !parts.contains(part))
            parts << part;
    };
    append("DNS:", QSysInfo::machineHostName());
    for (const auto& name : dnsNames)
        append("DNS:", name);
    for (const auto& address : addresses)
        append("IP:", address);
    return parts.join(',');
}

bool setSerialAndName(X509* certificate)
{
    unsigned char random[16];
    if (RAND_bytes(random, sizeof random) != 1)
        return false;
    random[0] &= 0x7f;   // positive
    auto* number = BN_bin2bn(random, sizeof random, nullptr);
    const bool set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    const auto name = QSysInfo::machineHostName().toUtf8().left(64);
    const QByteArray common = name.isEmpty() ? QByteArray("localhost") : name;
    auto* subject = X509_get_subject_name(certificate);
    return set
        && X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("Skylab"),
                                      -1, -1, 0)
        && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common.constData()), int(common.size()),
                                      -1, 0)
        && X509_set_issuer_name(certificate, subject);
}

Result<Certificate> signedBy(EVP_PKEY* key, const QByteArray& names)
{
    constexpr long hour = 3600;
    constexpr long lifetime = 397L * 24 * hour;   // what browsers accept at most is 398 days
    Certificate certificate(X509_new());
    if (!certificate || !X509_set_version(certificate.get(), X509_VERSION_3) || !setSerialAndName(certificate.get()))
        return cryptoFailure("naming the certificate");
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -hour);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), lifetime - hour);
    if (!X509_set_pubkey(certificate.get(), key))
        return cryptoFailure("X509_set_pubkey");
    const bool extended = addExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(certificate.get(), NID_key_usage, "critical,digitalSignature")
        && addExtension(certificate.get(), NID_ext_key_usage, "serverAuth")
        && addExtension(certificate.get(), NID_subject_key_identifier, "hash")
        && addExtension(certificate.get(), NID_subject_alt_name, names);
    if (!extended)
        return cryptoFailure("adding an extension (are all names and addresses well-formed?)");
    if (!X509_sign(certificate.get(), key, EVP_sha256()))
        return cryptoFailure("X509_sign");
    return certificate;
}

Result<void> writeNew(const QString& path, const Bio& bio, mode_t mode)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    const auto failure = [&path](int error) {
        const auto code = error == EEXIST ? ErrorCode::Conflict
            : error == ENOSPC || error == EDQUOT ? ErrorCode::NoSpace
            : error == EACCES || error == EPERM || error == EROFS ? ErrorCode::Forbidden : ErrorCode::Internal;
        return fail(code, QStringLiteral("%1 can't be written: %2.").arg(path, QString::fromLocal8Bit(std::strerror(error))));
    };
    if (fd < 0)
        return failure(errno);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    const bool written = ::write(fd, bytes, std::size_t(size)) == size && ::fsync(fd) == 0;
    const int error = errno;
    ::close(fd);
    if (written)
        return {};
    ::unlink(QFile::encodeName(path).constData());
    return failure(error ? error : ENOSPC);
}

} // namespace

Result<void> makeSelfSignedCertificate(const QString& certificateFile, const QString& keyFile,
                                       const QStringList& dnsNames, const QStringList& addresses)
{
    if (QFile::exists(certificateFile))
        return fail(ErrorCode::Conflict, QStringLiteral("%1 exists already; remove it first if it is to be replaced.")
                                             .arg(certificateFile));
    const Key key(EVP_EC_gen("P-256"));
    if (!key)
        return cryptoFailure("EVP_EC_gen");
    const auto certificate = TRY(signedBy(key.get(), alternativeNames(dnsNames, addresses)));
    // Secure memory is wiped when freed.
    const Bio keyBytes(BIO_new(BIO_s_secmem()));
    const Bio certificateBytes(BIO_new(BIO_s_mem()));
    if (!PEM_write_bio_PrivateKey(keyBytes.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
        || !PEM_write_bio_X509(certificateBytes.get(), certificate.get()))
        return cryptoFailure("writing PEM");
    TRY(writeNew(keyFile, keyBytes, 0600));
    const auto written = writeNew(certificateFile, certificateBytes, 0644);
    if (!written)
        QFile::remove(keyFile);
    return written;
}

Result<QString> certificateFingerprint(const QString& certificateFile)
{
    const Bio file(BIO_new_file(QFile::encodeName(certificateFile).constData(), "re"));
    const Certificate certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::NotFound, QStringLiteral("%1 holds no certificate in PEM form.").arg(certificateFile));
    }
    const QByteArray bytes(reinterpret_cast<const char*>(digest), qsizetype(size));
    return QString::fromLatin1(bytes.toHex(':').toUpper());
}

} // namespace skylab::http
