-- +goose Up
-- author held the platform's id of the client in clear; now it holds a keyed
-- digest of it. It is asked only within a burst of messages, so what an older
-- program wrote is not missed.
UPDATE cases SET author = '';
