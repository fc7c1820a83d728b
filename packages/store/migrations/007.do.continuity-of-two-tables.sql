-- The check of continuity was one function for two tables, and asked the one for a column of the other. It is now one check with a door for each.
create function check_continuity_of(checked uuid) returns void
language plpgsql as $$
declare
  wanted tstzrange;
  held tstzmultirange;
begin
  -- Serialises transactions that touch the same episode, so that neither judges a state that the other is about to change.
  select period into wanted from episode where id = checked for update;
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

create or replace function check_responsibility_is_continuous() returns trigger
language plpgsql as $$
begin
  -- A period that moves to another episode is checked where it came from and where it went.
  if tg_op <> 'INSERT' then
    perform check_continuity_of(old.episode_id);
  end if;
  if tg_op <> 'DELETE' and (tg_op = 'INSERT' or new.episode_id <> old.episode_id) then
    perform check_continuity_of(new.episode_id);
  end if;
  return null;
end
$$;

create function check_episode_has_responsibility() returns trigger
language plpgsql as $$
begin
  perform check_continuity_of(new.id);
  return null;
end
$$;

drop trigger episode_has_responsibility on episode;
create constraint trigger episode_has_responsibility
  after insert or update of period on episode
  deferrable initially deferred for each row execute function check_episode_has_responsibility();
