-- What was shown before a measuring plan was set, and to the second person before limits beyond the protocol's range were confirmed.
alter table measuring_plan add column replay_id uuid references replay_shown;
alter table measuring_plan add column without_replay text check (length(without_replay) between 1 and 2000);
comment on column measuring_plan.without_replay is 'Why it was set without the replay having been shown, in the words of who set it.';
-- Those that were set before are left as they are.
alter table measuring_plan add constraint measuring_plan_set_knowingly
  check (set_by is null or num_nonnulls(replay_id, without_replay) = 1) not valid;

alter table limits_proposal add column confirmed_replay_id uuid references replay_shown;
alter table limits_proposal add column confirmed_without_replay text check (length(confirmed_without_replay) between 1 and 2000);
comment on column limits_proposal.confirmed_replay_id is 'What the second person was shown; replay_id is what the author was.';
comment on column limits_proposal.confirmed_without_replay is 'Why the second person confirmed without the replay having been shown.';
alter table limits_proposal add constraint limits_confirmed_knowingly
  check (status <> 'confirmed' or num_nonnulls(confirmed_replay_id, confirmed_without_replay) = 1) not valid;

comment on column replay_shown.question is
  '{type: values, values}, {type: protocol, id, version} or {type: plan, plan}: what was proposed.';
comment on column replay_shown.present is
  '{protocolId, protocolVersion, adoption, limitsVersion, planVersion}: what it was compared with; 0 for none, planVersion of a plan only.';
