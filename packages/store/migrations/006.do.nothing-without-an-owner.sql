-- What the triggers of responsibility alone do not hold.

-- Row triggers do not see a truncation, and periods are history: nobody has a reason to empty the table.
create trigger responsibility_is_kept before truncate on responsibility for each statement execute function refuse_rewriting();

-- An alert that is not closed belongs to the team that is accountable for its episode, so the episode must be running. Ingest may have read
-- "running" before it waited for the lock of somebody who ended the episode: it is told to start over, and then finds the episode ended.
create function refuse_alert_of_ended_episode() returns trigger
language plpgsql as $$
begin
  if not exists (select from episode where id = new.episode_id and upper_inf(period)) then
    raise exception 'episode % has ended: an alert of it would be nobody''s', new.episode_id
      using errcode = 'serialization_failure', constraint = 'alert_has_an_owner';
  end if;
  return null;
end
$$;
create trigger alert_has_an_owner
  after insert or update of status, episode_id on alert
  for each row when (new.status <> 'resolved') execute function refuse_alert_of_ended_episode();

-- The other side: an episode does not end over the head of an open alert.
create function refuse_end_with_open_alerts() returns trigger
language plpgsql as $$
begin
  if exists (select from alert where episode_id = new.id and status <> 'resolved') then
    raise exception 'episode %: it has alerts that are not closed', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'alert_has_an_owner';
  end if;
  return null;
end
$$;
create trigger episode_leaves_no_open_alert
  after update of period on episode
  for each row when (not upper_inf(new.period)) execute function refuse_end_with_open_alerts();
