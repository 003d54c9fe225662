#pragma once

#include "object/model/Listing.h"

namespace skylab::object {

/// The pages that a container makes by itself when it is a web site.
/// Source: https://docs.openstack.org/swift/latest/middleware.html#staticweb
struct WebPage {
    QString label;               ///< what the page is a listing of
    QString css;                 ///< X-Container-Meta-Web-Listings-CSS; empty: a plain style
    QString prefix;              ///< "folder/" or empty
    QString query;               ///< follows each link: the words of a signed URL, escaped
    qsizetype topLength = 0;     ///< no way up from a prefix of this length

    [[nodiscard]] QByteArray listing(const std::vector<ListingEntry>& entries) const;
    /// Why there is none; `index` names the missing index file, if one is set.
    [[nodiscard]] QByteArray disabled(const QString& index) const;

private:
    [[nodiscard]] QString head() const;
    [[nodiscard]] QString row(const QString& classes, const QString& href, const QString& name, const QString& size, const QString& date) const;
};

} // namespace skylab::object
