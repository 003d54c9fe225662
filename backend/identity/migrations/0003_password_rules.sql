-- Wrong passwords in a row, until a right one; enough of them lock the user out for a while.
CREATE TABLE login_failures (
    user_id   TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    failures  INTEGER NOT NULL,
    failed_at BIGINT NOT NULL
);

-- Hashes of passwords that a user had before the present one.
CREATE TABLE former_passwords (
    id            @id@,
    user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    password_hash TEXT NOT NULL
);
CREATE INDEX former_passwords_by_user ON former_passwords (user_id);
