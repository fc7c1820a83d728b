-- Handovers for a later time, take-overs in an emergency with their after-review, and reminders before a deadline.
alter table handover
  add column kind text not null default 'offer' check (kind in ('offer', 'emergency')),
  add column effective_at timestamptz check (effective_at >= deadline_at),
  add column reminded_at timestamptz,
  add column called_off_by uuid references practitioner,
  add column called_off_at timestamptz,
  add column called_off_reason text,
  add column red_alerts_since_acceptance jsonb,
  add column review_verdict text check (review_verdict in ('agreed', 'disagreed')),
  add column review_text text,
  add column review_by uuid references practitioner,
  add column review_at timestamptz,
  add check (return_at > effective_at),
  add check (kind = 'offer' or review_verdict is null or (review_text is not null and review_by is not null and review_at is not null)),
  add check (kind = 'emergency' or review_verdict is null),
  add check (called_off_at is null or called_off_reason is not null);
alter table handover drop constraint handover_status_check;
alter table handover
  add check (status in ('offered', 'scheduled', 'accepted', 'declined', 'withdrawn', 'expired', 'called-off', 'superseded')),
  add check (status not in ('scheduled', 'called-off') or (effective_at is not null and read_back is not null)),
  add check (status <> 'called-off' or called_off_at < effective_at);
comment on column handover.effective_at is 'When it takes effect after acceptance; null: at once. The boundary between the two periods of responsibility is written at acceptance.';
comment on column handover.deadline_at is 'By when the receiver answers an offer; of an emergency: by when the former team answers the after-review.';
comment on column handover.red_alerts_since_acceptance is 'Ids of the red alerts that were open at the effect and are in no read-back; both teams were told of them.';

-- One handover at a time moves an episode: one that is accepted for later stands in the way of another as an open offer does.
drop index handover_one_open_per_episode;
create unique index handover_one_open_per_episode on handover (episode_id) where status in ('offered', 'scheduled');
