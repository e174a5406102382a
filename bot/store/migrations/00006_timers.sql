-- +goose Up
-- The ladder that a waiting case climbs: one row for each rung, there while the
-- case waits; fired_at is 0 until the rung was reached.
CREATE TABLE timers (
    case_id  INTEGER NOT NULL,
    round    INTEGER NOT NULL,
    rung     TEXT    NOT NULL,
    level    TEXT    NOT NULL,
    platform TEXT    NOT NULL,
    due_at   INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, round, rung)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due     ON timers (due_at) WHERE fired_at = 0;
CREATE INDEX timers_waiting ON timers (platform, case_id, level);
