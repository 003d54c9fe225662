#include "identity/ExtensionRoutes.h"
#include "identity/Guards.h"
#include "identity/handlers/Changes.h"

namespace skylab::identity {

using namespace service;
using namespace guards;

namespace {

/// The checks of Keystone's secure defaults. `target.X.domain_id` is what the resolvers below add: a domain's own
/// readers and managers act inside it, system readers see all, administrators may do everything.
QString readersOf(const char* domain) { return allReaders + QStringLiteral(" or (role:reader and domain_id:%(") + QLatin1String(domain) + QStringLiteral(")s)"); }
QString managersOf(const char* domain) { return admin + QStringLiteral(" or (role:manager and domain_id:%(") + QLatin1String(domain) + QStringLiteral(")s)"); }

/// Looks up the domains of what the path and body name; for administrators too, whose rules may be overridden.
class Targets {
public:
    explicit Targets(Directory& directory) : m_directory(directory) { }

    void operator()(const Call& call, PolicyTarget& target) const
    {
        add(call, target, "user_id", "users", "target.user.domain_id");
        add(call, target, "group_id", "user_groups", "target.group.domain_id");
        add(call, target, "project_id", "projects", "target.project.domain_id");
        target.insert(QStringLiteral("target.domain_id"), listedDomain(call));
        if (const auto id = call.id(QStringLiteral("domain_id")); !id.isEmpty())
            target.insert(QStringLiteral("target.domain.id"), id);
        if (const auto id = call.id(QStringLiteral("role_id")); !id.isEmpty())
            if (const auto graph = m_directory.roles())
                if (const auto role = (*graph)->role(id))
                    target.insert(QStringLiteral("target.role.name"), role->name);
    }

    /// For a create whose body has the new thing under `key`.
    [[nodiscard]] TargetResolver ofNew(const char* key) const
    {
        return [self = *this, key](const Call& call, PolicyTarget& target) {
            if (const auto domain = self.domainOfNew(call, QLatin1String(key)); !domain.isEmpty())
                target.insert(QStringLiteral("target.domain_id"), domain);
        };
    }

private:
    void add(const Call& call, PolicyTarget& target, const char* argument, const char* table, const char* name) const
    {
        const auto id = call.id(QLatin1String(argument));
        if (id.isEmpty())
            return;
        if (const auto domain = domainOf(table, QStringLiteral("COALESCE(domain_id, '')"), id); !domain.isEmpty())
            target.insert(QLatin1String(name), domain);
    }

    QString domainOf(const char* table, const QString& column, const QString& id) const
    {
        return m_directory.read([&](db::Connection& connection) -> Result<QString> {
            auto rows = TRY(connection.query(QStringLiteral("SELECT %1 FROM %2 WHERE id = ?").arg(column, QLatin1String(table)), id));
            return rows.next() ? rows.get<QString>(0) : QString();
        }).value_or(QString());
    }

    /// What a list is narrowed to: as the query says, else the token's domain.
    static QString listedDomain(const Call& call)
    {
        const auto asked = call.query(u"domain_id");
        return asked.isEmpty() ? call.context.domainId : asked;
    }

    /// As the handler finds it: nothing else of the request counts. A new domain is in none.
    [[nodiscard]] QString domainOfNew(const Call& call, QLatin1String key) const
    {
        const auto made = call.json.value(key).toObject();
        if (const auto isDomain = made.value(u"is_domain"); !isDomain.isUndefined() && !isDomain.isNull() && isDomain != QJsonValue(false))
            return {};
        if (const auto parent = made.value(u"parent_id").toString(); !parent.isEmpty())
            return domainOf("projects", QStringLiteral("CASE WHEN is_domain THEN id ELSE COALESCE(domain_id, '') END"), parent);
        const auto asked = made.value(u"domain_id").toString();
        return asked.isEmpty() ? defaultDomain(call.context) : asked;
    }

