#include "object/handlers/FormsHandler.h"

#include "object/ObjectService.h"
#include "object/handlers/UploadsHandler.h"
#include "object/model/Report.h"

namespace skylab::object {

namespace {

constexpr qsizetype maxValue = 4096;
constexpr qsizetype maxName = 256;
constexpr int maxFields = 100;

/// What is wrong with the form itself; told as plain text. Errors of the upload keep their own words.
tl::unexpected<Error> invalid(const QString& what) { return fail(Error { ErrorCode::BadRequest, what, {}, QStringLiteral("form") }); }
tl::unexpected<Error> notSigned(const QString& what) { return fail(Error { ErrorCode::Unauthorized, what, {}, QStringLiteral("form") }); }

Result<qint64> numberOf(const QHash<QString, QString>& fields, const char* name, const QString& problem)
{
    const auto text = fields.value(QString::fromLatin1(name));
    bool ok = true;
    const auto number = text.isEmpty() ? 0 : text.trimmed().toLongLong(&ok);
    if (!ok)
        return invalid(problem);
    return number;
}

} // namespace

Result<std::vector<SigningKey>> FormsHandler::keys(const ObjectPath& path) const
{
    return m_service.database().read([&](db::Connection& connection) -> Result<std::vector<SigningKey>> {
        std::vector<SigningKey> all;
        if (const auto account = TRY(Accounts::find(connection, path.account)))
            all = signingKeys(account->metadata, true);
        if (const auto container = TRY(ContentStore::container(connection, path.account, path.container)))
            for (auto& key : signingKeys(container->metadata, false))
                all.push_back(std::move(key));
        return all;
    });
}

Result<> FormsHandler::checkSignature(const Visit& visit, const Fields& fields) const
{
    const auto over = TRY(numberOf(fields, "expires", QStringLiteral("expired not an integer")));
    if (over < Clock::now().micros / 1'000'000)
        return notSigned(QStringLiteral("Form Expired"));
    const auto signature = Signature::parse(fields.value(QStringLiteral("signature")).toUtf8());
    const auto orZero = [&](const char* name) {
        const auto value = fields.value(QString::fromLatin1(name)).toUtf8();
        return value.isEmpty() ? QByteArray("0") : value;
    };
    const auto rest = '\n' + fields.value(QStringLiteral("redirect")).toUtf8() + '\n' + orZero("max_file_size") + '\n' + orZero("max_file_count") + '\n' + orZero("expires");
    const auto path = http::percentDecoded(visit.request().path).toUtf8();
    const auto root = m_service.traits().root.toUtf8();
    const auto all = TRY(keys(visit.path));
    bool valid = false;
    if (signature)
        for (const auto& key : all)
            for (const auto& where : { path, path.mid(path.startsWith(root) ? root.size() : 0) })
                valid = signature->signs(where + rest, key.key) || valid;
    return valid ? Result<>() : notSigned(QStringLiteral("Invalid Signature"));
}

Result<> FormsHandler::upload(Visit& visit, const Fields& fields, FormData& form)
{
    const auto limit = TRY(numberOf(fields, "max_file_size", QStringLiteral("max_file_size not an integer")));
    http::Headers headers;
    if (fields.contains(QStringLiteral("x_delete_at")))
        headers.set("X-Delete-At", QByteArray::number(TRY(numberOf(fields, "x_delete_at", QStringLiteral("x_delete_at not an integer: Unix timestamp required.")))));
    if (fields.contains(QStringLiteral("x_delete_after")))
        headers.set("X-Delete-After", QByteArray::number(TRY(numberOf(fields, "x_delete_after", QStringLiteral("x_delete_after not an integer: Number of seconds required.")))));
    for (const auto* name : { "content-type", "content-encoding" }) {
        const auto field = QString::fromLatin1(name);
        const auto value = fields.contains(field) ? fields.value(field).toUtf8() : form.headers().value(name);
        if (value.contains('\n') || value.contains('\r'))
            return invalid(QStringLiteral("%1 has line breaks").arg(field));
        if (!value.isEmpty())
            headers.set(name, value);
    }
    TRY(checkSignature(visit, fields));
    const auto name = visit.path.object + form.filename();
    TRY(checkObjectName(name));
    const auto container = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, visit.path.account, visit.path.container); }));
    if (!container)
        return fail(ErrorCode::NotFound, QStringLiteral("The container %1 does not exist.").arg(visit.path.container));
    auto row = TRY(UploadsHandler::rowOf(name, headers));
    Upload upload { .account = visit.path.account, .row = std::move(row), .limit = std::min(limit, maxObjectBytes) };
    const auto stored = m_uploads.store(visit.caller, *container, std::move(upload), form);
    if (!stored && stored.error().code == ErrorCode::TooLarge && !stored.error().message.contains(u"quota"))
        return invalid(QStringLiteral("max_file_size exceeded"));
    return stored ? Result<>() : fail(stored.error());
}

