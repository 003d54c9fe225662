#pragma once

#include "sdk/client/Request.h"
#include "sdk/client/Then.h"
#include "sdk/client/Token.h"

#include <QFuture>
#include <QObject>
#include <QThread>

#include <memory>

class QIODevice;

namespace skylab::client {

class Wire;
struct Call;

/// A signed-in connection with one cloud. Lives on the thread that made it (the window's); sockets, TLS and JSON parsing have
/// a thread of their own. Futures are fulfilled on that thread: continue with then() of Then.h.
/// Cancelling a future aborts its call. Calls made before signIn() ends wait for it.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    /// Signs in; a later call replaces the connection. Unauthorized: wrong password; Unavailable: nobody answers, or
    /// with type "CertificateUnknown" a certificate that nobody we trust has signed, its fingerprint in `details`; with
    /// type "CertificateChanged" another one than the pinned one, both fingerprints in `details`, the old one first.
    QFuture<Result<TokenFacts>> signIn(const Connection& connection);
    /// A new token for another project of the same user. On failure the old token stays.
    QFuture<Result<TokenFacts>> switchProject(const QString& projectId);
    void signOut();
    /// Lets go of the password (or the application credential's secret): the token serves until it ends, then the user is asked.
    void forgetSecrets();
    void setRegion(const QString& region);
    /// Headers for every call on a service type: microversions. Kept over signIn().
    void setServiceHeaders(const QString& service, const Headers& headers);

    [[nodiscard]] bool isSignedIn() const { return !m_facts.value.isEmpty(); }
    [[nodiscard]] const TokenFacts& facts() const { return m_facts; }
    [[nodiscard]] const Connection& connection() const { return m_connection; }
    [[nodiscard]] QString region() const { return m_connection.region; }
    /// Cloud, project and region, as one key: what was begun in one is not gone on with in another. Calls keep theirs: what would be tried
    /// again after a switch of project ends with elsewhere(), what is of another region still goes there.
    [[nodiscard]] QString scope() const;
    [[nodiscard]] static Error elsewhere();
    /// Of the catalog, for this session's region and interface.
    [[nodiscard]] bool hasService(const QString& service) const;
    [[nodiscard]] QUrl endpoint(const QString& service) const;

    /// 401 is answered by one new token, 503 and lost connections by three tries when the verb is idempotent.
    QFuture<Result<Reply>> send(const Request& request);
    QFuture<Result<Reply>> get(const QString& service, const QString& path, const QUrlQuery& query = {});
    QFuture<Result<Reply>> post(const QString& service, const QString& path, const QJsonObject& body);
    QFuture<Result<Reply>> put(const QString& service, const QString& path, const QJsonObject& body);
    QFuture<Result<Reply>> patch(const QString& service, const QString& path, const QJsonObject& body);
    QFuture<Result<Reply>> remove(const QString& service, const QString& path);
    /// Follows the pages of a listing and joins them: reply.list(key). TooLarge: there are more than 500.
    QFuture<Result<Reply>> list(const QString& service, const QString& path, const QString& key, const QUrlQuery& query = {});
    /// Streams an open device as the body; takes it over. Progress runs from 0 to 1000. BadRequest: it is not open, can't be read
    /// from its beginning, or changed its size between two tries.
    QFuture<Result<Reply>> upload(const Request& request, std::unique_ptr<QIODevice> source);
    /// Streams the answer into a file that appears when it is whole. Progress runs from 0 to 1000.
    QFuture<Result<Reply>> download(const Request& request, const QString& file);

    /// The thread of sockets, for EventStream.
    [[nodiscard]] QThread* networkThread() { return &m_thread; }

Q_SIGNALS:
    void signedIn(const skylab::client::TokenFacts& facts);
    /// Another project or region: what was loaded is of no use any more.
    void projectChanged(const skylab::client::TokenFacts& facts);
    void renewed(const skylab::client::TokenFacts& facts);
    void signedOut();
    /// The token ended and no new one could be had: ask the user.
    void expired(const skylab::Error& error);
    void reachableChanged(bool reachable);

private:
    QThread m_thread;
    Wire* m_wire;
    Connection m_connection;
    TokenFacts m_facts;
    [[nodiscard]] std::shared_ptr<Call> callOf(const Request& request) const;
    void adopt(const Connection& connection, const TokenFacts& facts, bool first);
    QFuture<Result<TokenFacts>> authenticate(const Connection& connection, const Secret& byToken, bool first);
};

} // namespace skylab::client
