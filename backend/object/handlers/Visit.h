#pragma once

#include "object/store/ObjectRows.h"
#include "service/Route.h"

namespace skylab::object {

/// Who asks, as far as leave is concerned. A value: answers that stream on after the handler returned keep a copy.
struct Caller {
    /// What a signed URL or form lets them reach.
    enum class Signed : std::uint8_t { No, Container, Account };

    service::Context context;      ///< without a user: a stranger
    QByteArray referrer;
    Signed reach = Signed::No;
    QString signedAccount;
    QString signedContainer;

    [[nodiscard]] bool hasToken() const { return !context.userId.isEmpty(); }
};

/// One request on its way through the handlers. The path may differ from the request's own where a web page's index or
/// one of many files of an archive is meant.
struct Visit {
    service::Call& call;
    ObjectPath path;
    Caller caller;

    [[nodiscard]] const http::Request& request() const { return call.request; }
    [[nodiscard]] const http::Headers& headers() const { return call.request.headers; }
    [[nodiscard]] bool isHead() const { return call.request.method == "HEAD"; }
    /// Null when absent. Nothing but the signature's own words counts in a signed URL: nobody signed the others.
    [[nodiscard]] QString query(QStringView name) const { return caller.reach == Caller::Signed::No ? call.query(name) : QString(); }
    [[nodiscard]] Visit at(ObjectPath other) const { return { call, std::move(other), caller }; }
};

} // namespace skylab::object
