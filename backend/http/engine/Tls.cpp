#include "http/engine/Tls.h"

#include <boost/asio/ssl/context.hpp>

#include <QFile>

namespace skylab::http::engine {

Result<std::shared_ptr<asio::ssl::context>> loadTls(const QString& certificateFile, const QString& keyFile)
{
    const auto unusable = [](const QString& file, const Failure& failure) {
        return fail(ErrorCode::BadRequest, QStringLiteral("%1 can't be used for TLS: %2.")
                                               .arg(file, QString::fromStdString(failure.message())));
    };
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);   // idle connections keep no buffers
    Failure failure;
    if (context->use_certificate_chain_file(QFile::encodeName(certificateFile).toStdString(), failure))
        return unusable(certificateFile, failure);
    if (context->use_private_key_file(QFile::encodeName(keyFile).toStdString(), asio::ssl::context::pem, failure))
        return unusable(keyFile, failure);
    return context;
}

} // namespace skylab::http::engine
