-- Temporary handovers, which are offered back at a planned time, and counter-proposals, which decline and say what would be accepted.
alter table handover
  add column return_at timestamptz check (return_at > deadline_at),
  add column returns_handover_id uuid references handover,
  add column counter_proposal jsonb,
  add check (counter_proposal is null or status = 'declined');
comment on column handover.return_at is 'When a temporary handover is offered back, as a handover of its own. Responsibility never returns by itself.';
comment on column handover.returns_handover_id is 'The temporary handover whose planned return this one is.';
comment on column handover.counter_proposal is '{earliestAt: ISO or null, conditions}: what the receiver would accept instead. It binds nobody.';
create unique index handover_one_return on handover (returns_handover_id);
