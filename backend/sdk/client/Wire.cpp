#include "sdk/client/Wire.h"

#include "sdk/client/Fault.h"
#include "sdk/client/Session.h"
#include "sdk/resource/FaultKind.h"

#include <QFile>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTimer>

namespace skylab::client {

namespace {

constexpr int quietLimit = 60'000;            // milliseconds without a byte
constexpr int quietLimitOfUploads = 600'000;  // an image service works on what it got before it answers
constexpr int maxTries = 3;
constexpr int maxPages = 500;
constexpr qint64 maxBody = 256 << 20;         // bytes of an answer that is kept in memory

constexpr auto strangeCertificate = "skylabStrangeCertificate";

bool isIdempotent(const QByteArray& verb)
{
    return verb == "GET" || verb == "HEAD" || verb == "PUT" || verb == "DELETE";
}

/// Endpoint and path, without saying a version twice: ".../network/v2.0" + "/v2.0/ports".
QUrl joined(const QUrl& endpoint, const QString& path, const QUrlQuery& query)
{
    auto url = endpoint;
    auto rest = path;
    QUrlQuery all(query);
    if (const auto mark = rest.indexOf(u'?'); mark >= 0) {
        const QUrlQuery own(rest.mid(mark + 1));
        for (const auto& item : own.queryItems(QUrl::FullyEncoded))
            all.addQueryItem(item.first, item.second);
        rest.truncate(mark);
    }
    const auto first = rest.section(u'/', 1, 1);
    static const QRegularExpression version(QStringLiteral("^v[0-9]+(\\.[0-9]+)?$"));
    if (version.match(first).hasMatch() && url.path().endsWith(u'/' + first))
        rest.remove(0, first.size() + 1);
    url.setPath(url.path(QUrl::FullyEncoded) + rest, QUrl::TolerantMode);
    if (!all.isEmpty())
        url.setQuery(all);
    return url;
}

QString requestIdOf(QNetworkReply* reply)
{
    for (const auto name : { "x-openstack-request-id", "x-compute-request-id", "x-trans-id" }) {
        if (reply->hasRawHeader(name))
            return QString::fromLatin1(reply->rawHeader(name));
    }
    return {};
}

bool isLost(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::RemoteHostClosedError || error == QNetworkReply::ConnectionRefusedError
        || error == QNetworkReply::TemporaryNetworkFailureError || error == QNetworkReply::NetworkSessionFailedError;
}

/// To the beginning of what is uploaded. Nothing is sent of a file that can't be read: the object would be an empty one. Nor is, in
/// another try, something else than in the first.
Result<> rewindSource(Call& call)
{
    auto& source = *call.source;
    const auto* file = qobject_cast<const QFileDevice*>(&source);
    const auto name = file ? file->fileName() : call.request.path;
    if (!source.isReadable() || !source.seek(0))
        return fail(ErrorCode::BadRequest, Wire::tr("%1 can't be read: %2").arg(name, source.errorString()));
    if (call.tries > 0 && source.size() != call.sourceSize)
        return fail(ErrorCode::BadRequest, Wire::tr("%1 has changed while it was sent. Upload it again.").arg(name));
    call.sourceSize = source.size();
    return {};
}

/// Of an object or container; of a folder, where the list is by folders.
QString nameOf(const QJsonValue& row) { return row[u"name"].toString(row[u"subdir"].toString()); }

} // namespace

QNetworkAccessManager& Wire::network()
{
    if (!m_network) {
        m_network = new QNetworkAccessManager(this);
        m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);   // a token goes where we send it, nowhere else
        m_network->setAutoDeleteReplies(false);
    }
    return *m_network;
}

QFuture<Result<Reply>> Wire::post(CallPointer call)
{
    call->promise.start();
    auto future = call->promise.future();
    QMetaObject::invokeMethod(this, [this, call] { begin(call); }, Qt::QueuedConnection);
    return future;
}

void Wire::setServiceHeaders(const QString& service, const Headers& headers)
{
    m_serviceHeaders[Catalog::officialType(service)] = headers;
}

void Wire::signOut()
{
    m_token = {};
    m_connection = {};
    const auto running = m_running;
    for (const auto& call : running) {
        if (call->reply)
            call->reply->abort();
    }
}

void Wire::forgetSecrets()
{
    m_connection.password = {};
    m_connection.applicationCredentialSecret = {};
}

