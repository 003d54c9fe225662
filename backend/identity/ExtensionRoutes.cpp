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

} // namespace

void addExtensions(Table& table, IdentityService::Parts& parts)
{
    addDomainConfig(table, &parts.domainConfig);
}

} // namespace skylab::identity
