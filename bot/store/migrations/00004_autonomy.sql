-- +goose Up
-- How far each topic may be answered without a person; the empty topic is the
-- switch over all. body is JSON without words of clients; case 0's key seals it.
CREATE TABLE standings (
    topic   TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    body    BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Answers that were planned without a person.
CREATE TABLE automatic (
    case_id     INTEGER NOT NULL,
    draft       INTEGER NOT NULL,
    topic       TEXT    NOT NULL,
    grant_id    TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    sampled     INTEGER NOT NULL,
    sent        INTEGER NOT NULL,
    review      TEXT    NOT NULL,
    reviewed_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, draft)
) STRICT, WITHOUT ROWID;
CREATE INDEX automatic_grant   ON automatic (grant_id, at);
CREATE INDEX automatic_account ON automatic (account, at);
