-- Who has a team's duty, what is done while nobody claims an alert, and who was told of it.
create table duty (
  id uuid primary key,
  team_id uuid not null references team,
  practitioner_id uuid not null references practitioner,
  period tstzrange not null check (not isempty(period) and lower_inc(period) and not lower_inf(period) and not upper_inf(period)),
  set_by uuid references practitioner,
  set_at timestamptz not null,
  constraint duty_one_person_at_a_time exclude using gist (team_id with =, period with &&)
);
comment on column duty.set_by is 'Null where the installation itself set it.';

alter table team add column lead_id uuid references practitioner;

create table escalation_policy (
  team_id uuid not null references team,
  version integer not null check (version >= 1),
  body jsonb not null,
  reason text not null,
  set_by uuid references practitioner,
  set_at timestamptz not null,
  primary key (team_id, version)
);
comment on table escalation_policy is 'EscalationPolicy of @samvakt/contract. The newest version is in force; a run goes on with the one that it began with.';

-- Where the escalation of each alert stands. The timer only says when to look; what is so is decided from this row and the alert.
create table escalation (
  alert_id uuid primary key references alert,
  run integer not null,
  reason text not null,
  started_at timestamptz not null,
  status text not null check (status in ('waiting', 'held', 'stopped', 'exhausted')),
  team_id uuid references team,
  policy_version integer,
  severity text check (severity in ('red', 'yellow')),
  round integer not null default 0,
  step integer not null default 0,
  due_at timestamptz,
  check ((status in ('waiting', 'held')) = (due_at is not null))
);
create index escalation_by_due on escalation (due_at) where due_at is not null;
comment on column escalation.policy_version is '0: the policy that holds while a team has set none.';

create table notification (
  id uuid primary key,
  kind text not null check (kind in ('escalation', 'claim-reminder', 'claim-ended')),
  alert_id uuid not null references alert,
  practitioner_id uuid references practitioner,
  team_id uuid references team,
  accountable_team_id uuid not null references team,
  severity text not null check (severity in ('red', 'yellow')),
  at timestamptz not null,
  run integer,
  round integer,
  step integer,
  target text,
  claim_until timestamptz,
  check ((practitioner_id is null) <> (team_id is null)),
  check ((kind = 'escalation') = (run is not null and round is not null and step is not null and target is not null)),
  check ((kind = 'escalation') = (claim_until is null))
);
-- A timer that runs twice tells nobody twice.
create unique index notification_once_per_step on notification (alert_id, run, round, step) where kind = 'escalation';
create unique index notification_once_per_claim on notification (alert_id, kind, claim_until) where kind <> 'escalation';
create index notification_by_practitioner on notification (practitioner_id, at desc);
create index notification_by_team on notification (team_id, at desc);

-- Each person marks for himself or herself, also what a whole team was told.
create table notification_seen (
  notification_id uuid not null references notification,
  practitioner_id uuid not null references practitioner,
  seen_at timestamptz not null,
  primary key (notification_id, practitioner_id)
);

-- Alerts that stand open already are looked at by the next sweep.
insert into escalation (alert_id, run, reason, started_at, status, due_at)
select id, 1, 'found', updated_at, 'waiting', updated_at from alert where status = 'open';
