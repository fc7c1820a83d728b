-- What a team declares: when it is on duty, and who acts on red while it is not. Rows with periods that are never overwritten, so that who was to act at
-- an instant can still be told when the hours have changed since.
create table declaration (
  team_id uuid not null references team,
  version integer not null check (version >= 1),
  period tstzrange not null,
  opening_hours jsonb not null,
  cover jsonb,
  act text not null check (act in ('registered', 'hours-changed', 'cover-declared', 'cover-withdrawn')),
  reason text,
  set_by uuid references practitioner,
  set_at timestamptz,
  primary key (team_id, version),
  constraint declaration_one_at_a_time exclude using gist (team_id with =, period with &&)
);
comment on column declaration.opening_hours is 'OpeningHours of @samvakt/contract: weekly intervals in a named time zone, or always open.';
comment on column declaration.cover is 'Cover of @samvakt/contract; null while the team has declared none.';
comment on column declaration.period is 'Without a beginning for the first: what was registered counts for all time before. Empty for one that was replaced in the same instant.';
comment on column declaration.set_by is 'Null where the installation itself declared it.';
create index declaration_by_covering_team on declaration ((cover ->> 'teamId')) where upper_inf(period);

insert into declaration (team_id, version, period, opening_hours, cover, act)
select id, 1, tstzrange(null, null), opening_hours, cover, 'registered' from team;
alter table team drop column opening_hours, drop column cover;

-- When a step is wanted is not always when it is looked at: a yellow alert waits for the opening, a red one is looked at again when another team takes over the watch.
alter table escalation
  add column wanted_at timestamptz,
  add column told_cover uuid references team,
  drop constraint escalation_check,
  add constraint escalation_timer check (
    case status when 'stopped' then due_at is null when 'exhausted' then true else due_at is not null end
  );
comment on column escalation.told_cover is 'The covering team that has been told in this round; it may change while an alert waits.';

-- In one round another covering team may have to be told in the place of the first.
drop index notification_once_per_step;
create unique index notification_once_per_step on notification (alert_id, run, round, step, coalesce(team_id, practitioner_id))
  where kind = 'escalation';
