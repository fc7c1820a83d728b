-- Many episodes offered to one team at once, with one common text: a ward that closes for the summer. Each is a handover of its own.
create table handover_batch (
  id uuid primary key,
  from_team_id uuid not null references team,
  to_team_id uuid not null references team check (to_team_id <> from_team_id),
  reason text not null,
  offered_by uuid not null references practitioner,
  offered_at timestamptz not null,
  deadline_at timestamptz not null check (deadline_at > offered_at)
);
create index handover_batch_by_to_team on handover_batch (to_team_id, deadline_at);
create index handover_batch_by_from_team on handover_batch (from_team_id, deadline_at);
comment on table handover_batch is 'Has no state of its own: how far it has come is what has become of its handovers.';

alter table handover add column batch_id uuid references handover_batch;
create index handover_by_batch on handover (batch_id) where batch_id is not null;
