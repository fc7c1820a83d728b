-- Pauses: alerts of a scope that ask for nobody for a time. They hide nothing from the record: alerts open and keep their evidence.
create table pause (
  id uuid primary key,
  episode_id uuid not null references episode,
  scope jsonb not null,
  includes_red boolean not null,
  reason text not null check (reason in ('hospital', 'holiday', 'new-device', 'other')),
  note text not null check (length(note) <= 4000),
  set_by uuid not null references practitioner,
  set_at timestamptz not null,
  starts_at timestamptz not null check (starts_at >= set_at),
  ends_at timestamptz not null,
  began_at timestamptz,
  ended_at timestamptz,
  ended_by uuid references practitioner,
  version integer not null default 1,
  constraint pause_is_bounded check (ends_at > starts_at and ends_at <= starts_at + interval '720 hours'),
  constraint pause_of_red_says_why check (note <> '' or (not includes_red and reason <> 'other')),
  check (ended_by is null or ended_at is not null)
);
create index pause_by_episode on pause (episode_id, starts_at);
create index pause_by_turn on pause ((case when began_at is null then starts_at else ends_at end)) where ended_at is null;
comment on table pause is 'It runs from starts_at until coalesce(ended_at, ends_at), whether or not a timer has marked it.';
comment on column pause.scope is 'PauseScope of @samvakt/contract.';
comment on column pause.began_at is 'When its beginning was told; null while it is planned.';
comment on column pause.ended_by is 'Who ended it before its time; null for the clock.';

alter table triage_state add column pauses_version integer not null default 0;
comment on column triage_state.pauses_version is
  'Sum of the versions of the episode''s pauses: what judges reads them again when it has changed. Here, and not counted from the pauses, so that whoever waits for the lock of this row sees the newest.';
