-- An alert that is being written and an episode that is being ended did not see each other when neither had committed. The alert now holds the
-- episode's row until its own commit: the end waits for it and sees it, or it waits for the end and is told to start over.
create or replace function refuse_alert_of_ended_episode() returns trigger
language plpgsql as $$
declare
  running boolean;
begin
  select upper_inf(period) into running from episode where id = new.episode_id for share;
  if running is not true then
    raise exception 'episode % has ended: an alert of it would be nobody''s', new.episode_id
      using errcode = 'serialization_failure', constraint = 'alert_has_an_owner';
  end if;
  return null;
end
$$;

-- Checks exclude each other, and need not exclude those who only refer to the episode: waiting for these made a circle.
create or replace function check_continuity_of(checked uuid) returns void
language plpgsql as $$
declare
  wanted tstzrange;
  held tstzmultirange;
begin
  -- Serialises transactions that touch the same episode, so that neither judges a state that the other is about to change.
  select period into wanted from episode where id = checked for no key update;
  if not found then
    return;
  end if;
  select coalesce(range_agg(period), '{}') into held from responsibility where episode_id = checked;
  if held <> tstzmultirange(wanted) then
    raise exception 'episode %: teams are accountable for % of %', checked, held, wanted
      using errcode = 'integrity_constraint_violation', constraint = 'responsibility_is_continuous';
  end if;
end
$$;
