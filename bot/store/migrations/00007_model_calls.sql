-- +goose Up
-- Calls of the model within the longest time that a limit looks back, so that all
-- processes share the day's tokens and each client's share of calls.
CREATE TABLE model_calls (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    account TEXT    NOT NULL,
    tokens  INTEGER NOT NULL
) STRICT;
CREATE INDEX model_calls_at      ON model_calls (at, tokens);
CREATE INDEX model_calls_account ON model_calls (account, at);