    Directory& m_directory;
};

using Table = std::vector<Route>;

void addAuth(Table& table, AuthHandler* auth, VersionsHandler* versions)
{
    const auto subject = [auth](const Call& call, PolicyTarget& target) { auth->addSubject(call, target); };
    const auto reads = guard("validate_token", allReaders + QStringLiteral(" or role:service or user_id:%(target.token.user_id)s"));
    const auto revokes = guard("revoke_token", allReaders + QStringLiteral(" or role:service or user_id:%(target.token.user_id)s"));
    const auto own = [](const char* rule) { return guard(rule, rules::anyone); };
    table.push_back(quick(open(route("GET", "/", own("get_version"), versions, &VersionsHandler::show))));
    table.push_back(open(route("POST", "/auth/tokens", own("authenticate"), auth, &AuthHandler::create)));
    table.push_back(quick(targeted(route("GET", "/auth/tokens", reads, auth, &AuthHandler::show), subject)));
    table.push_back(targeted(route("DELETE", "/auth/tokens", revokes, auth, &AuthHandler::revoke), subject));
    table.push_back(quick(route("GET", "/auth/catalog", own("get_auth_catalog"), auth, &AuthHandler::catalog)));
    table.push_back(list("/auth/projects", own("get_auth_projects"), auth, &AuthHandler::projects));
    table.push_back(list("/auth/domains", own("get_auth_domains"), auth, &AuthHandler::domains));
    table.push_back(route("GET", "/auth/system", own("get_auth_system"), auth, &AuthHandler::system));
}

void addUsers(Table& table, UsersHandler* users, const Targets& targets)
{
    const auto add = [&](Route route) { table.push_back(targeted(std::move(route), targets)); };
    add(list("/users", guard("list_users", readersOf("target.domain_id")), users, &UsersHandler::list));
    table.push_back(targeted(create("/users", guard("create_user", managersOf("target.domain_id")), users, &UsersHandler::create), targets.ofNew("user")));
    add(show("/users/{user_id}", guard("get_user", orSelf(readersOf("target.user.domain_id"))), users, &UsersHandler::show));
    add(update("PATCH", "/users/{user_id}", guard("update_user", managersOf("target.user.domain_id")), users, &UsersHandler::update));
    add(remove("/users/{user_id}", guard("delete_user", managersOf("target.user.domain_id")), users, &UsersHandler::remove));
    add(open(route("POST", "/users/{user_id}/password", guard("change_password", rules::anyone), users, &UsersHandler::changePassword)));
    add(list("/users/{user_id}/groups", guard("list_groups_for_user", orSelf(readersOf("target.user.domain_id"))), users, &UsersHandler::groups));
    add(list("/users/{user_id}/projects", guard("list_user_projects", orSelf(readersOf("target.user.domain_id"))), users, &UsersHandler::projects));
}

void addGroups(Table& table, GroupsHandler* groups, const Targets& targets)
{
    const auto add = [&](Route route) { table.push_back(targeted(std::move(route), targets)); };
    // Members and group of one domain: its manager must not draw in strangers.
    const auto bothManaged = admin + QStringLiteral(" or (role:manager and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)");
    const auto bothRead = allReaders + QStringLiteral(" or (role:reader and domain_id:%(target.group.domain_id)s and domain_id:%(target.user.domain_id)s)");
    add(list("/groups", guard("list_groups", readersOf("target.domain_id")), groups, &GroupsHandler::list));
    table.push_back(targeted(create("/groups", guard("create_group", managersOf("target.domain_id")), groups, &GroupsHandler::create), targets.ofNew("group")));
    add(show("/groups/{group_id}", guard("get_group", readersOf("target.group.domain_id")), groups, &GroupsHandler::show));
    add(update("PATCH", "/groups/{group_id}", guard("update_group", managersOf("target.group.domain_id")), groups, &GroupsHandler::update));
    add(remove("/groups/{group_id}", guard("delete_group", managersOf("target.group.domain_id")), groups, &GroupsHandler::remove));
    add(list("/groups/{group_id}/users", guard("list_users_in_group", readersOf("target.group.domain_id")), groups, &GroupsHandler::users));
    add(route("PUT", "/groups/{group_id}/users/{user_id}", guard("add_user_to_group", bothManaged), groups, &GroupsHandler::addUser));
    add(route("GET", "/groups/{group_id}/users/{user_id}", guard("check_user_in_group", bothRead), groups, &GroupsHandler::checkUser));
    add(route("DELETE", "/groups/{group_id}/users/{user_id}", guard("remove_user_from_group", bothManaged), groups, &GroupsHandler::removeUser));
}

void addProjects(Table& table, ProjectsHandler* projects, const Targets& targets)
{
    const auto add = [&](Route route) { table.push_back(targeted(std::move(route), targets)); };
    const auto reads = readersOf("target.project.domain_id") + QStringLiteral(" or project_id:%(project_id)s");
    const auto manages = managersOf("target.project.domain_id");
    add(list("/projects", guard("list_projects", readersOf("target.domain_id")), projects, &ProjectsHandler::list));
    table.push_back(targeted(create("/projects", guard("create_project", managersOf("target.domain_id")), projects, &ProjectsHandler::create), targets.ofNew("project")));
    add(show("/projects/{project_id}", guard("get_project", reads), projects, &ProjectsHandler::show));
    add(update("PATCH", "/projects/{project_id}", guard("update_project", manages), projects, &ProjectsHandler::update));
    add(remove("/projects/{project_id}", guard("delete_project", manages), projects, &ProjectsHandler::remove));
    add(route("GET", "/projects/{project_id}/tags", guard("list_project_tags", reads), projects, &ProjectsHandler::listTags));
    add(route("PUT", "/projects/{project_id}/tags", guard("update_project_tags", manages), projects, &ProjectsHandler::replaceTags));
    add(route("DELETE", "/projects/{project_id}/tags", guard("delete_project_tags", manages), projects, &ProjectsHandler::clearTags));
    add(route("GET", "/projects/{project_id}/tags/{tag}", guard("get_project_tag", reads), projects, &ProjectsHandler::checkTag));
    add(route("PUT", "/projects/{project_id}/tags/{tag}", guard("create_project_tag", manages), projects, &ProjectsHandler::addTag));
    add(route("DELETE", "/projects/{project_id}/tags/{tag}", guard("delete_project_tag", manages), projects, &ProjectsHandler::removeTag));
}

void addDomains(Table& table, DomainsHandler* domains, const Targets& targets)
{
    const auto add = [&](Route route) { table.push_back(targeted(std::move(route), targets)); };
    // Everybody may see the domain that the token is in.
    const auto seesDomain = allReaders + QStringLiteral(" or domain_id:%(target.domain.id)s or project_domain_id:%(target.domain.id)s");
    add(list("/domains", guard("list_domains", readersOf("target.domain_id")), domains, &DomainsHandler::list));
    add(create("/domains", guard("create_domain", admin), domains, &DomainsHandler::create));
    add(show("/domains/{domain_id}", guard("get_domain", seesDomain), domains, &DomainsHandler::show));
    add(update("PATCH", "/domains/{domain_id}", guard("update_domain", admin), domains, &DomainsHandler::update));
    add(remove("/domains/{domain_id}", guard("delete_domain", admin), domains, &DomainsHandler::remove));
}

void addRoles(Table& table, RolesHandler* roles)
{
    const auto reads = allReaders + QStringLiteral(" or role:manager");      // who may grant must see what there is
    table.push_back(list("/roles", guard("list_roles", reads), roles, &RolesHandler::list));
    table.push_back(create("/roles", guard("create_role", admin), roles, &RolesHandler::create));
    table.push_back(quick(show("/roles/{role_id}", guard("get_role", reads), roles, &RolesHandler::show)));
    table.push_back(update("PATCH", "/roles/{role_id}", guard("update_role", admin), roles, &RolesHandler::update));
    table.push_back(remove("/roles/{role_id}", guard("delete_role", admin), roles, &RolesHandler::remove));
    table.push_back(route("GET", "/role_inferences", guard("list_role_inference_rules", allReaders), roles, &RolesHandler::listInferences));
    table.push_back(route("GET", "/roles/{prior_role_id}/implies", guard("list_implied_roles", allReaders), roles, &RolesHandler::listImplied));
    const char* one = "/roles/{prior_role_id}/implies/{implied_role_id}";
    table.push_back(route("GET", one, guard("get_implied_role", allReaders), roles, &RolesHandler::showImplied));
    table.push_back(route("HEAD", one, guard("check_implied_role", allReaders), roles, &RolesHandler::checkImplied));
    table.push_back(route("PUT", one, guard("create_implied_role", admin), roles, &RolesHandler::imply));
    table.push_back(route("DELETE", one, guard("delete_implied_role", admin), roles, &RolesHandler::removeImplied));
}

/// Check, grant, revoke and list for users and groups on projects, domains and the system, and the inherited ones.
/// One rule guards a verb wherever it stands, as in Keystone, so its check speaks of all that a path may name.
void addGrants(Table& table, AssignmentsHandler* assignments, const Targets& targets)
{
    const auto inside = QStringLiteral("(domain_id:%(target.user.domain_id)s or domain_id:%(target.group.domain_id)s) and (domain_id:%(target.project.domain_id)s or domain_id:%(target.domain.id)s)");
    // A domain's manager hands out the roles of everyday work only, so that nobody lifts himself above.
    const auto everyday = QStringLiteral("('manager':%(target.role.name)s or 'member':%(target.role.name)s or 'reader':%(target.role.name)s)");
    const auto manages = admin + QStringLiteral(" or (role:manager and ") + inside + QStringLiteral(" and ") + everyday + u')';
    const auto reads = allReaders + QStringLiteral(" or (role:reader and ") + inside + u')';
    const auto addAll = [&](const QByteArray& base, const QByteArray& end, const QByteArray& what, const QString& changes, const QString& looks) {
        const auto one = base + "/roles/{role_id}" + end;
        const auto rule = [&](const char* verb, const char* plural, const QString& check) { return guard((verb + what + plural).constData(), check); };
        const auto add = [&](Route route) { table.push_back(targeted(std::move(route), targets)); };
        add(route("PUT", one.constData(), rule("create_", "", changes), assignments, &AssignmentsHandler::grant));
        add(route("GET", one.constData(), rule("check_", "", looks), assignments, &AssignmentsHandler::check));
        add(route("DELETE", one.constData(), rule("revoke_", "", changes), assignments, &AssignmentsHandler::revoke));
        add(list((base + "/roles" + end).constData(), rule("list_", "s", looks), assignments, &AssignmentsHandler::roles));
    };
    for (const QByteArray place : { "/projects/{project_id}", "/domains/{domain_id}" })
        for (const QByteArray actor : { "/users/{user_id}", "/groups/{group_id}" }) {
            addAll(place + actor, "", "grant", manages, reads);
            addAll("/OS-INHERIT" + place + actor, "/inherited_to_projects", "grant", manages, reads);
        }
    addAll("/system/users/{user_id}", "", "system_grant_for_user", admin, allReaders);
    addAll("/system/groups/{group_id}", "", "system_grant_for_group", admin, allReaders);
    table.push_back(targeted(route("GET", "/role_assignments", guard("list_role_assignments", readersOf("target.domain_id")), assignments, &AssignmentsHandler::list), targets));
}

void addCatalog(Table& table, CatalogHandler* catalog)
{
    table.push_back(list("/services", guard("list_services", allReaders), catalog, &CatalogHandler::listServices));
    table.push_back(create("/services", guard("create_service", admin), catalog, &CatalogHandler::createService));
    table.push_back(quick(show("/services/{service_id}", guard("get_service", allReaders), catalog, &CatalogHandler::showService)));
    table.push_back(update("PATCH", "/services/{service_id}", guard("update_service", admin), catalog, &CatalogHandler::updateService));
    table.push_back(remove("/services/{service_id}", guard("delete_service", admin), catalog, &CatalogHandler::removeService));
    table.push_back(list("/endpoints", guard("list_endpoints", allReaders), catalog, &CatalogHandler::listEndpoints));
    table.push_back(create("/endpoints", guard("create_endpoint", admin), catalog, &CatalogHandler::createEndpoint));
    table.push_back(quick(show("/endpoints/{endpoint_id}", guard("get_endpoint", allReaders), catalog, &CatalogHandler::showEndpoint)));
    table.push_back(update("PATCH", "/endpoints/{endpoint_id}", guard("update_endpoint", admin), catalog, &CatalogHandler::updateEndpoint));
    table.push_back(remove("/endpoints/{endpoint_id}", guard("delete_endpoint", admin), catalog, &CatalogHandler::removeEndpoint));
    table.push_back(list("/regions", guard("list_regions", rules::anyone), catalog, &CatalogHandler::listRegions));
    table.push_back(create("/regions", guard("create_region", admin), catalog, &CatalogHandler::createRegion));
    table.push_back(route("PUT", "/regions/{region_id}", guard("create_region", admin), catalog, &CatalogHandler::putRegion));
    table.push_back(quick(show("/regions/{region_id}", guard("get_region", rules::anyone), catalog, &CatalogHandler::showRegion)));
    table.push_back(update("PATCH", "/regions/{region_id}", guard("update_region", admin), catalog, &CatalogHandler::updateRegion));
    table.push_back(remove("/regions/{region_id}", guard("delete_region", admin), catalog, &CatalogHandler::removeRegion));
}

void addCredentials(Table& table, CredentialsHandler* credentials)
{
    const auto add = [&](Route route) {
        table.push_back(targeted(std::move(route), [credentials](const Call& call, PolicyTarget& target) { credentials->addOwner(call, target); }));
    };
    const auto owner = QStringLiteral(" or user_id:%(target.credential.user_id)s");
    add(list("/credentials", guard("list_credentials", rules::anyone), credentials, &CredentialsHandler::list));
    add(create("/credentials", guard("create_credential", admin + owner), credentials, &CredentialsHandler::create));
    add(show("/credentials/{credential_id}", guard("get_credential", allReaders + owner), credentials, &CredentialsHandler::show));
    add(update("PATCH", "/credentials/{credential_id}", guard("update_credential", admin + owner), credentials, &CredentialsHandler::update));
    add(remove("/credentials/{credential_id}", guard("delete_credential", admin + owner), credentials, &CredentialsHandler::remove));
    const char* all = "/users/{user_id}/credentials/OS-EC2";
    const char* one = "/users/{user_id}/credentials/OS-EC2/{access}";
    table.push_back(list(all, guard("ec2_list_credentials", orSelf(allReaders)), credentials, &CredentialsHandler::listEc2));
    table.push_back(route("POST", all, guard("ec2_create_credential", orSelf(admin)), credentials, &CredentialsHandler::createEc2));
    table.push_back(show(one, guard("ec2_get_credential", orSelf(allReaders)), credentials, &CredentialsHandler::showEc2));
    table.push_back(remove(one, guard("ec2_delete_credential", orSelf(admin)), credentials, &CredentialsHandler::removeEc2));
}

void addApplicationCredentials(Table& table, ApplicationCredentialsHandler* handler)
{
    const auto own = QStringLiteral("user_id:%(user_id)s");
    const char* all = "/users/{user_id}/application_credentials";
    const char* one = "/users/{user_id}/application_credentials/{application_credential_id}";
    table.push_back(list(all, guard("list_application_credentials", orSelf(allReaders)), handler, &ApplicationCredentialsHandler::list));
    table.push_back(create(all, guard("create_application_credential", own), handler, &ApplicationCredentialsHandler::create));
    table.push_back(show(one, guard("get_application_credential", orSelf(allReaders)), handler, &ApplicationCredentialsHandler::show));
    table.push_back(remove(one, guard("delete_application_credential", orSelf(admin)), handler, &ApplicationCredentialsHandler::remove));
    table.push_back(list("/users/{user_id}/access_rules", guard("list_access_rules", orSelf(allReaders)), handler, &ApplicationCredentialsHandler::listRules));
    table.push_back(show("/users/{user_id}/access_rules/{access_rule_id}", guard("get_access_rule", orSelf(allReaders)), handler, &ApplicationCredentialsHandler::showRule));
    table.push_back(remove("/users/{user_id}/access_rules/{access_rule_id}", guard("delete_access_rule", orSelf(admin)), handler, &ApplicationCredentialsHandler::removeRule));
}

} // namespace

std::vector<Route> IdentityService::routes()
{
    Table table;
    const Targets targets(m_parts->directory);
    addAuth(table, &m_parts->auth, &m_parts->versions);
    addUsers(table, &m_parts->users, targets);
    addGroups(table, &m_parts->groups, targets);
    addProjects(table, &m_parts->projects, targets);
    addDomains(table, &m_parts->domains, targets);
    addRoles(table, &m_parts->roles);
    addGrants(table, &m_parts->assignments, targets);
    addCatalog(table, &m_parts->catalog);
    addCredentials(table, &m_parts->credentials);
    addApplicationCredentials(table, &m_parts->applicationCredentials);
    addExtensions(table, *m_parts);
    return table;
}

std::vector<Route> IdentityService::rootRoutes()
{
    return { quick(service::open(route("GET", "/", guard("list_versions", rules::anyone), &m_parts->versions, &VersionsHandler::list))) };
}

} // namespace skylab::identity
