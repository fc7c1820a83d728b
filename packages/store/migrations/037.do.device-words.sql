-- What was known of a device when an alert about it was judged is evidence too: told by the alert itself, it could not be held against anything.
create table triage_word (
  episode_id uuid not null references episode,
  device_id text not null references device,
  online boolean not null,
  at timestamptz not null,
  given_at timestamptz not null,
  heard_at timestamptz,
  metrics text[] not null default '{}',
  questionnaires text[] not null default '{}',
  check (online = (heard_at is null))
);
create index triage_word_by_episode on triage_word (episode_id, given_at);
comment on table triage_word is 'What triage was told of the connection of devices: that one had none (since when it was not heard, and what it brings of the patient), or has one again. at: when that was; given_at: when triage was told.';
