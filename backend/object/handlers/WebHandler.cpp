#include "object/handlers/WebHandler.h"

#include "object/ObjectService.h"
#include "object/handlers/ObjectsHandler.h"
#include "object/model/WebPage.h"
#include "object/store/ListingStore.h"

namespace skylab::object {

namespace {

constexpr int pageEntries = 10'000;

bool isSite(const ContainerRow& container) { return !container.meta("Web-Listings").isEmpty() || !container.meta("Web-Index").isEmpty(); }

int statusOf(const Error& error) { return service::statusOf(error, service::FaultStyle::Swift); }

/// An empty object that stands for a folder.
bool isFolderMark(const ContainerRow& site, const http::Response& response)
{
    auto type = site.meta("Web-Directory-Type");
    if (type.isEmpty())
        type = QStringLiteral("application/directory");
    if (response.headers.value("Content-Type") != type.toUtf8())
        return false;
    if (const auto* stream = std::get_if<http::StreamBody>(&response.body))
        return stream->length && *stream->length <= 1;
    const auto* file = std::get_if<http::FileBody>(&response.body);
    return std::max(file ? file->length() : response.bytes().size(), response.headers.value("Content-Length").toLongLong()) <= 1;
}

/// The words of the signed URL that a listing was reached by, so that its links work as well.
QString signedWords(const Visit& visit)
{
    QStringList words;
    for (const auto& [name, value] : visit.request().query())
        if (name.startsWith(QStringLiteral("temp_url_")))
            words << name + u'=' + QString::fromLatin1(value.toUtf8().toPercentEncoding());
        else if (name == u"inline")
            words << name;
    return words.isEmpty() ? QString() : u'?' + words.join(QStringLiteral("&amp;"));
}

} // namespace

bool WebHandler::isVisitor(const Visit& visit) const
{
    const auto& method = visit.request().method;
    return (method == "GET" || method == "HEAD") && !visit.path.container.isEmpty()
        && (!visit.caller.hasToken() || visit.caller.reach != Caller::Signed::No || isTrue(QString::fromLatin1(visit.headers().value("X-Web-Mode"))));
}

http::Response WebHandler::withSlash(const Visit& visit) const
{
    http::Response response { 301, { { "Content-Type", "text/html; charset=UTF-8" } }, QByteArray() };
    response.headers.set("Location", visit.request().baseUrl().toUtf8() + visit.request().path + '/' + (visit.request().rawQuery.isEmpty() ? QByteArray() : '?' + visit.request().rawQuery));
    return response;
}

Result<http::Response> WebHandler::errorPage(Visit& visit, const ContainerRow& site, int status, Result<http::Response> otherwise)
{
    const auto page = site.meta("Web-Error").trimmed();
    if (page.isEmpty())
        return otherwise;
    auto there = visit.at({ visit.path.account, visit.path.container, QString::number(status) + page });
    auto answer = m_objects.show(there);
    if (!answer || answer->status != 200)
        return otherwise;
    answer->status = status;
    answer->headers.set(pageMark, "staticweb");
    return answer;
}

Result<http::Response> WebHandler::listing(Visit& visit, const ContainerRow& site, const QString& prefix)
{
    const auto label = http::percentDecoded(visit.request().path);
    WebPage page { label, site.meta("Web-Listings-Css").trimmed(), prefix, signedWords(visit) };
    if (const auto own = site.meta("Web-Listings-Label"); !own.isEmpty())
        page.label = own + u'/' + prefix;
    http::Response response { 200, { { "Content-Type", "text/html; charset=UTF-8" }, { pageMark, "staticweb" } }, QByteArray() };
    if (!isTrue(site.meta("Web-Listings"))) {
        response.status = 404;
        response.body = page.disabled(site.meta("Web-Index"));
        return errorPage(visit, site, 404, std::move(response));
    }
    if (const auto allowed = m_service.authorize(visit.caller, visit.path.account, &site, ObjectService::Want::List); !allowed)
        return errorPage(visit, site, statusOf(allowed.error()), fail(allowed.error()));
    ListingQuery query;
    query.delimiter = QStringLiteral("/");
    query.prefix = prefix;
    query.limit = pageEntries;
    const auto entries = TRY(m_service.database().read([&](db::Connection& connection) { return ListingStore::objects(connection, site, query); }));
    if (entries.empty() && !prefix.isEmpty())
        return errorPage(visit, site, 404, fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found.")));
    if (visit.caller.reach != Caller::Signed::No)
        page.topLength = visit.call.query(u"temp_url_prefix").size();
    response.body = page.listing(entries);
    return response;
}

Result<http::Response> WebHandler::container(Visit& visit, const Action& action)
{
    const auto found = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, visit.path.account, visit.path.container); }));
    if (!found || !isSite(*found))
        return action(visit);
    if (const auto allowed = m_service.authorize(visit.caller, visit.path.account, &*found, ObjectService::Want::List); !allowed)
        return errorPage(visit, *found, statusOf(allowed.error()), fail(allowed.error()));
    if (!visit.request().path.endsWith('/'))
        return withSlash(visit);
    const auto index = found->meta("Web-Index").trimmed();
    if (index.isEmpty())
        return listing(visit, *found, {});
    auto there = visit.at({ visit.path.account, visit.path.container, index });
    auto answer = m_objects.show(there);
    if (!answer && answer.error().code == ErrorCode::NotFound)
        return listing(visit, *found, {});
    if (!answer)
        return errorPage(visit, *found, statusOf(answer.error()), std::move(answer));
    answer->headers.set(pageMark, "staticweb");
    return answer;
}

