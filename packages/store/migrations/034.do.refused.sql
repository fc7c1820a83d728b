-- What was sent of a patient and could not be taken for what it says is news too: it asks somebody to look.
create table triage_refused (
  episode_id uuid not null references episode,
  metric text,
  code text not null,
  effective_at timestamptz not null,
  given_at timestamptz not null
);
create index triage_refused_by_episode on triage_refused (episode_id, given_at);
comment on table triage_refused is 'What triage was given of measurements and answers that lie in quarantine: of which metric (null: not known, or answers), why, when it was measured as far as that is known, and when it was received. Once for each metric and reason of a message.';
comment on column triage_refused.code is 'A fault code of @samvakt/contract.';