void Wire::shutDown()
{
    signOut();
    for (const auto& call : std::exchange(m_waiting, {}))
        complete(call, fail(ErrorCode::Cancelled, tr("The window was closed.")));
}

void Wire::begin(const CallPointer& call)
{
    call->watcher = std::make_unique<QFutureWatcher<Result<Reply>>>();
    connect(call->watcher.get(), &QFutureWatcherBase::canceled, this, [call = std::weak_ptr(call)] {
        if (const auto strong = call.lock(); strong && strong->reply)
            strong->reply->abort();
    });
    call->watcher->setFuture(call->promise.future());
    if (m_authenticating > 0 && m_token.value.isEmpty())
        m_waiting.push_back(call);
    else if (m_connection.authUrl.isEmpty())
        complete(call, fail(ErrorCode::Unauthorized, tr("You are not signed in.")));
    else if (!m_token.isValid(Clock::now().addSeconds(30)))
        renewThen(call);
    else
        start(call);
}

QNetworkRequest Wire::plainRequest(const QUrl& url)
{
    QNetworkRequest request(url);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("User-Agent", "skylab");
    request.setTransferTimeout(quietLimit);
    if (url.scheme() == u"https") {
        auto tls = QSslConfiguration::defaultConfiguration();
        if (!m_connection.caFile.isEmpty())
            tls.addCaCertificates(m_connection.caFile);
        request.setSslConfiguration(tls);
    }
    return request;
}

Result<QNetworkRequest> Wire::prepare(const Call& call)
{
    const auto endpoint = m_token.catalog.endpoint(call.request.service, m_connection.interface, call.region);
    if (endpoint.isEmpty())
        return fail(ErrorCode::NotImplemented, tr("This cloud offers no service of type “%1” in region “%2”.").arg(call.request.service, call.region));
    auto request = plainRequest(joined(endpoint, call.request.path, call.pages ? call.pageQuery : call.request.query));
    request.setRawHeader("X-Auth-Token", m_token.value.reveal());
    if (!call.withoutVersion) {
        const auto headers = m_serviceHeaders.value(Catalog::officialType(call.request.service));
        for (const auto& header : headers)
            request.setRawHeader(header.first, header.second);
    }
    if (call.source) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/octet-stream"));
        request.setTransferTimeout(quietLimitOfUploads);
    } else if (!call.request.body.isUndefined()) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    }
    for (const auto& header : call.request.headers)
        request.setRawHeader(header.first, header.second);
    return request;
}

/// A try after a pause, or after a new token, must not go where the user has switched to meanwhile: objects are addressed by name below
/// the catalog's endpoint. False: there is another project now.
bool Wire::bind(Call& call)
{
    if (!call.project)
        call.project = m_token.projectId;
    if (call.region.isEmpty())
        call.region = m_connection.region;
    return *call.project == m_token.projectId;
}

void Wire::start(const CallPointer& call)
{
    if (call->promise.isCanceled())
        return complete(call, fail(ErrorCode::Cancelled, tr("It was cancelled.")));
    if (m_token.value.isEmpty())
        return complete(call, fail(ErrorCode::Unauthorized, tr("You are not signed in.")));
    if (!bind(*call))
        return complete(call, fail(Session::elsewhere()));
    const auto request = prepare(*call);
    if (!request)
        return complete(call, fail(request.error()));
    const auto& verb = call->request.verb;
    if (call->source) {
        if (const auto ready = rewindSource(*call); !ready)
            return complete(call, fail(ready.error()));
        call->reply = network().sendCustomRequest(*request, verb, call->source.get());
    } else if (call->request.body.isUndefined()) {
        call->reply = verb == "GET" ? network().get(*request) : verb == "HEAD" ? network().head(*request) : network().sendCustomRequest(*request, verb);
    } else {
        const auto& body = call->request.body;
        const QJsonDocument document = body.isArray() ? QJsonDocument(body.toArray()) : QJsonDocument(body.toObject());
        call->reply = network().sendCustomRequest(*request, verb, document.toJson(QJsonDocument::Compact));
    }
    ++call->tries;
    m_running.append(call);
    watch(call);
}

