-- Clients look things up by name without saying the domain: "openstack user show kim".
CREATE INDEX users_by_name ON users (name);
CREATE INDEX user_groups_by_name ON user_groups (name);
CREATE INDEX projects_by_name_alone ON projects (name);
