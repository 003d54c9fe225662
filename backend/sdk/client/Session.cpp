#include "sdk/client/Session.h"

#include "sdk/client/Then.h"
#include "sdk/client/Wire.h"

#include <QIODevice>
#include <QPromise>

namespace skylab::client {

Session::Session(QObject* parent) : QObject(parent), m_wire(new Wire)
{
    qRegisterMetaType<TokenFacts>();
    qRegisterMetaType<Error>();
    m_thread.setObjectName(QStringLiteral("network"));
    m_wire->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_wire, &QObject::deleteLater);
    connect(m_wire, &Wire::renewed, this, [this](const TokenFacts& facts) {
        m_facts = facts;
        Q_EMIT renewed(facts);
    });
    connect(m_wire, &Wire::expired, this, &Session::expired);
    connect(m_wire, &Wire::reachableChanged, this, &Session::reachableChanged);
    m_thread.start();
}

Session::~Session()
{
    QMetaObject::invokeMethod(m_wire, &Wire::shutDown, Qt::QueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

QFuture<Result<TokenFacts>> Session::authenticate(const Connection& connection, const Secret& byToken, bool first)
{
    const auto asked = std::make_shared<QPromise<Result<TokenFacts>>>(), told = std::make_shared<QPromise<Result<TokenFacts>>>();
    asked->start();
    told->start();
    QMetaObject::invokeMethod(m_wire, [wire = m_wire, connection, byToken, asked] { wire->authenticate(connection, byToken, asked); });
    then(asked->future(), this, [this, connection, first, told](const Result<TokenFacts>& facts) {
        if (facts)
            adopt(connection, *facts, first);
        told->addResult(facts);
        told->finish();
    });
    return told->future();
}

void Session::adopt(const Connection& connection, const TokenFacts& facts, bool first)
{
    m_connection = connection;
    m_connection.projectId = facts.projectId;
    m_connection.projectName = facts.projectName;
    m_facts = facts;
    if (m_connection.region.isEmpty())
        m_connection.region = m_facts.catalog.regions().value(0);
    if (first)
        Q_EMIT signedIn(m_facts);
    else
        Q_EMIT projectChanged(m_facts);
}

QFuture<Result<TokenFacts>> Session::signIn(const Connection& connection)
{
    return authenticate(connection, {}, true);
}

QFuture<Result<TokenFacts>> Session::switchProject(const QString& projectId)
{
    auto connection = m_connection;
    connection.projectId = projectId;
    connection.projectName.clear();
    return authenticate(connection, m_facts.value, false);
}

void Session::signOut()
{
    if (!isSignedIn())
        return;
    m_facts = {};
    m_connection = {};
    QMetaObject::invokeMethod(m_wire, &Wire::signOut);
    Q_EMIT signedOut();
}

void Session::forgetSecrets()
{
    m_connection.password = {};
    m_connection.applicationCredentialSecret = {};
    QMetaObject::invokeMethod(m_wire, &Wire::forgetSecrets);
}

void Session::setRegion(const QString& region)
{
    m_connection.region = region;
    QMetaObject::invokeMethod(m_wire, [wire = m_wire, region] { wire->setRegion(region); });
    if (isSignedIn())
        Q_EMIT projectChanged(m_facts);
}

void Session::setServiceHeaders(const QString& service, const Headers& headers)
{
    QMetaObject::invokeMethod(m_wire, [wire = m_wire, service, headers] { wire->setServiceHeaders(service, headers); });
}

QUrl Session::endpoint(const QString& service) const
{
    return m_facts.catalog.endpoint(service, m_connection.interface, m_connection.region);
}

QString Session::scope() const { return QStringList { m_connection.authUrl, m_facts.projectId, m_connection.region }.join(u'\n'); }

Error Session::elsewhere()
{
    return { ErrorCode::Cancelled, Wire::tr("This was begun in another project or region. Switch back to it and try again.") };
}

std::shared_ptr<Call> Session::callOf(const Request& request) const
{
    auto call = std::make_shared<Call>();
    call->request = request;
    if (isSignedIn()) {
        call->project = m_facts.projectId;
        call->region = m_connection.region;
    }
    return call;
}

bool Session::hasService(const QString& service) const { return !endpoint(service).isEmpty(); }

QFuture<Result<Reply>> Session::send(const Request& request)
{
    auto call = callOf(request);
    return m_wire->post(std::move(call));
}

QFuture<Result<Reply>> Session::get(const QString& service, const QString& path, const QUrlQuery& query)
{
    return send({ "GET", service, path, query });
}

QFuture<Result<Reply>> Session::post(const QString& service, const QString& path, const QJsonObject& body)
{
    return send({ "POST", service, path, {}, body });
}

QFuture<Result<Reply>> Session::put(const QString& service, const QString& path, const QJsonObject& body)
{
    return send({ "PUT", service, path, {}, body });
}

QFuture<Result<Reply>> Session::patch(const QString& service, const QString& path, const QJsonObject& body)
{
    return send({ "PATCH", service, path, {}, body });
}

QFuture<Result<Reply>> Session::remove(const QString& service, const QString& path)
{
    return send({ "DELETE", service, path });
}

QFuture<Result<Reply>> Session::list(const QString& service, const QString& path, const QString& key, const QUrlQuery& query)
{
    return send({ "GET", service, path, query, QJsonValue::Undefined, {}, key });
}

QFuture<Result<Reply>> Session::upload(const Request& request, std::unique_ptr<QIODevice> source)
{
    auto call = callOf(request);
    call->source = std::move(source);
    call->source->setParent(nullptr);
    call->source->moveToThread(&m_thread);
    return m_wire->post(std::move(call));
}

QFuture<Result<Reply>> Session::download(const Request& request, const QString& file)
{
    auto call = callOf(request);
    call->sinkPath = file;
    return m_wire->post(std::move(call));
}

} // namespace skylab::client
