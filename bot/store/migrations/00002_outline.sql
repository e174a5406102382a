-- +goose Up
-- outline is what sorting a later enquiry needs of a case, encrypted with its
-- key; NULL for a case last written by an older program. It stands before
-- body, so that reading it does not walk through the pages of body.
CREATE TABLE cases_new (
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
    outline     BLOB,
    body        BLOB    NOT NULL
) STRICT;
INSERT INTO cases_new (id, version, state, tier, topic, account, platform, channel, thread, author,
    opened_at, updated_at, wake_at, urgency, lease_owner, lease_until, body)
    SELECT id, version, state, tier, topic, account, platform, channel, thread, author,
    opened_at, updated_at, wake_at, urgency, lease_owner, lease_until, body FROM cases;
DROP TABLE cases;
ALTER TABLE cases_new RENAME TO cases;
-- What waits for a draft is no longer walked through by those who sort.
CREATE INDEX cases_due     ON cases (urgency, state, wake_at) WHERE wake_at > 0;
CREATE INDEX cases_wake    ON cases (wake_at) WHERE wake_at > 0 AND lease_owner = '';
CREATE INDEX cases_leased  ON cases (lease_owner) WHERE lease_owner <> '';
CREATE INDEX cases_thread  ON cases (platform, channel, thread, id);
CREATE INDEX cases_author  ON cases (platform, channel, author, id);
CREATE INDEX cases_account ON cases (account, id);
CREATE INDEX cases_state   ON cases (state, id);
CREATE INDEX cases_opened  ON cases (opened_at);
