-- +goose Up
-- The newest cases of a channel, and whether one there is open, however many there were.
CREATE INDEX cases_channel ON cases (platform, channel, id);
CREATE INDEX cases_open    ON cases (platform, channel, id) WHERE state NOT IN ('answered', 'withdrawn', 'resolved');
