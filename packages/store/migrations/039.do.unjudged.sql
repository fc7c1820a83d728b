-- Where what triage remembers of a patient cannot be read, what comes of the patient is set aside and triage cannot be told. Nobody may be shown as well behind that.
alter table triage_state add column unjudged_since timestamptz;
comment on column triage_state.unjudged_since is 'Since when something that came could neither be judged nor told to triage; it lies in quarantine. Null: nothing, or triage has been told since.';
