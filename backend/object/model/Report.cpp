#include "object/model/Report.h"

#include "core/JsonWriter.h"

namespace skylab::object {

namespace {

using Lines = QList<std::pair<QString, QString>>;

Lines linesOf(const Report& report)
{
    Lines lines;
    const auto add = [&](const char* name, qint64 number) { lines.append({ QString::fromLatin1(name), QString::number(number) }); };
    if (report.kind == Report::Kind::Delete) {
        add("Number Deleted", report.deleted);
        add("Number Not Found", report.notFound);
    } else if (report.kind == Report::Kind::Extract) {
        add("Number Files Created", report.created);
    }
    lines.append({ QStringLiteral("Response Body"), report.body });
    lines.append({ QStringLiteral("Response Status"), statusLine(report.status) });
    return lines;
}

QByteArray asJson(const Report& report, const Lines& lines)
{
    JsonWriter json;
    json.beginObject();
    for (const auto& [name, value] : lines) {
        json.key(QStringView(name));
        if (name.startsWith(QStringLiteral("Number")))
            json.value(value.toLongLong());
        else
            json.value(value);
    }
    json.key("Errors").beginArray();
    for (const auto& [name, what] : report.errors)
        json.beginArray().value(name).value(what).endArray();
    json.endArray().endObject();
    return json.take();
}

QByteArray asXml(const Report& report, const Lines& lines)
{
    static constexpr const char* roots[] = { "delete", "extract", "upload" };
    const auto root = QString::fromLatin1(roots[int(report.kind)]);
    auto xml = QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%1>\n").arg(root);
    for (const auto& [name, value] : lines) {
        const auto tag = QString(name).toLower().replace(u' ', u'_');
        xml += QStringLiteral("<%1>%2</%1>\n").arg(tag, value.toHtmlEscaped());
    }
    xml += QStringLiteral("<errors>\n");
    for (const auto& [name, what] : report.errors)
        xml += QStringLiteral("<object><name>%1</name><status>%2</status></object>\n").arg(name.toHtmlEscaped(), what.toHtmlEscaped());
    return (xml + QStringLiteral("</errors>\n</%1>\n").arg(root)).toUtf8();
}

QByteArray asText(const Report& report, const Lines& lines)
{
    QString text;
    for (const auto& [name, value] : lines)
        text += name + QStringLiteral(": ") + value + u'\n';
    text += QStringLiteral("Errors:\n");
    for (const auto& [name, what] : report.errors)
        text += name + QStringLiteral(", ") + what + u'\n';
    return text.toUtf8();
}

} // namespace

QString statusLine(int status) { return QString::number(status) + u' ' + QString::fromLatin1(http::reasonPhrase(status)); }

http::Response Report::response(const http::Request& request, int httpStatus) const
{
    const auto lines = linesOf(*this);
    const auto accept = request.headers.value("Accept");
    http::Response response;
    response.status = httpStatus;
    if (accept.contains("application/json")) {
        response.headers.set("Content-Type", "application/json");
        response.body = asJson(*this, lines);
    } else if (accept.contains("application/xml") || accept.contains("text/xml")) {
        response.headers.set("Content-Type", accept.contains("text/xml") ? "text/xml" : "application/xml");
        response.body = asXml(*this, lines);
    } else {
        response.headers.set("Content-Type", "text/plain");
        response.body = asText(*this, lines);
    }
    return response;
}

} // namespace skylab::object
