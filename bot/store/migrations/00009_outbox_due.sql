-- +goose Up
-- Rows that wait for their time are not looked at until it comes.
CREATE INDEX outbox_due ON outbox (due_at) WHERE open = 1;
