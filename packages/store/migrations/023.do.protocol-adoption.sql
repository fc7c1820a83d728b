-- Which protocol version judges a patient from when, by whom and why; and what was shown before limits or a protocol were changed.
create table replay_shown (
  id uuid primary key,
  episode_id uuid not null references episode,
  practitioner_id uuid not null references practitioner,
  days integer not null check (days in (30, 90, 365)),
  question jsonb not null,
  present jsonb not null,
  found jsonb not null,
  shown_at timestamptz not null
);
create index replay_shown_by_time on replay_shown (shown_at);
create index replay_shown_by_episode on replay_shown (episode_id);
comment on table replay_shown is
  'A what-if that was answered to a person. A change names the one that was shown before it; those that no change names are removed after some days.';
comment on column replay_shown.question is '{type: values, values} or {type: protocol, id, version}: what was proposed.';
comment on column replay_shown.present is '{protocolId, protocolVersion, adoption, limitsVersion}: what it was compared with; 0 for none.';
comment on column replay_shown.found is 'How many alerts, gained, lost and changed.';

alter table limits add column replay_id uuid references replay_shown;
alter table limits add column without_replay text check (length(without_replay) between 1 and 2000);
comment on column limits.without_replay is 'Why they were set without the replay having been shown, in the words of who set them.';
alter table limits_proposal add column replay_id uuid references replay_shown;
alter table limits_proposal add column without_replay text check (length(without_replay) between 1 and 2000);

-- A trial says what it compared with, so that what is put in force after it is what was tried; and its worker says that it lives.
alter table protocol_trial add column heard_at timestamptz;
comment on column protocol_trial.heard_at is 'When the worker that carries it out last gave a sign of life.';
alter table protocol_trial_episode add column present jsonb;
comment on column protocol_trial_episode.present is 'As replay_shown.present; null until it has been replayed.';

create table protocol_adoption (
  episode_id uuid not null references episode,
  number integer not null check (number >= 1),
  from_id text not null,
  from_version integer not null,
  to_id text not null,
  to_version integer not null,
  adopted_at timestamptz not null,
  reason text not null check (length(reason) between 1 and 2000),
  adopted_by uuid references practitioner,
  given_up jsonb not null default '{}',
  replay_id uuid references replay_shown,
  without_replay text check (length(without_replay) between 1 and 2000),
  trial_id uuid references protocol_trial,
  primary key (episode_id, number),
  unique (episode_id, adopted_at),
  foreign key (from_id, from_version) references protocol (id, version),
  foreign key (to_id, to_version) references protocol (id, version),
  check ((from_id, from_version) <> (to_id, to_version)),
  constraint protocol_adopted_knowingly check (adopted_by is null or num_nonnulls(replay_id, without_replay, trial_id) >= 1)
);
comment on table protocol_adoption is
  'Another protocol version put in force for one patient. Before the first, the version that the episode began with judged; the newest is the episode''s own.';
comment on column protocol_adoption.number is 'Counts within the episode: whoever adopts says which number was the newest when it was decided.';
comment on column protocol_adoption.given_up is 'The patient''s own numbers that would not hold under the new version and were knowingly given up: name to value.';
create trigger protocol_adoption_is_append_only
  before update or delete or truncate on protocol_adoption for each statement execute function refuse_rewriting();

-- The protocol of an episode changes by an adoption and by nothing else, and adoptions are a chain without a gap.
create function check_protocol_is_adopted() returns trigger
language plpgsql as $$
declare
  checked uuid := case tg_table_name when 'episode' then to_jsonb(new) ->> 'id' else to_jsonb(new) ->> 'episode_id' end;
  broken boolean;
begin
  select exists (
    select from (
      select number, from_id, from_version, to_id, to_version, adopted_at,
        lag(number, 1, 0) over told as before, lag(to_id, 1, from_id) over told as before_id,
        lag(to_version, 1, from_version) over told as before_version, lag(adopted_at) over told as before_at
      from protocol_adoption where episode_id = checked window told as (order by number)
    ) as chain
    where number <> before + 1 or from_id <> before_id or from_version <> before_version or adopted_at <= before_at
  ) or not exists (
    select from episode
    join (select to_id, to_version from protocol_adoption where episode_id = checked order by number desc limit 1) as newest
      on newest.to_id = episode.protocol_id and newest.to_version = episode.protocol_version
    where episode.id = checked
  ) into broken;
  if broken then
    raise exception 'episode %: its protocol is not the one that was put in force last', checked
      using errcode = 'integrity_constraint_violation', constraint = 'protocol_is_adopted';
  end if;
  return null;
end
$$;
create constraint trigger protocol_is_adopted
  after update of protocol_id, protocol_version on episode
  deferrable initially deferred for each row
  when (old.protocol_id <> new.protocol_id or old.protocol_version <> new.protocol_version)
  execute function check_protocol_is_adopted();
create constraint trigger adoption_is_the_protocol
  after insert on protocol_adoption
  deferrable initially deferred for each row execute function check_protocol_is_adopted();

-- What judges an episode stands beside its state, under the same lock: a batch that has waited for that lock reads it with the state.
update triage_state set protocol_id = episode.protocol_id, protocol_version = episode.protocol_version,
  limits_version = (select max(version) from limits where limits.episode_id = episode.id)
from episode where episode.id = triage_state.episode_id;
alter table triage_state add column setting_since timestamptz;
comment on column triage_state.setting_since is
  'When a protocol version or limits last were put in force. What was received before and is judged after is told in triage_given.';

create table triage_given (
  episode_id uuid not null references episode,
  metric text not null,
  effective_at timestamptz not null,
  value double precision not null,
  received_at timestamptz not null,
  given_at timestamptz not null,
  primary key (episode_id, metric, effective_at, value, received_at)
);
comment on table triage_given is
  'Readings that were judged by what came into force after they had been received: triage was given them at given_at. Of all others it is when they were received.';
