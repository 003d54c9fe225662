#include "image/download/WebDownload.h"

#include <QLoggingCategory>
#include <QUrl>
#include <QtEndian>

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

namespace skylab::image {

namespace {

Q_LOGGING_CATEGORY(lcDownload, "skylab.image")

constexpr long mostRedirects = 5;
constexpr long connectSeconds = 20;
constexpr long slowBytes = 1024;      // per second, for so many seconds:
constexpr long slowSeconds = 60;
constexpr qint64 slowestMean = 64 * 1024;      // per second, beside DownloadRules::grace: a trickle would go on for years
constexpr long curlBuffer = 64 * 1024;

struct Run {
    const QString url;                    ///< for the log: without user and password
    const DownloadRules& rules;
    const DownloadSink& sink;
    const DownloadProgress& progress;
    const std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    qint64 received = 0;
    std::optional<Error> error = {};      ///< why one of the callbacks ended it

    bool keep(Result<> result)
    {
        if (!result && !error)
            error = result.error();
        return !error;
    }
    [[nodiscard]] Result<> requirePace() const
    {
        if (std::chrono::steady_clock::now() - begun <= rules.grace + std::chrono::milliseconds(received * 1000 / slowestMean))
            return {};
        return fail(ErrorCode::Timeout, QStringLiteral("The image can't be fetched: its server sends less than %1 bytes a second. Take another one, or upload the file.").arg(slowestMean), QStringLiteral("uri"));
    }
};

size_t onData(char* data, size_t size, size_t count, void* context)
{
    auto& run = *static_cast<Run*>(context);
    run.received += qint64(size * count);
    return run.keep(run.sink(QByteArrayView(data, qsizetype(size * count)))) ? size * count : 0;
}

int onProgress(void* context, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t)
{
    auto& run = *static_cast<Run*>(context);
    return run.keep(run.requirePace()) && run.keep(run.progress(done, total)) ? 0 : 1;
}

/// The one place that every connection, redirected or not, comes through.
curl_socket_t onSocket(void* context, curlsocktype, curl_sockaddr* target)
{
    auto& run = *static_cast<Run*>(context);
    const QHostAddress address(&target->addr);
    // Ports lie at the same place in both families.
    const auto port = qFromBigEndian(reinterpret_cast<const sockaddr_in*>(&target->addr)->sin_port);
    const bool known = target->family == AF_INET || target->family == AF_INET6;
    if (!known || !run.rules.allows(address, port)) {
        // What a name resolves to inside of the cloud is not the tenant's to know.
        qCWarning(lcDownload).noquote() << run.url << "leads to" << address.toString() << "port" << port << "which --image-download-allow does not allow";
        run.error = Error { .code = ErrorCode::Forbidden, .message = QStringLiteral("The URL leads to a host whose address is not allowed: this cloud does not fetch images from there. Upload the file instead, or ask the administrator to allow it (--image-download-allow; the log tells the address)."), .field = QStringLiteral("uri") };
        return CURL_SOCKET_BAD;
    }
    return ::socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

/// curl's own words may hold addresses: of what the tenant did not name, only its sentence for the kind of failure goes out.
bool namesNoAddress(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_TOO_MANY_REDIRECTS;
}

Error errorOf(CURLcode code, long status, const Run& run, const char* words)
{
    if (code == CURLE_HTTP_RETURNED_ERROR)
        return { .code = ErrorCode::Unavailable, .message = QStringLiteral("The image can't be fetched: its server answered with status %1.").arg(status), .field = QStringLiteral("uri") };
    const auto told = QString::fromUtf8(*words && namesNoAddress(code) ? words : curl_easy_strerror(code));
    qCInfo(lcDownload).noquote() << run.url << "can't be fetched:" << (*words ? words : curl_easy_strerror(code));
    return { .code = code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::Timeout : ErrorCode::Unavailable,
             .message = QStringLiteral("The image can't be fetched: %1.").arg(told), .field = QStringLiteral("uri") };
}

void setUp(CURL* curl, const QByteArray& url, Run& run, char* words)
{
    curl_easy_setopt(curl, CURLOPT_URL, url.constData());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, mostRedirects);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "skylab/" SKYLAB_VERSION);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connectSeconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, slowBytes);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, slowSeconds);
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, curlBuffer);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &onSocket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &run);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &onData);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &run);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &onProgress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &run);
}

} // namespace

Result<> download(const QString& url, const DownloadRules& rules, const DownloadSink& sink, const DownloadProgress& progress)
{
    TRY(DownloadRules::checkUrl(url));
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    if (!curl)
        return fail(ErrorCode::Internal, QStringLiteral("curl could not be set up."));
    Run run { QUrl(url).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment), rules, sink, progress };
    char words[CURL_ERROR_SIZE] = "";
    setUp(curl.get(), url.toUtf8(), run, words);
    const auto code = curl_easy_perform(curl.get());
    if (run.error)
        return fail(*run.error);
    if (code == CURLE_OK)
        return {};
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    return fail(errorOf(code, status, run, words));
}

} // namespace skylab::image
