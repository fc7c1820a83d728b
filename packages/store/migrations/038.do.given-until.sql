-- A batch that waited is only out of turn after what was received, or happened, later than something of it: batches that follow each other in the order of receipt are not.
alter table triage_state add column given_until timestamptz;
comment on column triage_state.given_until is 'The latest instant of what triage has been given: when a measurement was received, when a timer fired, when an alert was closed. Null: not known, and no later than updated_at.';
