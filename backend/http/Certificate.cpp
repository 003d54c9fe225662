#include "http/Certificate.h"

#include <QFile>
#include <QFileInfo>
#include <QSysInfo>
#include <QTimeZone>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
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

Result<Certificate> signedBy(EVP_PKEY* key, const QByteArray& names, std::chrono::hours lifetime)
{
    constexpr long hour = 3600;
    Certificate certificate(X509_new());
    if (!certificate || !X509_set_version(certificate.get(), X509_VERSION_3) || !setSerialAndName(certificate.get()))
        return cryptoFailure("naming the certificate");
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -hour);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), long(lifetime.count() - 1) * hour);
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

void syncFolderOf(const QString& path)
{
    const int folder = ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    ::fsync(folder);
    ::close(folder);
}

/// Under another name first: a start that is cut off leaves no half of a file, which the next would take for the whole.
Result<void> writeWhole(const QString& path, const Bio& bio, mode_t mode)
{
    const auto name = QFile::encodeName(path);
    const QByteArray partial = name + ".part";
    ::unlink(partial.constData());
    const int fd = ::open(partial.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
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
    errno = 0;
    const bool written = ::write(fd, bytes, std::size_t(size)) == size && ::fsync(fd) == 0 && ::rename(partial.constData(), name.constData()) == 0;
    const int error = errno;
    ::close(fd);
    if (written) {
        syncFolderOf(path);
        return {};
    }
    ::unlink(partial.constData());
    return failure(error ? error : ENOSPC);
}

Result<Key> readKey(const QString& keyFile)
{
    const Bio file(BIO_new_file(QFile::encodeName(keyFile).constData(), "re"));
    // Without a callback OpenSSL would ask the terminal for a password.
    Key key(file ? PEM_read_bio_PrivateKey(file.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr) : nullptr);
    if (key)
        return key;
    ERR_clear_error();
    return fail(ErrorCode::Conflict, QStringLiteral("%1 holds no key in PEM form that can be read. Remove it: then a new one is made.").arg(keyFile));
}

Result<Certificate> readCertificate(const QString& certificateFile)
{
    const Bio file(BIO_new_file(QFile::encodeName(certificateFile).constData(), "re"));
    Certificate certificate(file ? PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr) : nullptr);
    if (certificate)
        return certificate;
    ERR_clear_error();
    return fail(ErrorCode::NotFound, QStringLiteral("%1 holds no certificate in PEM form.").arg(certificateFile));
}

Result<void> writeCertificate(const QString& certificateFile, X509* certificate)
{
    const Bio bytes(BIO_new(BIO_s_mem()));
    if (!PEM_write_bio_X509(bytes.get(), certificate))
        return cryptoFailure("writing PEM");
    return writeWhole(certificateFile, bytes, 0644);
}

/// An administrator may have put another one in its place.
bool isOfOurMaking(X509* certificate)
{
    char organization[16] = {};
    auto* subject = X509_get_subject_name(certificate);
    return X509_NAME_cmp(subject, X509_get_issuer_name(certificate)) == 0
        && X509_NAME_get_text_by_NID(subject, NID_organizationName, organization, sizeof organization) > 0 && std::strcmp(organization, "Skylab") == 0;
}

QDateTime endOf(X509* certificate)
{
    std::tm time {};
    return ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1 ? QDateTime::fromSecsSinceEpoch(::timegm(&time), QTimeZone::utc()) : QDateTime();
}

} // namespace

Result<void> makeSelfSignedCertificate(const QString& certificateFile, const QString& keyFile,
                                       const QStringList& dnsNames, const QStringList& addresses, std::chrono::hours lifetime)
{
    if (QFile::exists(certificateFile))
        return fail(ErrorCode::Conflict, QStringLiteral("%1 exists already; remove it first if it is to be replaced.")
                                             .arg(certificateFile));
    const bool hasKey = QFile::exists(keyFile);      // of a start that was cut off, or only the certificate was removed
    Key key;
    if (hasKey)
        key = TRY(readKey(keyFile));
    else
        key.reset(EVP_EC_gen("P-256"));
    if (!key)
        return cryptoFailure("EVP_EC_gen");
    const auto certificate = TRY(signedBy(key.get(), alternativeNames(dnsNames, addresses), lifetime));
    if (!hasKey) {
        const Bio keyBytes(BIO_new(BIO_s_secmem()));      // is wiped when freed
        if (!PEM_write_bio_PrivateKey(keyBytes.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr))
            return cryptoFailure("writing PEM");
        TRY(writeWhole(keyFile, keyBytes, 0600));
    }
    const auto written = writeCertificate(certificateFile, certificate.get());
    if (!written && !hasKey)
        QFile::remove(keyFile);
    return written;
}

Result<bool> renewSelfSignedCertificate(const QString& certificateFile, const QString& keyFile, const QStringList& dnsNames, const QStringList& addresses)
{
    const auto old = TRY(readCertificate(certificateFile));
    const bool isNamed = std::all_of(addresses.begin(), addresses.end(), [&old](const QString& address) {
        return X509_check_ip_asc(old.get(), address.toLatin1().constData(), 0) != 0;
    });
    const bool isGood = isNamed && endOf(old.get()) > QDateTime::currentDateTimeUtc().addDays(renewalDays);
    if (isGood || !isOfOurMaking(old.get()))
        return false;
    const auto key = TRY(readKey(keyFile));
    const auto certificate = TRY(signedBy(key.get(), alternativeNames(dnsNames, addresses), selfSignedLifetime));
    TRY(writeCertificate(certificateFile, certificate.get()));
    return true;
}

Result<QDateTime> certificateEnd(const QString& certificateFile)
{
    const auto certificate = TRY(readCertificate(certificateFile));
    return endOf(certificate.get());
}

Result<QString> certificateFingerprint(const QString& certificateFile)
{
    const auto certificate = TRY(readCertificate(certificateFile));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (X509_digest(certificate.get(), EVP_sha256(), digest, &size) != 1)
        return cryptoFailure("X509_digest");
    const QByteArray bytes(reinterpret_cast<const char*>(digest), qsizetype(size));
    return QString::fromLatin1(bytes.toHex(':').toUpper());
}

} // namespace skylab::http
