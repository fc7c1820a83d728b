-- What triage remembers per episode, and the alerts it has raised.
create table triage_state (
  episode_id uuid primary key references episode,
  state json not null,
  written_by xid8 not null default pg_current_xact_id(),
  last_seen jsonb not null default '{}',
  protocol_id text not null,
  protocol_version integer not null,
  limits_version integer,
  next_tick_at timestamptz,
  updated_at timestamptz not null
);
comment on column triage_state.state is
  'TriageState of @samvakt/triage. Written with every batch and never looked into by SQL, so json: jsonb would cost twice as much.';
comment on column triage_state.written_by is
  'The transaction that wrote the state. Whoever remembers the state it wrote need not read it again while this is the same.';
create index triage_state_by_next_tick on triage_state (next_tick_at);
comment on column triage_state.next_tick_at is 'When the timer of this episode is set to fire. By then the engine may want a later instant; the timer is then set anew.';
comment on column triage_state.last_seen is 'Per metric code: the newest measurement as {at: epoch ms, value}.';

create table alert (
  id uuid primary key,
  episode_id uuid not null references episode,
  rule_id text not null,
  kind text not null check (kind in ('clinical', 'missing', 'review')),
  severity text not null check (severity in ('red', 'yellow')),
  status text not null check (status in ('open', 'claimed', 'resolved')),
  condition_cleared_at timestamptz,
  late boolean not null default false,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  evidence jsonb not null,
  protocol_id text not null,
  protocol_version integer not null,
  limits_version integer,
  claimed_by uuid references practitioner,
  claimed_at timestamptz,
  resolved_by uuid references practitioner,
  resolved_at timestamptz,
  outcome text,
  version integer not null default 1,
  foreign key (protocol_id, protocol_version) references protocol (id, version),
  check ((status = 'claimed') <= (claimed_by is not null)),
  check ((status = 'resolved') = (resolved_at is not null)),
  check ((status = 'resolved') = (outcome is not null))
);
create unique index alert_one_open_per_rule on alert (episode_id, rule_id) where status <> 'resolved';
create index alert_by_episode on alert (episode_id, opened_at desc);
comment on column alert.condition_cleared_at is 'When the measurements no longer met the rule. A red one still waits for a person.';
comment on column alert.outcome is 'Outcome code of @samvakt/care; cleared-by-rule where a yellow one closed itself as its rule allows.';

create table alert_note (
  id uuid primary key,
  alert_id uuid not null references alert,
  written_by uuid not null references practitioner,
  written_at timestamptz not null,
  text text not null check (length(text) between 1 and 4000)
);
create index alert_note_by_alert on alert_note (alert_id, written_at);
