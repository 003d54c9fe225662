#include "cloud/LocalClient.h"
#include "service/Authenticator.h"
#include "service/Chassis.h"
#include "service/Fault.h"
#include "service/Routes.h"
#include "service/Service.h"
#include "support/TestMain.h"

#include <QTemporaryDir>
#include <QTest>

Q_DECLARE_METATYPE(skylab::ErrorCode)

using namespace skylab;

namespace {

class Anybody : public service::Authenticator {
public:
    Result<service::Context> authenticate(const QByteArray&) override
    {
        service::Context context;
        context.userId = context.projectId = QStringLiteral("p1");
        context.roles = { QStringLiteral("member"), QStringLiteral("reader") };
        return context;
    }
    QString projectName(const QString& id) override { return id; }
};

/// A service that refuses everything, as it is told to.
class Refuser : public service::Service {
public:
    explicit Refuser(service::Chassis& chassis)
        : Service(chassis, { .name = QStringLiteral("refuser"), .types = { QStringLiteral("refuser") }, .prefix = QStringLiteral("/refuser/v1"), .root = QStringLiteral("/refuser"), .faults = service::FaultStyle::Nova })
    {
    }
    std::vector<service::Route> routes() override { return { service::route("GET", "/anything", { QStringLiteral("refuser:read"), service::rules::anyone }, this, &Refuser::refuse) }; }
    Result<http::Response> refuse(service::Call&) { return fail(code, QStringLiteral("Not today.")); }

    ErrorCode code = ErrorCode::Internal;
};

} // namespace

/// The cloud's own API, asked inside the process.
class LocalClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// What a service refuses is told to the client with the status that it had.
    void refusalsKeepTheirStatus_data()
    {
        QTest::addColumn<ErrorCode>("code");
        for (const auto code : { ErrorCode::BadRequest, ErrorCode::Unauthorized, ErrorCode::Forbidden, ErrorCode::NotFound, ErrorCode::MethodNotAllowed, ErrorCode::NotAcceptable, ErrorCode::Conflict, ErrorCode::Gone,
                                 ErrorCode::LengthRequired, ErrorCode::PreconditionFailed, ErrorCode::TooLarge, ErrorCode::UnsupportedMediaType, ErrorCode::RangeNotSatisfiable, ErrorCode::Unprocessable,
                                 ErrorCode::TooManyRequests, ErrorCode::NotImplemented, ErrorCode::Unavailable, ErrorCode::Internal })
            QTest::newRow(qPrintable(QString::number(service::statusOf({ code, {} }, service::FaultStyle::Nova)))) << code;
    }
    void refusalsKeepTheirStatus()
    {
        QFETCH(ErrorCode, code);
        QTemporaryDir dir;
        const auto chassis = service::Chassis::open({ .dataDir = dir.path() }).value();
        Anybody anybody;
        chassis->setAuthenticator(&anybody);
        Refuser refuser(*chassis);
        refuser.code = code;
        service::Pipeline pipeline(*chassis);
        QVERIFY(pipeline.addService(refuser));
        LocalClient client(pipeline, QStringLiteral("http://cloud:5000"), "token");
        const auto forwarded = client.forward("GET", QStringLiteral("/refuser/v1/anything"), {}, "application/json");
        QVERIFY(!forwarded);
        QCOMPARE(service::statusOf(forwarded.error(), service::FaultStyle::Nova), service::statusOf({ code, {} }, service::FaultStyle::Nova));
        if (code != ErrorCode::Internal)
            QCOMPARE(forwarded.error().message, QStringLiteral("Not today."));
        const auto called = client.get(QStringLiteral("/refuser/v1/anything"));
        QCOMPARE(called.error().code, forwarded.error().code);
    }
};

SKYLAB_TEST(LocalClientTest)

#include "LocalClientTest.moc"
