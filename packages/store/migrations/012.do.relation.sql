-- Teams that take part in an episode without being accountable for it.
create table relation (
  id uuid primary key,
  episode_id uuid not null references episode,
  team_id uuid not null references team,
  kind text not null check (kind in ('supporting', 'informed')),
  period tstzrange not null check (not isempty(period) and not lower_inf(period)),
  reason text not null check (length(reason) between 1 and 1000),
  added_by uuid not null references practitioner,
  ended_by uuid references practitioner,
  check (ended_by is null or not upper_inf(period)),
  constraint relation_once_at_a_time exclude using gist (episode_id with =, team_id with =, period with &&)
);
create index relation_by_team on relation (team_id) where upper_inf(period);

-- More reasons for which a patient may be seen.
alter table access_log drop constraint access_log_basis_check;
alter table access_log add constraint access_log_basis_check
  check (basis in ('accountable', 'covering', 'invited', 'supporting', 'informed', 'former'));