void Wire::watch(const CallPointer& call)
{
    auto* reply = call->reply.data();
    connect(reply, &QNetworkReply::finished, this, [this, call] { finished(call); });
    watchTls(reply);
    const auto progress = [call](qint64 done, qint64 total) {
        if (total > 0)
            call->promise.setProgressValue(int(done * 1000 / total));
    };
    if (call->source) {
        call->promise.setProgressRange(0, 1000);
        connect(reply, &QNetworkReply::uploadProgress, this, progress);
    }
    if (call->sinkPath.isEmpty()) {
        connect(reply, &QNetworkReply::downloadProgress, this, [reply](qint64 done, qint64) {
            if (done > maxBody)
                reply->abort();
        });
        return;
    }
    call->promise.setProgressRange(0, 1000);
    reply->setReadBufferSize(1 << 20);
    connect(reply, &QNetworkReply::downloadProgress, this, progress);
    connect(reply, &QNetworkReply::readyRead, this, [call, reply] {
        if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() >= 300)
            return;
        if (!call->sink) {
            call->sink = std::make_unique<QSaveFile>(call->sinkPath);
            if (!call->sink->open(QIODevice::WriteOnly))
                return reply->abort();
        }
        if (call->sink->write(reply->readAll()) < 0)
            reply->abort();
    });
}

void Wire::finished(const CallPointer& call)
{
    m_running.removeOne(call);
    auto* reply = call->reply.data();
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status)
        setReachable(true);
    if (call->promise.isCanceled())
        return complete(call, fail(ErrorCode::Cancelled, tr("It was cancelled.")));
    if (status == 401 && !call->renewedToken) {
        call->renewedToken = true;
        m_token.expiresAt = { 1 };
        return renewThen(call);
    }
    if (status == 406 && !call->withoutVersion) {
        call->withoutVersion = true;
        return start(call);
    }
    if (tryAgain(call, status, !status && isLost(reply->error())))
        return;
    if (call->sink && call->sink->error() != QFileDevice::NoError)
        return complete(call, fail(ErrorCode::NoSpace, tr("%1 can't be written: %2").arg(call->sinkPath, call->sink->errorString())));
    if (!status || (reply->error() != QNetworkReply::NoError && status < 400)) {
        const auto error = networkError(reply);
        setReachable(error.code != ErrorCode::Unavailable);
        return complete(call, fail(error));
    }
    deliver(call, status);
}

bool Wire::tryAgain(const CallPointer& call, int status, bool lost)
{
    const bool worth = (status == 503 || status == 502 || lost) && isIdempotent(call->request.verb) && call->tries < maxTries;
    if (!worth)
        return false;
    call->sink.reset();
    const int wait = 250 << (2 * (call->tries - 1));   // 250 ms, 1 s
    QTimer::singleShot(wait, this, [this, call] { start(call); });
    return true;
}

void Wire::deliver(const CallPointer& call, int status)
{
    auto* reply = call->reply.data();
    const auto type = reply->header(QNetworkRequest::ContentTypeHeader).toByteArray();
    Reply answer;
    answer.status = status;
    answer.requestId = requestIdOf(reply);
    if (status >= 300 && status != 304) {
        auto error = decodeFault(status, type, reply->readAll(), answer.requestId, reply->rawHeader(sdk::faultHeader));
        const auto asked = QStringLiteral("%1 %2: %3").arg(QString::fromLatin1(call->request.verb), reply->url().path()).arg(status);   // no query: it may hold a signature
        error.details = error.details.isEmpty() ? asked : error.details + u'\n' + asked;
        return complete(call, fail(error));
    }
    for (const auto& header : reply->rawHeaderPairs())
        answer.headers[header.first.toLower()] = header.second;
    if (call->sink) {
        call->sink->write(reply->readAll());
        if (!call->sink->commit())
            return complete(call, fail(ErrorCode::NoSpace, tr("%1 can't be written: %2").arg(call->sinkPath, call->sink->errorString())));
        return complete(call, answer);
    }
    auto bytes = reply->readAll();
    if (!call->sinkPath.isEmpty()) {   // an empty file brings no readyRead
        QFile empty(call->sinkPath);
        if (!empty.open(QIODevice::WriteOnly) || empty.write(bytes) != bytes.size())
            return complete(call, fail(ErrorCode::NoSpace, tr("%1 can't be written: %2").arg(call->sinkPath, empty.errorString())));
        return complete(call, answer);
    }
    QJsonParseError parse {};
    const auto document = bytes.isEmpty() ? QJsonDocument() : QJsonDocument::fromJson(bytes, &parse);
    if (document.isObject())
        answer.json = document.object();
    else if (document.isArray())
        answer.json = document.array();
    else
        answer.body = std::move(bytes);
    const bool isList = !call->request.listKey.isEmpty();
    if (isList && document.isObject()) {
        if (nextPage(call, document.object()))
            return;
        answer.json = QJsonObject { { call->request.listKey, call->rows } };
    } else if (isList && Catalog::officialType(call->request.service) == u"object-store" && answer.body.isEmpty()) {
        if (nextNames(call, document.array()))
            return;
        answer.json = call->rows;
    }
    complete(call, answer);
}