http::Response FormsHandler::answer(const Fields& fields, int status, const QString& message)
{
    auto redirect = fields.value(QStringLiteral("redirect"));
    if (redirect.isEmpty() || redirect.contains(u'\n') || redirect.contains(u'\r')) {
        http::Response response { status, { { "Content-Type", "text/plain" } }, QByteArray() };
        response.body = (statusLine(status) + (message.isEmpty() ? QString() : QStringLiteral("\r\nFormPost: ") + message)).toUtf8();
        return response;
    }
    redirect += (redirect.contains(u'?') ? QStringLiteral("&") : QStringLiteral("?")) + QStringLiteral("status=%1&message=%2").arg(QString::number(status), QString::fromLatin1(message.toUtf8().toPercentEncoding()));
    http::Response response { 303, { { "Location", redirect.toUtf8() }, { "Content-Type", "text/html; charset=UTF-8" } }, QByteArray() };
    response.body = QStringLiteral("<html><body><p><a href=\"%1\">Click to continue...</a></p></body></html>").arg(redirect.toHtmlEscaped()).toUtf8();
    return response;
}

Result<http::Response> FormsHandler::uploadAll(Visit& visit, FormData& form)
{
    Fields fields;
    int files = 0;
    int others = 0;
    while (TRY(form.next())) {
        if (form.filename().isEmpty()) {
            if (++others > maxFields || form.name().size() > maxName)
                return invalid(QStringLiteral("A form can have at most %1 fields beside its files, with names of at most %2 characters.").arg(maxFields).arg(maxName));
            if (!form.name().isEmpty())
                fields.insert(form.name().toLower(), TRY(form.text(maxValue)));
            continue;
        }
        if (++files > TRY(numberOf(fields, "max_file_count", QStringLiteral("max_file_count not an integer"))))
            return answer(fields, 400, QStringLiteral("Max File Count Exceeded"));
        const auto done = upload(visit, fields, form);
        if (!done && done.error().type == u"form")
            return fail(done.error());
        if (!done && fields.value(QStringLiteral("redirect")).isEmpty())
            return fail(done.error());
        if (!done)
            return answer(fields, service::statusOf(done.error(), service::FaultStyle::Swift), {});
    }
    return files == 0 ? answer(fields, 400, QStringLiteral("No Files To Process")) : answer(fields, 201, {});
}

Result<http::Response> FormsHandler::post(Visit& visit, const QByteArray& boundary)
{
    FormData form(visit.call.body, boundary);
    auto response = uploadAll(visit, form);
    if (response || (response.error().type != u"form" && response.error().code != ErrorCode::BadRequest))
        return response;
    http::Response refused { service::statusOf(response.error(), service::FaultStyle::Swift), { { "Content-Type", "text/plain" } }, QByteArray() };
    refused.body = ("FormPost: " + response.error().message.toUtf8());
    if (refused.status == 401)
        refused.headers.set("WWW-Authenticate", "Swift realm=\"" + visit.path.account.toUtf8().toPercentEncoding() + '"');
    return refused;
}

} // namespace skylab::object
