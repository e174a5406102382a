-- +goose Up
-- Times are nanoseconds since 1970 in UTC; 0 is "none".
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One data key for each case, wrapped by the master key; case 0 is for what
-- belongs to no case. wrapped is NULL once the case was erased.
CREATE TABLE keys (
    case_id   INTEGER PRIMARY KEY,
    wrapped   BLOB,
    erased_at INTEGER NOT NULL DEFAULT 0
) STRICT;

-- body is the whole case, encrypted with its key.
CREATE TABLE cases (
    id          INTEGER PRIMARY KEY,
    version     INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    tier        TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    platform    TEXT    NOT NULL,
    channel     TEXT    NOT NULL,
    thread      TEXT    NOT NULL,
    author      TEXT    NOT NULL,
    opened_at   INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    wake_at     INTEGER NOT NULL,
    urgency     INTEGER NOT NULL,
    lease_owner TEXT    NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    body        BLOB    NOT NULL
) STRICT;
CREATE INDEX cases_due     ON cases (urgency, wake_at) WHERE wake_at > 0;
CREATE INDEX cases_wake    ON cases (wake_at) WHERE wake_at > 0 AND lease_owner = '';
CREATE INDEX cases_leased  ON cases (lease_owner) WHERE lease_owner <> '';
CREATE INDEX cases_thread  ON cases (platform, channel, thread, id);
CREATE INDEX cases_author  ON cases (platform, channel, author, id);
CREATE INDEX cases_account ON cases (account, id);
CREATE INDEX cases_state   ON cases (state, id);
CREATE INDEX cases_opened  ON cases (opened_at);

-- What was taken in: a message id is accepted once.
CREATE TABLE messages (
    platform TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    case_id  INTEGER NOT NULL,
    thread   TEXT    NOT NULL,
    PRIMARY KEY (platform, channel, id)
) STRICT, WITHOUT ROWID;

-- The ledger: body is the canonical JSON, seal = SHA-256(prev || body).
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    body    BLOB    NOT NULL,
    prev    BLOB    NOT NULL,
    seal    BLOB    NOT NULL
) STRICT;
CREATE INDEX events_case ON events (case_id, seq);
CREATE INDEX events_kind ON events (kind, seq);
CREATE INDEX events_at   ON events (at, seq);

-- The words of events: salt and text, encrypted with the key of the case.
CREATE TABLE content (
    seq     INTEGER NOT NULL REFERENCES events (seq),
    name    TEXT    NOT NULL,
    case_id INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (seq, name)
) STRICT;
CREATE INDEX content_case ON content (case_id);

-- Rows of one lane go out one at a time, in the order of their ids.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY,
    version     INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    key         TEXT    NOT NULL UNIQUE,
    marker      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    platform    TEXT    NOT NULL,
    channel     TEXT    NOT NULL,
    thread      TEXT    NOT NULL,
    lane        TEXT    NOT NULL,
    urgency     INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    open        INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    lease_owner TEXT    NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    body        BLOB    NOT NULL
) STRICT;
CREATE INDEX outbox_lane   ON outbox (lane, id) WHERE open = 1;
CREATE INDEX outbox_leased ON outbox (lease_owner) WHERE lease_owner <> '';
CREATE INDEX outbox_case   ON outbox (case_id, id);

-- Keys of what is done once.
CREATE TABLE once (
    key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What the console platform has shown: its own record, no key is unique.
CREATE TABLE shown (
    n       INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL,
    case_id INTEGER NOT NULL,
    channel TEXT    NOT NULL,
    thread  TEXT    NOT NULL,
    marker  TEXT    NOT NULL,
    author  TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT;
CREATE INDEX shown_thread ON shown (channel, thread, n);
CREATE INDEX shown_marker ON shown (marker);
CREATE INDEX shown_case   ON shown (case_id);
