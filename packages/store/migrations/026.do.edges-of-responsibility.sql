-- One press of the button "reviewed, all well" is one person's.
create table review_act (
  act_id uuid primary key,
  made_by uuid not null references practitioner,
  made_at timestamptz not null
);
insert into review_act (act_id, made_by, made_at)
select distinct on (act_id) act_id, reviewed_by, reviewed_at from review order by act_id, reviewed_at;

-- A team that has asked for the responsibility looks at its own request: it is not invited, and it sees nothing of the follow-up.
alter table access_log drop constraint access_log_basis_check;
alter table access_log add constraint access_log_basis_check
  check (basis in ('accountable', 'covering', 'invited', 'supporting', 'informed', 'former', 'asked'));

-- A request that nobody answers does not stay open, and with it the patient's name before who asked.
alter table handover_request add column deadline_at timestamptz;
update handover_request set deadline_at = requested_at + interval '336 hours';
alter table handover_request alter column deadline_at set not null;
alter table handover_request add constraint handover_request_deadline_ahead check (deadline_at > requested_at);
create index handover_request_by_deadline on handover_request (deadline_at) where status = 'open';
comment on column handover_request.deadline_at is 'From then on it has lapsed, whether or not a timer has marked it.';

-- A team that becomes accountable takes part no more beside: it is one or the other.
delete from relation using responsibility as held
where held.episode_id = relation.episode_id and held.team_id = relation.team_id
  and held.period && relation.period and lower(held.period) <= lower(relation.period);
update relation set period = tstzrange(lower(relation.period), (
  select min(lower(held.period)) from responsibility as held
  where held.episode_id = relation.episode_id and held.team_id = relation.team_id and held.period && relation.period
))
where exists (
  select from responsibility as held
  where held.episode_id = relation.episode_id and held.team_id = relation.team_id and held.period && relation.period
);

create function check_relation_is_beside_responsibility() returns trigger
language plpgsql as $$
begin
  -- Serialises transactions that touch the same episode, so that neither judges a state that the other is about to change.
  perform from episode where id = new.episode_id for no key update;
  if exists (
    select from relation join responsibility as held using (episode_id, team_id)
    where relation.episode_id = new.episode_id and relation.period && held.period
  ) then
    raise exception 'episode %: a team is accountable and takes part beside', new.episode_id
      using errcode = 'integrity_constraint_violation', constraint = 'relation_is_beside_responsibility';
  end if;
  return null;
end
$$;
create constraint trigger relation_is_beside_responsibility
  after insert or update on relation
  deferrable initially deferred for each row execute function check_relation_is_beside_responsibility();
create constraint trigger responsibility_is_beside_relation
  after insert or update on responsibility
  deferrable initially deferred for each row execute function check_relation_is_beside_responsibility();

-- Who listens on a session that has ended, in whichever process, is let go at once.
create function notify_session_ended() returns trigger language plpgsql as $$
begin
  perform pg_notify('samvakt_session_ended', old.id);
  return null;
end
$$;
create trigger session_end_notifies after delete on session for each row execute function notify_session_ended();
