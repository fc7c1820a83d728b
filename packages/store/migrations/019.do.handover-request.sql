-- A team that knows the patient asks for the responsibility. It is addressed to whoever is accountable, and moves nothing.
create table handover_request (
  id uuid primary key,
  episode_id uuid not null references episode,
  team_id uuid not null references team,
  status text not null check (status in ('open', 'answered', 'refused', 'withdrawn', 'lapsed')),
  version integer not null default 1,
  reason text not null,
  wanted_at timestamptz,
  requested_by uuid not null references practitioner,
  requested_at timestamptz not null,
  decided_by uuid references practitioner,
  decided_at timestamptz,
  decision_reason text,
  handover_id uuid references handover,
  check ((status = 'open') = (decided_at is null)),
  check ((status = 'answered') = (handover_id is not null)),
  check (status <> 'refused' or decision_reason is not null)
);
create unique index handover_request_one_open_per_team on handover_request (episode_id, team_id) where status = 'open';
create index handover_request_by_team on handover_request (team_id, status);
comment on table handover_request is 'Lapsed: the asking team got the responsibility in another way, or the episode ended.';
