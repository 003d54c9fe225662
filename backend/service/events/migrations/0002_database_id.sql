-- Which database this is. The data directory notes it, and does not start on another one.
CREATE TABLE database_id (
    one INTEGER PRIMARY KEY,
    id  TEXT NOT NULL
);
