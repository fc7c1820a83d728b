-- Who acts on red alerts while a team is not on duty. Cover is not accountability: nothing about responsibility changes with it.
alter table team add column cover jsonb;
comment on column team.cover is 'Cover of @samvakt/care; null while the team has declared none.';
