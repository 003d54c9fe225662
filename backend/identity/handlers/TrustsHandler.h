#pragma once

#include "identity/Sessions.h"
#include "service/Routes.h"

namespace skylab::identity {

/// OS-TRUST: a user lets another one act with some of its roles. Tokens of a trust come from POST /auth/tokens.
class TrustsHandler {
public:
    TrustsHandler(Directory& directory, Sessions& sessions) : m_directory(directory), m_sessions(sessions) { }

    Result<sdk::Page<TrustRow>> list(service::Call& call, const sdk::ListQuery& query);
    /// With its roles; NotFound when it is expired or used up.
    Result<http::Response> show(service::Call& call);
    /// By the trustor only. With a token of a trust: hands that one on, inside of its bounds.
    Result<http::Response> create(service::Call& call);
    /// Those that were redelegated from it go along, and all tokens that stand on them.
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> roles(service::Call& call);
    Result<http::Response> role(service::Call& call);

    /// "target.trust.trustor_user_id" and "target.trust.trustee_user_id" of the path's trust, or as the list is
    /// filtered; "trust.trustor_user_id" of the body.
    void addParties(const service::Call& call, service::PolicyTarget& target);

private:
    Result<TrustRow> planned(db::Connection& connection, const service::Call& call, const sdk::Decoded<sdk::Trust>& wanted, const Session& session);
    static Result<> redelegate(db::Connection& connection, const sdk::Decoded<sdk::Trust>& wanted, const QString& parentId, TrustRow& row);
    static Result<QStringList> grantable(db::Connection& connection, const TrustRow& row, const Session& session);
    static Result<TrustRow> living(db::Connection& connection, const QString& id);

    Directory& m_directory;
    Sessions& m_sessions;
};

} // namespace skylab::identity
