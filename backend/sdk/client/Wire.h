#pragma once

#include "sdk/client/Request.h"
#include "sdk/client/Token.h"

#include <QFutureWatcher>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QPromise>
#include <QSaveFile>
#include <QSslError>

#include <deque>
#include <memory>
#include <optional>

class QNetworkReply;

namespace skylab::client {

/// One call on its way, with all its tries.
struct Call {
    Request request;
    std::optional<QString> project;            ///< it is of this one and goes to no other; none: nobody had signed in yet
    QString region;                            ///< whose endpoint it goes to
    QPromise<Result<Reply>> promise;
    std::unique_ptr<QIODevice> source;         ///< streamed body
    qint64 sourceSize = 0;                     ///< bytes of it at the first try
    QString sinkPath;                          ///< where the answer goes when it is a file
    std::unique_ptr<QSaveFile> sink;
    std::unique_ptr<QFutureWatcher<Result<Reply>>> watcher;
    QPointer<QNetworkReply> reply;
    QJsonArray rows;                           ///< of the pages so far
    QUrlQuery pageQuery;
    int pages = 0;
    int tries = 0;
    bool renewedToken = false;
    bool withoutVersion = false;               ///< the service refused our microversion; its base version serves
};
using CallPointer = std::shared_ptr<Call>;
using TokenPromise = std::shared_ptr<QPromise<Result<TokenFacts>>>;

/// The half of a Session that lives on the network thread. Everything but post() runs there.
class Wire : public QObject {
    Q_OBJECT
public:
    Wire() = default;

    /// From any thread.
    QFuture<Result<Reply>> post(CallPointer call);

    void authenticate(Connection connection, const Secret& byToken, const TokenPromise& promise);
    void signOut();
    void forgetSecrets();
    void setRegion(const QString& region) { m_connection.region = region; }
    void setServiceHeaders(const QString& service, const Headers& headers);
    void shutDown();

Q_SIGNALS:
    void renewed(const skylab::client::TokenFacts& facts);
    void expired(const skylab::Error& error);
    void reachableChanged(bool reachable);

private:
    void begin(const CallPointer& call);
    void start(const CallPointer& call);
    void watch(const CallPointer& call);
    void finished(const CallPointer& call);
    bool tryAgain(const CallPointer& call, int status, bool lost);
    void deliver(const CallPointer& call, int status);
    bool bind(Call& call);
    bool nextPage(const CallPointer& call, const QJsonObject& document);
    bool nextNames(const CallPointer& call, const QJsonArray& page);
    bool askPage(const CallPointer& call, const QUrlQuery& query);
    void complete(const CallPointer& call, Result<Reply> result);
    void renewThen(const CallPointer& call);
    void tokenAnswered(QNetworkReply* reply, const Connection& previous, const TokenPromise& promise);
    void renewalEnded(const Result<TokenFacts>& facts);
    void watchTls(QNetworkReply* reply);
    void setReachable(bool reachable);
    Error networkError(QNetworkReply* reply);
    Result<QNetworkRequest> prepare(const Call& call);
    QNetworkRequest plainRequest(const QUrl& url);
    QNetworkAccessManager& network();

    QNetworkAccessManager* m_network = nullptr;   ///< made on first use, on the network thread
    Connection m_connection;
    TokenFacts m_token;
    QHash<QString, Headers> m_serviceHeaders;
    QList<CallPointer> m_running;
    std::deque<CallPointer> m_waiting;            ///< for a token
    int m_authenticating = 0;
    bool m_reachable = true;
    QString m_unknownFingerprint;                 ///< of the last certificate that was refused
};

} // namespace skylab::client
