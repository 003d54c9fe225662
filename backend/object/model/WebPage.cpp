#include "object/model/WebPage.h"

#include <QUrl>

namespace skylab::object {

namespace {

QString link(const QString& name)
{
    // A dot would let names such as ".." lead elsewhere.
    return QStringLiteral("./") + QString::fromLatin1(QUrl::toPercentEncoding(name, "/")).replace(u'.', QStringLiteral("%2E"));
}

QString sizeOf(qint64 bytes)
{
    static constexpr const char* units[] = { "", "Ki", "Mi", "Gi", "Ti", "Pi" };
    double number = double(bytes);
    int unit = 0;
    while (number >= 1024 && unit < 5) {
        number /= 1024;
        ++unit;
    }
    return QString::number(qRound64(number)) + QLatin1String(units[unit]);
}

QString cssPath(const QString& css, const QString& prefix)
{
    const bool whole = css.startsWith(u'/') || css.startsWith(QStringLiteral("http:")) || css.startsWith(QStringLiteral("https:"));
    const auto path = QString::fromLatin1(QUrl::toPercentEncoding(css, whole ? ":/" : "/"));
    return whole ? path : QStringLiteral("../").repeated(prefix.count(u'/')) + path;
}

} // namespace

QString WebPage::head() const
{
    auto html = QStringLiteral("<!DOCTYPE html>\n<html>\n <head>\n  <meta charset=\"utf-8\" />\n  <title>Listing of %1</title>\n").arg(label.toHtmlEscaped());
    if (css.isEmpty())
        html += QStringLiteral("  <style>\n   h1 { font-size: 1em; }\n   th, td { text-align: left; padding: 0 1em; }\n   a { text-decoration: none; }\n  </style>\n");
    else
        html += QStringLiteral("  <link rel=\"stylesheet\" type=\"text/css\" href=\"%1\" />\n").arg(cssPath(css, prefix).toHtmlEscaped());
    return html + QStringLiteral(" </head>\n <body>\n");
}

QString WebPage::row(const QString& classes, const QString& href, const QString& name, const QString& size, const QString& date) const
{
    return QStringLiteral("   <tr class=\"item %1\">\n    <td class=\"colname\"><a href=\"%2\">%3</a></td>\n    <td class=\"colsize\">%4</td>\n    <td class=\"coldate\">%5</td>\n   </tr>\n")
        .arg(classes, href.toHtmlEscaped() + query, name.toHtmlEscaped(), size, date);
}

QByteArray WebPage::listing(const std::vector<ListingEntry>& entries) const
{
    const auto space = QStringLiteral("&nbsp;");
    auto html = head() + QStringLiteral("  <h1 id=\"title\">Listing of %1</h1>\n  <table id=\"listing\">\n   <tr id=\"heading\">\n    <th class=\"colname\">Name</th>\n"
                                        "    <th class=\"colsize\">Size</th>\n    <th class=\"coldate\">Date</th>\n   </tr>\n").arg(label.toHtmlEscaped());
    if (prefix.size() > topLength)
        html += row(QStringLiteral("parent"), QStringLiteral("../"), QStringLiteral("../"), space, space);
    for (const auto& entry : entries)
        if (!entry.subdir.isEmpty()) {
            const auto name = entry.subdir.mid(prefix.size());
            html += row(QStringLiteral("subdir"), link(name), name, space, space);
        }
    for (const auto& entry : entries)
        if (entry.subdir.isEmpty()) {
            const auto name = entry.name.mid(prefix.size());
            QStringList classes;
            for (const auto& part : entry.contentType.section(u';', 0, 0).toLower().split(u'/'))
                classes << QStringLiteral("type-") + part.toHtmlEscaped();
            html += row(classes.join(u' '), link(name), name, sizeOf(entry.bytes), toString(entry.modified, TimeFormat::Micros).section(u'.', 0, 0).replace(u'T', u' '));
        }
    return (html + QStringLiteral("  </table>\n </body>\n</html>\n")).toUtf8();
}

QByteArray WebPage::disabled(const QString& index) const
{
    auto html = head() + QStringLiteral("  <h1>Web Listing Disabled</h1>\n  <p>This site's owner shows no listings. The owner can: X-Container-Meta-Web-Listings.</p>\n");
    if (!index.isEmpty())
        html += QStringLiteral("  <h1>Index File Not Found</h1>\n  <p>X-Container-Meta-Web-Index names %1, which is not there.</p>\n").arg(index.toHtmlEscaped());
    return (html + QStringLiteral(" </body>\n</html>\n")).toUtf8();
}

} // namespace skylab::object
