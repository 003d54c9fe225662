-- What the rules about passwords and logins remember of a user.
CREATE TABLE user_security (
    user_id         TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    active_at       BIGINT,
    password_set_at BIGINT,
    password_is_own @bool@ NOT NULL
);
CREATE INDEX user_security_by_activity ON user_security (active_at);

-- Earlier passwords, the newest has the highest id and is the one in force.
CREATE TABLE password_history (
    id            @id@,
    user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL
);
CREATE INDEX password_history_by_user ON password_history (user_id, id);

-- Failed logins in a row. `who` is a user's id, or empty for all names that nobody has: both must cost the same.
CREATE TABLE login_failures (
    who       TEXT PRIMARY KEY,
    failures  BIGINT NOT NULL,
    failed_at BIGINT NOT NULL
);
