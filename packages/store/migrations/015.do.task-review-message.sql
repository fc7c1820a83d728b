-- Tasks beside the alerts, reviews of what was well, and messages to the patient's home.
create table task (
  id uuid primary key,
  episode_id uuid not null references episode,
  kind text not null check (kind in ('call-back', 'check-device', 'adjust-plan', 'review', 'other')),
  text jsonb not null,
  owner_team_id uuid not null references team,
  person_id uuid references practitioner,
  due_at timestamptz not null,
  origin text not null check (origin in ('rule', 'handover', 'person')),
  alert_id uuid references alert,
  handover_id uuid references handover,
  place smallint,
  created_by uuid references practitioner,
  created_at timestamptz not null,
  status text not null default 'open' check (status in ('open', 'done', 'cancelled')),
  closed_by uuid references practitioner,
  closed_at timestamptz,
  outcome_note text,
  overdue_told_at timestamptz,
  version integer not null default 1,
  check ((status = 'open') = (closed_at is null)),
  check ((origin = 'rule') = (alert_id is not null)),
  check ((origin = 'handover') = (handover_id is not null)),
  check ((handover_id is null) = (place is null))
);
comment on column task.text is '{nb, en}: a rule''s words; what a person wrote is the same in both.';
comment on column task.person_id is 'Who of the owner team has it; null while it is anybody''s of the team.';
comment on column task.overdue_told_at is 'When the feed was told that its due time had passed. Whether it is overdue is computed when it is read.';
create unique index task_once_per_alert on task (alert_id);
create unique index task_once_per_action on task (handover_id, place);
create index task_by_episode on task (episode_id, due_at);
create index task_open_of_team on task (owner_team_id, due_at) where status = 'open';
create index task_not_told_overdue on task (due_at) where status = 'open' and overdue_told_at is null;

-- An open task is somebody's, so its episode is running: the same two doors as for alerts.
create function refuse_task_of_ended_episode() returns trigger
language plpgsql as $$
declare
  running boolean;
begin
  select upper_inf(period) into running from episode where id = new.episode_id for share;
  if running is not true then
    raise exception 'episode % has ended: a task of it would be nobody''s', new.episode_id
      using errcode = 'serialization_failure', constraint = 'task_has_an_owner';
  end if;
  return null;
end
$$;
create trigger task_has_an_owner
  after insert or update of status, episode_id on task
  for each row when (new.status = 'open') execute function refuse_task_of_ended_episode();

create function refuse_end_with_open_tasks() returns trigger
language plpgsql as $$
begin
  if exists (select from task where episode_id = new.id and status = 'open') then
    raise exception 'episode %: it has tasks that are not closed', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'task_has_an_owner';
  end if;
  return null;
end
$$;
create trigger episode_leaves_no_open_task
  after update of period on episode
  for each row when (not upper_inf(new.period)) execute function refuse_end_with_open_tasks();

create table review (
  id uuid primary key,
  act_id uuid not null,
  episode_id uuid not null references episode,
  team_id uuid not null references team,
  reviewed_by uuid not null references practitioner,
  reviewed_at timestamptz not null,
  seen_until timestamptz,
  constraint review_once_per_act unique (act_id, episode_id)
);
create index review_by_episode on review (episode_id, reviewed_at desc);
comment on table review is 'Somebody has looked at an episode that was green, and says that all is well.';
comment on column review.act_id is 'One press of the button, for many episodes.';
comment on column review.seen_until is 'The newest measurement that was looked at; what came later is not covered.';

create table patient_message (
  id uuid primary key,
  patient_id uuid not null references patient,
  episode_id uuid not null references episode,
  kind text not null check (kind in ('followed-by', 'all-well')),
  text jsonb not null,
  handover_id uuid references handover,
  review_act_id uuid,
  created_by uuid references practitioner,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  next_attempt_at timestamptz,
  attempts integer not null default 0,
  last_sent_at timestamptz,
  shown_at timestamptz,
  shown_on text references device,
  replaced_at timestamptz,
  expired_at timestamptz,
  check ((shown_at is null) = (shown_on is null)),
  check (next_attempt_at is null or (shown_at is null and replaced_at is null and expired_at is null)),
  constraint patient_message_once_per_handover unique (handover_id),
  constraint patient_message_once_per_review unique (review_act_id, patient_id)
);
create index patient_message_due on patient_message (next_attempt_at) where next_attempt_at is not null;
create index patient_message_by_patient on patient_message (patient_id, created_at desc);
comment on table patient_message is
  'What the home is to be told: written in the transaction of the act, sent by ingest until the home has said that it was shown.';
comment on column patient_message.next_attempt_at is 'When it is sent next; null once it was shown, replaced or has expired.';