/// Links are followed by their query only: the address stays the one that the catalog gave.
bool Wire::nextPage(const CallPointer& call, const QJsonObject& document)
{
    const auto& key = call->request.listKey;
    const auto page = document[key].toArray();
    for (const auto& row : page)
        call->rows.append(row);
    QString next = document[u"next"].toString();
    const auto links = document[key + QLatin1String("_links")].toArray();
    for (const auto& link : links) {
        if (link[u"rel"].toString() == u"next")
            next = link[u"href"].toString();
    }
    if (next.isEmpty())
        next = document[u"links"][u"next"].toString();
    return !next.isEmpty() && !page.isEmpty() && askPage(call, QUrlQuery(QUrl(next)));
}

/// Swift's lists are bare arrays that end at its limit without a word: what comes after the last name is asked for, until nothing does.
bool Wire::nextNames(const CallPointer& call, const QJsonArray& page)
{
    const auto last = page.isEmpty() ? QString() : nameOf(page.last());
    const bool again = !call->rows.isEmpty() && nameOf(call->rows.last()) == last;   // it knows no markers
    if (last.isEmpty() || again)
        return false;
    for (const auto& row : page)
        call->rows.append(row);
    auto query = call->request.query;
    query.removeAllQueryItems(QStringLiteral("marker"));
    query.addQueryItem(QStringLiteral("marker"), QString::fromLatin1(QUrl::toPercentEncoding(last)));
    return askPage(call, query);
}

/// True: the call goes on, or has failed. A list that is cut short would look like the whole one.
bool Wire::askPage(const CallPointer& call, const QUrlQuery& query)
{
    if (++call->pages > maxPages) {
        complete(call, fail(ErrorCode::TooLarge, tr("The list “%1” has more than %2 pages, too many to show. List it in parts with the command line.").arg(call->request.listKey).arg(maxPages)));
        return true;
    }
    call->pageQuery = query;
    call->tries = 0;
    start(call);
    return true;
}

void Wire::complete(const CallPointer& call, Result<Reply> result)
{
    call->promise.addResult(std::move(result));
    call->promise.finish();
    // The source and the watcher belong to this thread; the last owner of the call may be another one.
    call->source.reset();
    call->sink.reset();
    if (auto* watcher = call->watcher.release())
        watcher->deleteLater();
}

void Wire::renewThen(const CallPointer& call)
{
    m_waiting.push_back(call);
    if (m_authenticating > 0)
        return;
    const bool byToken = m_connection.password.isEmpty() && m_connection.applicationCredentialSecret.isEmpty();
    if (byToken && !m_token.isValid(Clock::now()))
        return renewalEnded(fail(ErrorCode::Unauthorized, tr("Your session has ended. Sign in again.")));
    authenticate(m_connection, byToken ? m_token.value : Secret(), {});
}