Result<http::Response> WebHandler::object(Visit& visit, const Action& action)
{
    auto answer = action(visit);
    if (!answer && answer.error().code != ErrorCode::NotFound)
        return answer;
    const auto found = TRY(m_service.database().read([&](db::Connection& connection) { return ContentStore::container(connection, visit.path.account, visit.path.container); }));
    if (!found || !isSite(*found) || (answer && !isFolderMark(*found, *answer)))
        return answer;
    return missing(visit, *found, answer);
}

/// No such object: perhaps a folder with an index file, or one to list.
Result<http::Response> WebHandler::missing(Visit& visit, const ContainerRow& site, const Result<http::Response>& answer)
{
    const auto notFound = [] { return fail(ErrorCode::NotFound, QStringLiteral("The resource could not be found.")); };
    const auto folder = visit.path.object.endsWith(u'/') ? visit.path.object : visit.path.object + u'/';
    const bool hasSlash = visit.path.object.endsWith(u'/');
    if (const auto index = site.meta("Web-Index").trimmed(); !index.isEmpty()) {
        auto there = visit.at({ visit.path.account, visit.path.container, folder + index });
        if (auto page = m_objects.show(there); page) {
            if (!hasSlash)
                return withSlash(visit);
            page->headers.set(pageMark, "staticweb");
            return page;
        }
    }
    if (hasSlash)
        return listing(visit, site, folder);
    ListingQuery query;
    query.prefix = folder;
    query.limit = 1;
    const auto inside = TRY(m_service.database().read([&](db::Connection& connection) { return ListingStore::objects(connection, site, query); }));
    if (!inside.empty() || answer)      // answer: the mark of a folder
        return inside.empty() ? errorPage(visit, site, 404, notFound()) : withSlash(visit);
    return errorPage(visit, site, 404, notFound());
}

void WebHandler::dressSigned(const Visit& visit, const TempUrl& url, http::Response& response) const
{
    QByteArrayList hidden;
    for (const auto& [name, value] : response.headers)
        if (const auto lower = name.toLower(); lower.startsWith("x-object-meta-") && !lower.startsWith("x-object-meta-public-"))
            hidden << name;
    for (const auto& name : hidden)
        response.headers.remove(name);
    const auto& method = visit.request().method;
    if ((method != "GET" && method != "HEAD") || response.status < 200 || response.status >= 300)
        return;
    auto shown = url;
    shown.isInline = url.isInline || response.headers.contains(pageMark);
    auto disposition = shown.disposition(response.headers.value("Content-Disposition"), visit.path.object);
    response.headers.set("Content-Disposition", disposition.replace('\n', "%0A").replace('\r', "%0D"));
    response.headers.set("Expires", toString({ url.expires * 1'000'000 }, TimeFormat::Http).toLatin1());
}

} // namespace skylab::object
