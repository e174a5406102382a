-- +goose Up
-- Messages that were deleted before they came: at is when, by the platform's clock.
CREATE TABLE tombstones (
    platform TEXT    NOT NULL,
    channel  TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (platform, channel, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_at ON tombstones (at);

-- Up to when something was done whole, such as reading a channel's history.
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
