#include "identity/ExtensionRoutes.h"

#include "identity/Guards.h"

namespace skylab::identity {

using namespace service;
using namespace guards;

namespace {

using Table = std::vector<Route>;

void addDomainConfig(Table& table, DomainConfigHandler* config)
{
    for (const char* end : { "", "/{group}", "/{group}/{option}" }) {
        const auto own = QByteArray("/domains/{domain_id}/config") + end;
        table.push_back(route("GET", own.constData(), guard("get_domain_config", allReaders), config, &DomainConfigHandler::show));
        table.push_back(route("PATCH", own.constData(), guard("update_domain_config", admin), config, &DomainConfigHandler::update));
        table.push_back(route("DELETE", own.constData(), guard("delete_domain_config", admin), config, &DomainConfigHandler::remove));
        const auto standard = QByteArray("/domains/config") + end + "/default";
        table.push_back(route("GET", standard.constData(), guard("get_domain_config_default", allReaders), config, &DomainConfigHandler::showDefault));
    }
    table.push_back(route("PUT", "/domains/{domain_id}/config", guard("create_domain_config", admin), config, &DomainConfigHandler::replace));
}

void addLimits(Table& table, LimitsHandler* limits)
{
    // Every token sees the registered limits, and the list shows it its own.
    table.push_back(list("/registered_limits", guard("list_registered_limits", rules::anyone), limits, &LimitsHandler::listRegistered));
    table.push_back(route("POST", "/registered_limits", guard("create_registered_limits", admin), limits, &LimitsHandler::createRegistered));
    table.push_back(show("/registered_limits/{registered_limit_id}", guard("get_registered_limit", rules::anyone), limits, &LimitsHandler::showRegistered));
    table.push_back(update("PATCH", "/registered_limits/{registered_limit_id}", guard("update_registered_limit", admin), limits, &LimitsHandler::updateRegistered));
    table.push_back(remove("/registered_limits/{registered_limit_id}", guard("delete_registered_limit", admin), limits, &LimitsHandler::removeRegistered));
    const auto sees = allReaders + QStringLiteral(" or project_id:%(target.limit.project_id)s or domain_id:%(target.limit.domain_id)s");
    table.push_back(list("/limits", guard("list_limits", rules::anyone), limits, &LimitsHandler::list));
    table.push_back(route("POST", "/limits", guard("create_limits", admin), limits, &LimitsHandler::create));
    table.push_back(route("GET", "/limits/model", guard("get_limit_model", rules::anyone), limits, &LimitsHandler::model));
    table.push_back(targeted(show("/limits/{limit_id}", guard("get_limit", sees), limits, &LimitsHandler::show),
                             [limits](const Call& call, PolicyTarget& target) { limits->addOwner(call, target); }));
    table.push_back(update("PATCH", "/limits/{limit_id}", guard("update_limit", admin), limits, &LimitsHandler::update));
    table.push_back(remove("/limits/{limit_id}", guard("delete_limit", admin), limits, &LimitsHandler::remove));
}

void addTrusts(Table& table, TrustsHandler* trusts)
{
    const auto add = [&](Route route) {
        table.push_back(targeted(std::move(route), [trusts](const Call& call, PolicyTarget& target) { trusts->addParties(call, target); }));
    };
    const auto trustor = QStringLiteral(" or user_id:%(target.trust.trustor_user_id)s");
    const auto parties = allReaders + trustor + QStringLiteral(" or user_id:%(target.trust.trustee_user_id)s");
    add(list("/OS-TRUST/trusts", guard("list_trusts", parties), trusts, &TrustsHandler::list));
    add(route("POST", "/OS-TRUST/trusts", guard("create_trust", QStringLiteral("user_id:%(trust.trustor_user_id)s")), trusts, &TrustsHandler::create));
    add(route("GET", "/OS-TRUST/trusts/{trust_id}", guard("get_trust", parties), trusts, &TrustsHandler::show));
    add(remove("/OS-TRUST/trusts/{trust_id}", guard("delete_trust", admin + trustor), trusts, &TrustsHandler::remove));
    add(route("GET", "/OS-TRUST/trusts/{trust_id}/roles", guard("list_roles_for_trust", parties), trusts, &TrustsHandler::roles));
    add(route("GET", "/OS-TRUST/trusts/{trust_id}/roles/{role_id}", guard("get_role_for_trust", parties), trusts, &TrustsHandler::role));
}

void addEndpointFilters(Table& table, EndpointFiltersHandler* filters)
{
    const char* one = "/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}";
    table.push_back(route("PUT", one, guard("add_endpoint_to_project", admin), filters, &EndpointFiltersHandler::addEndpoint));
    table.push_back(route("GET", one, guard("check_endpoint_in_project", allReaders), filters, &EndpointFiltersHandler::checkEndpoint));
    table.push_back(route("DELETE", one, guard("remove_endpoint_from_project", admin), filters, &EndpointFiltersHandler::removeEndpoint));
    table.push_back(list("/OS-EP-FILTER/projects/{project_id}/endpoints", guard("list_endpoints_for_project", allReaders), filters, &EndpointFiltersHandler::endpointsOfProject));
    table.push_back(list("/OS-EP-FILTER/endpoints/{endpoint_id}/projects", guard("list_projects_for_endpoint", allReaders), filters, &EndpointFiltersHandler::projectsOfEndpoint));
    const char* group = "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}";
    table.push_back(list("/OS-EP-FILTER/endpoint_groups", guard("list_endpoint_groups", allReaders), filters, &EndpointFiltersHandler::listGroups));
    table.push_back(create("/OS-EP-FILTER/endpoint_groups", guard("create_endpoint_group", admin), filters, &EndpointFiltersHandler::createGroup));
    table.push_back(show(group, guard("get_endpoint_group", allReaders), filters, &EndpointFiltersHandler::showGroup));
    table.push_back(update("PATCH", group, guard("update_endpoint_group", admin), filters, &EndpointFiltersHandler::updateGroup));
    table.push_back(remove(group, guard("delete_endpoint_group", admin), filters, &EndpointFiltersHandler::removeGroup));
    table.push_back(list("/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints", guard("list_endpoints_associated_with_endpoint_group", allReaders), filters, &EndpointFiltersHandler::endpointsOfGroup));
    table.push_back(list("/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects", guard("list_projects_associated_with_endpoint_group", allReaders), filters, &EndpointFiltersHandler::projectsOfGroup));
    table.push_back(list("/OS-EP-FILTER/projects/{project_id}/endpoint_groups", guard("list_endpoint_groups_for_project", allReaders), filters, &EndpointFiltersHandler::groupsOfProject));
    const char* both = "/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}";
    table.push_back(route("PUT", both, guard("add_endpoint_group_to_project", admin), filters, &EndpointFiltersHandler::addGroup));
    table.push_back(route("GET", both, guard("get_endpoint_group_in_project", allReaders), filters, &EndpointFiltersHandler::showGroupOfProject));
    table.push_back(route("DELETE", both, guard("remove_endpoint_group_from_project", admin), filters, &EndpointFiltersHandler::removeGroupOfProject));
}

void addPolicies(Table& table, PoliciesHandler* policies)
{
    table.push_back(list("/policies", guard("list_policies", allReaders), policies, &PoliciesHandler::list));
    table.push_back(create("/policies", guard("create_policy", admin), policies, &PoliciesHandler::create));
    table.push_back(show("/policies/{policy_id}", guard("get_policy", allReaders), policies, &PoliciesHandler::show));
    table.push_back(update("PATCH", "/policies/{policy_id}", guard("update_policy", admin), policies, &PoliciesHandler::update));
    table.push_back(remove("/policies/{policy_id}", guard("delete_policy", admin), policies, &PoliciesHandler::remove));
    const auto add = [&](const char* end, const QByteArray& what) {
        const auto path = QByteArray("/policies/{policy_id}/OS-ENDPOINT-POLICY/") + end;
        const auto rule = [&](const char* verb, const QString& check) { return guard((verb + QByteArray("_policy_association_for_") + what).constData(), check); };
        table.push_back(route("PUT", path.constData(), rule("create", admin), policies, &PoliciesHandler::associate));
        table.push_back(route("GET", path.constData(), rule("check", allReaders), policies, &PoliciesHandler::check));
        table.push_back(route("DELETE", path.constData(), rule("delete", admin), policies, &PoliciesHandler::dissociate));
    };
    add("endpoints/{endpoint_id}", "endpoint");
    add("services/{service_id}", "service");
    add("services/{service_id}/regions/{region_id}", "region_and_service");
    table.push_back(route("GET", "/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints", guard("list_endpoints_for_policy", allReaders), policies, &PoliciesHandler::endpoints));
    table.push_back(route("GET", "/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy", guard("get_policy_for_endpoint", allReaders), policies, &PoliciesHandler::policyOf));
}

void addOAuth(Table& table, OAuthHandler* oauth)
{
    const char* consumer = "/OS-OAUTH1/consumers/{consumer_id}";
    table.push_back(list("/OS-OAUTH1/consumers", guard("list_consumers", allReaders), oauth, &OAuthHandler::listConsumers));
    table.push_back(create("/OS-OAUTH1/consumers", guard("create_consumer", admin), oauth, &OAuthHandler::createConsumer));
    table.push_back(show(consumer, guard("get_consumer", allReaders), oauth, &OAuthHandler::showConsumer));
    table.push_back(update("PATCH", consumer, guard("update_consumer", admin), oauth, &OAuthHandler::updateConsumer));
    table.push_back(remove(consumer, guard("delete_consumer", admin), oauth, &OAuthHandler::removeConsumer));
    // A consumer has no token of the cloud: its requests are signed.
    table.push_back(open(route("POST", "/OS-OAUTH1/request_token", guard("create_request_token", rules::anyone), oauth, &OAuthHandler::createRequestToken)));
    table.push_back(open(route("POST", "/OS-OAUTH1/access_token", guard("create_access_token", rules::anyone), oauth, &OAuthHandler::createAccessToken)));
    table.push_back(route("PUT", "/OS-OAUTH1/authorize/{request_token_id}", guard("authorize_request_token", admin), oauth, &OAuthHandler::authorize));
    const char* token = "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}";
    table.push_back(list("/users/{user_id}/OS-OAUTH1/access_tokens", guard("list_access_tokens", allReaders), oauth, &OAuthHandler::listAccessTokens));
    table.push_back(show(token, guard("get_access_token", allReaders), oauth, &OAuthHandler::showAccessToken));
    table.push_back(remove(token, guard("delete_access_token", admin), oauth, &OAuthHandler::removeAccessToken));
    table.push_back(route("GET", "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles", guard("list_access_token_roles", allReaders), oauth, &OAuthHandler::accessTokenRoles));
    table.push_back(route("GET", "/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}", guard("get_access_token_role", allReaders), oauth, &OAuthHandler::accessTokenRole));
}

void addEc2Tokens(Table& table, Ec2TokensHandler* tokens)
{
    const auto services = admin + QStringLiteral(" or role:service");
    table.push_back(route("POST", "/ec2tokens", guard("ec2tokens", services), tokens, &Ec2TokensHandler::ec2));
    table.push_back(route("POST", "/s3tokens", guard("s3tokens", services), tokens, &Ec2TokensHandler::s3));
}

} // namespace

void addExtensions(Table& table, IdentityService::Parts& parts)
{
    addDomainConfig(table, &parts.domainConfig);
    addLimits(table, &parts.limits);
    addTrusts(table, &parts.trusts);
    addEndpointFilters(table, &parts.endpointFilters);
    addPolicies(table, &parts.policies);
    addOAuth(table, &parts.oauth);
    addEc2Tokens(table, &parts.ec2Tokens);
}

} // namespace skylab::identity
