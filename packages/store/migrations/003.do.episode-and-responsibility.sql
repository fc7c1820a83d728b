-- Episodes of care, and which team is accountable for each: exactly one at every instant while the episode is active.
create table protocol (
  id text not null,
  version integer not null check (version >= 1),
  condition text not null,
  body jsonb not null,
  registered_at timestamptz not null,
  primary key (id, version)
);
comment on column protocol.body is 'Protocol of @samvakt/triage. A version is never changed once registered.';

create table episode (
  id uuid primary key,
  patient_id uuid not null references patient,
  condition text not null,
  protocol_id text not null,
  protocol_version integer not null,
  plan jsonb not null default '{}',
  period tstzrange not null check (not isempty(period) and lower_inc(period) and not lower_inf(period) and not upper_inc(period)),
  foreign key (protocol_id, protocol_version) references protocol (id, version)
);
create index episode_by_patient on episode (patient_id);
comment on column episode.period is 'Open-ended while the episode is active.';

create table limits (
  episode_id uuid not null references episode,
  version integer not null check (version >= 1),
  body jsonb not null,
  reason text not null,
  set_by uuid references practitioner,
  set_at timestamptz not null,
  primary key (episode_id, version)
);
comment on table limits is 'The patient''s own limits; the newest version is in force, the older ones explain older alerts.';

create table handover (
  id uuid primary key,
  episode_id uuid not null references episode,
  from_team_id uuid not null references team,
  to_team_id uuid not null references team check (to_team_id <> from_team_id),
  status text not null check (status in ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
  version integer not null default 1,
  isbar jsonb not null,
  digest jsonb not null,
  offered_by uuid not null references practitioner,
  offered_at timestamptz not null,
  deadline_at timestamptz not null check (deadline_at > offered_at),
  decided_by uuid references practitioner,
  decided_at timestamptz,
  decision_reason text,
  read_back jsonb,
  check ((status = 'offered') = (decided_at is null)),
  check (status <> 'accepted' or read_back is not null),
  check (status <> 'declined' or decision_reason is not null)
);
create unique index handover_one_open_per_episode on handover (episode_id) where status = 'offered';
create index handover_by_to_team on handover (to_team_id, status);
create index handover_by_from_team on handover (from_team_id, status);

create table responsibility (
  id uuid primary key,
  episode_id uuid not null references episode,
  team_id uuid not null references team,
  period tstzrange not null check (not isempty(period) and lower_inc(period) and not lower_inf(period) and not upper_inc(period)),
  handover_id uuid references handover,
  planned_until timestamptz,
  constraint responsibility_no_overlap exclude using gist (episode_id with =, period with &&)
);
create index responsibility_by_team on responsibility (team_id);

-- The periods of an episode meet without a gap from its start to its end. Checked at commit, so that one transaction may end a
-- period and begin the next; with the exclusion constraint this means exactly one team at every instant.
create function check_responsibility_is_continuous() returns trigger
language plpgsql as $$
declare
  checked uuid := case tg_table_name when 'episode' then (case tg_op when 'DELETE' then old.id else new.id end)
                  else (case tg_op when 'DELETE' then old.episode_id else new.episode_id end) end;
  wanted tstzrange;
  held tstzmultirange;
begin
  -- Serialises transactions that touch the same episode, so that neither judges a state that the other is about to change.
  select period into wanted from episode where id = checked for update;
  if not found then
    return null;
  end if;
  select coalesce(range_agg(period), '{}') into held from responsibility where episode_id = checked;
  if held <> tstzmultirange(wanted) then
    raise exception 'episode %: teams are accountable for % of %', checked, held, wanted
      using errcode = 'integrity_constraint_violation', constraint = 'responsibility_is_continuous';
  end if;
  if tg_op = 'UPDATE' and tg_table_name = 'responsibility' and old.episode_id <> new.episode_id then
    raise exception 'a period of responsibility cannot move to another episode'
      using errcode = 'integrity_constraint_violation', constraint = 'responsibility_is_continuous';
  end if;
  return null;
end
$$;

create constraint trigger responsibility_is_continuous
  after insert or update or delete on responsibility
  deferrable initially deferred for each row execute function check_responsibility_is_continuous();
create constraint trigger episode_has_responsibility
  after insert or update of period on episode
  deferrable initially deferred for each row execute function check_responsibility_is_continuous();
