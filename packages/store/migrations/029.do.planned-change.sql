-- What a team declares from a date: its hours and cover, and its escalation policy. A change that is planned is a row like any other, whose period lies ahead; one that is
-- taken back holds for no time, and the row that took it back says who did so and why.
alter table declaration
  add column planned_from timestamptz,
  add column begun_at timestamptz,
  add column withdraws integer,
  drop constraint declaration_act_check,
  add constraint declaration_act_check
    check (act in ('registered', 'hours-changed', 'cover-declared', 'cover-withdrawn', 'plan-withdrawn')),
  add constraint declaration_withdraws_one check ((withdraws is not null) = (act = 'plan-withdrawn')),
  add constraint declaration_withdrawal_holds_for_no_time check (withdraws is null or isempty(period)),
  add constraint declaration_withdraws_its_own foreign key (team_id, withdraws) references declaration (team_id, version);
comment on column declaration.planned_from is 'When it begins, or was to begin, where it was declared ahead; null where it held from the act on.';
comment on column declaration.begun_at is 'When it was told that it holds; null while it is planned, and for what never came to hold.';
comment on column declaration.withdraws is 'The planned version that this act took back.';
update declaration set begun_at = coalesce(set_at, '-infinity');
create index declaration_not_begun on declaration (planned_from) where begun_at is null and not isempty(period);

-- Who covers for whom is also asked of what is planned.
drop index declaration_by_covering_team;
create index declaration_by_covering_team on declaration ((cover ->> 'teamId')) where cover is not null;

alter table escalation_policy
  add column holds_from timestamptz,
  add column planned boolean not null default false,
  add column withdraws integer,
  add constraint escalation_policy_withdraws_its_own
    foreign key (team_id, withdraws) references escalation_policy (team_id, version);
update escalation_policy set holds_from = set_at;
alter table escalation_policy alter column holds_from set not null, alter column planned drop default;
comment on table escalation_policy is
  'EscalationPolicy of @samvakt/contract. In force is the one that began last; a run goes on with the one that it began with.';
comment on column escalation_policy.planned is 'Whether it was set ahead of holds_from.';
comment on column escalation_policy.withdraws is 'The planned version that this act took back: such a row is itself never in force, its body is what was taken back.';
