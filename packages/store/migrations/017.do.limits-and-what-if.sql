-- What an alert is judged again from: besides the readings, the closes and the limits, the instants at which time itself was told to the engine.
alter table alert add column judged_at timestamptz;
comment on column alert.judged_at is 'When the platform came to the judgement that the evidence tells of; null where it was made before this was kept.';
update alert set judged_at = (
  select max(occurred_at) from change
  where change.alert_id = alert.id and change.kind in ('alert-opened', 'alert-raised', 'alert-reopened')
);

create table triage_tick (
  episode_id uuid not null references episode,
  at timestamptz not null,
  primary key (episode_id, at)
);
comment on table triage_tick is 'When an episode was told that time had passed: with the readings as they were received, all that triage was given.';

-- Limits that end, and limits that need a second person.
alter table limits add column end_told_at timestamptz;
comment on column limits.end_told_at is 'When the feed told that they had ended. They end at the instant in their body whether or not it was told.';

create table limits_proposal (
  id uuid primary key,
  episode_id uuid not null references episode,
  status text not null check (status in ('pending', 'confirmed', 'declined', 'withdrawn', 'expired')),
  body jsonb not null,
  reason text not null,
  based_on_version integer not null,
  proposed_by uuid not null references practitioner,
  proposed_at timestamptz not null,
  deadline_at timestamptz not null check (deadline_at > proposed_at),
  decided_by uuid references practitioner,
  decided_at timestamptz,
  decision_reason text,
  limits_version integer,
  check ((status = 'pending') = (decided_at is null)),
  constraint limits_confirmed_by_another check (status <> 'confirmed' or (decided_by is not null and decided_by <> proposed_by)),
  check ((status = 'confirmed') = (limits_version is not null)),
  foreign key (episode_id, limits_version) references limits (episode_id, version)
);
create unique index limits_proposal_one_pending on limits_proposal (episode_id) where status = 'pending';
create index limits_proposal_by_deadline on limits_proposal (deadline_at) where status = 'pending';
comment on table limits_proposal is 'Limits beyond the range that the protocol allows. They hold only when another person of the accountable team has confirmed them.';
comment on column limits_proposal.body is '{values: name to number, until: epoch ms or null}.';
comment on column limits_proposal.based_on_version is 'The version of the limits that the author saw; 0 where there were none.';

-- A new protocol version tried on the history of a team's patients, before anybody is judged by it.
create table protocol_trial (
  id uuid primary key,
  team_id uuid not null references team,
  protocol_id text not null,
  protocol_version integer not null,
  days integer not null check (days in (30, 90, 365)),
  status text not null check (status in ('queued', 'running', 'done', 'cancelled', 'failed')),
  asked_by uuid not null references practitioner,
  asked_at timestamptz not null,
  ended_at timestamptz,
  failure text,
  foreign key (protocol_id, protocol_version) references protocol (id, version),
  check ((status in ('queued', 'running')) = (ended_at is null))
);
create index protocol_trial_by_team on protocol_trial (team_id, asked_at desc);
create table protocol_trial_episode (
  trial_id uuid not null references protocol_trial,
  episode_id uuid not null references episode,
  result jsonb,
  failure text,
  primary key (trial_id, episode_id)
);
comment on column protocol_trial_episode.result is 'What the replay came to; null until it has been done.';
