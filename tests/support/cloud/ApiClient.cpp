#include "support/cloud/ApiClient.h"

#include "support/Patience.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QNetworkReply>

namespace skylab::test {

QJsonObject Answer::json() const { return QJsonDocument::fromJson(body).object(); }

QJsonObject fromJson(const char* json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        qFatal("The test's JSON is wrong: %s in %s", qPrintable(error.errorString()), json);
    return document.object();
}

namespace {
ApiClient::Observer& observer()
{
    static ApiClient::Observer one;
    return one;
}
} // namespace

void ApiClient::onAnswer(Observer theOne) { observer() = std::move(theOne); }

ApiClient::ApiClient(QString baseUrl, QByteArray token)
    : m_baseUrl(std::move(baseUrl)), m_token(std::move(token)), m_network(std::make_unique<QNetworkAccessManager>())
{
}

Answer ApiClient::send(const QByteArray& method, const QString& path, const QJsonObject& json, const QByteArray& token, const Headers& headers)
{
    const bool hasBody = method == "POST" || method == "PUT" || method == "PATCH";
    return sendBytes(method, path, hasBody ? QJsonDocument(json).toJson(QJsonDocument::Compact) : QByteArray(), hasBody ? "application/json" : "", token, headers);
}

Answer ApiClient::sendBytes(const QByteArray& method, const QString& path, const QByteArray& body, const QByteArray& contentType, const QByteArray& token, const Headers& headers)
{
    QNetworkRequest request { QUrl(m_baseUrl + path) };
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setTransferTimeout(patiently(60'000));
    const auto& used = token.isEmpty() ? m_token : token;
    if (!used.isEmpty())
        request.setRawHeader("X-Auth-Token", used);
    if (!contentType.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, contentType);
    for (const auto& [name, value] : headers)
        request.setRawHeader(name, value);
    // As a custom request HEAD would wait for the body that its Content-Length speaks of.
    const std::unique_ptr<QNetworkReply> reply(method == "HEAD" ? m_network->head(request) : m_network->sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    if (!reply->isFinished())
        loop.exec();
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto& [name, value] : reply->rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    answer.body = reply->readAll();
    if (observer())
        observer()(method, request.url(), answer);
    return answer;
}

} // namespace skylab::test