void Wire::authenticate(Connection connection, const Secret& byToken, const TokenPromise& promise)
{
    auto target = connection.authUrl;
    while (target.endsWith(u'/'))
        target.chop(1);
    if (!target.endsWith(QLatin1String("/v3")))
        target += QLatin1String("/v3");
    const auto previous = std::exchange(m_connection, std::move(connection));   // plainRequest and watchTls trust what it says
    auto request = plainRequest(QUrl(target + QLatin1String("/auth/tokens")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    const auto body = QJsonDocument(authBody(m_connection, byToken)).toJson(QJsonDocument::Compact);
    ++m_authenticating;
    auto* reply = network().post(request, body);
    watchTls(reply);
    connect(reply, &QNetworkReply::finished, this, [this, reply, previous, promise] { tokenAnswered(reply, previous, promise); });
}

void Wire::tokenAnswered(QNetworkReply* reply, const Connection& previous, const TokenPromise& promise)
{
    --m_authenticating;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto body = reply->readAll();
    Result<TokenFacts> facts = TokenFacts {};
    if (!status)
        facts = fail(networkError(reply));
    else if (status >= 300)
        facts = fail(decodeFault(status, reply->header(QNetworkRequest::ContentTypeHeader).toByteArray(), body, requestIdOf(reply), reply->rawHeader(sdk::faultHeader)));
    else
        facts = readToken(QJsonDocument::fromJson(body).object(), reply->rawHeader("X-Subject-Token"));
    setReachable(status != 0);
    if (facts) {
        m_token = *facts;
        m_connection.projectId = facts->projectId;
        m_connection.projectName = facts->projectName;
        if (m_connection.region.isEmpty())
            m_connection.region = m_token.catalog.regions().value(0);
    } else {
        m_connection = previous;   // a failed switch leaves the session as it was
    }
    if (promise) {
        promise->addResult(facts);
        promise->finish();
    }
    renewalEnded(facts);
    if (!promise && facts)
        Q_EMIT renewed(*facts);
}

void Wire::renewalEnded(const Result<TokenFacts>& facts)
{
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto& call : waiting) {
        if (facts || m_token.isValid(Clock::now()))
            start(call);
        else
            complete(call, fail(facts.error()));
    }
    if (!facts && facts.error().code == ErrorCode::Unauthorized && !m_token.value.isEmpty() && !m_token.isValid(Clock::now()))
        Q_EMIT expired(facts.error());
}

void Wire::watchTls(QNetworkReply* reply)
{
    const auto printOf = [reply] { return reply->sslConfiguration().peerCertificate().digest(QCryptographicHash::Sha256).toHex(); };
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply, printOf](const QList<QSslError>& errors) {
        if (!m_connection.verify || (!m_connection.fingerprint.isEmpty() && m_connection.pin() == printOf()))
            reply->ignoreSslErrors(errors);
        else
            m_unknownFingerprint = QString::fromLatin1(printOf());
    });
    // A certificate that was trusted once is the only one from then on, also where another has a good signature.
    connect(reply, &QNetworkReply::encrypted, this, [this, reply, printOf] {
        if (m_connection.fingerprint.isEmpty() || !m_connection.verify || m_connection.pin() == printOf())
            return;
        m_unknownFingerprint = QString::fromLatin1(printOf());
        reply->setProperty(strangeCertificate, true);
        reply->abort();
    });
}

void Wire::setReachable(bool reachable)
{
    if (std::exchange(m_reachable, reachable) != reachable)
        Q_EMIT reachableChanged(reachable);
}

Error Wire::networkError(QNetworkReply* reply)
{
    const auto url = reply->url();
    const auto place = url.port() > 0 ? QStringLiteral("%1:%2").arg(url.host()).arg(url.port()) : url.host();
    Error error;
    error.code = ErrorCode::Unavailable;
    const bool strange = reply->error() == QNetworkReply::SslHandshakeFailedError || reply->property(strangeCertificate).toBool();
    if (strange && !m_connection.fingerprint.isEmpty() && !m_unknownFingerprint.isEmpty()) {
        error.type = QStringLiteral("CertificateChanged");
        error.message = tr("The certificate of %1 is not the one that you trusted before. Nothing was sent.").arg(place);
        error.details = QString::fromLatin1(m_connection.pin()) + u'\n' + m_unknownFingerprint;
        return error;
    }
    switch (reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
        error.message = tr("Nothing answers at %1. Start the cloud there, or check the address.").arg(place);
        break;
    case QNetworkReply::HostNotFoundError:
        error.message = tr("There is no host named “%1”. Check the address and your network.").arg(url.host());
        break;
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        error.code = ErrorCode::Timeout;
        error.message = tr("%1 did not answer in time. Try again; if it stays so, look at the cloud's log.").arg(place);
        break;
    case QNetworkReply::SslHandshakeFailedError:
        error.type = QStringLiteral("CertificateUnknown");
        error.message = tr("The certificate of %1 is not signed by anyone this computer trusts.").arg(place);
        error.details = m_unknownFingerprint;
        break;
    case QNetworkReply::RemoteHostClosedError:
        error.message = tr("%1 closed the connection before it answered. Try again.").arg(place);
        break;
    default:
        error.message = tr("%1 can't be reached: %2.").arg(place, reply->errorString());
    }
    return error;
}

} // namespace skylab::client
