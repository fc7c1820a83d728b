-- What a patient is asked to measure and when: the versions of the patient's own plan. Without one, the protocol's plan holds.
create table measuring_plan (
  episode_id uuid not null references episode,
  version integer not null check (version >= 1),
  body jsonb,
  reason text not null check (length(reason) between 1 and 1000),
  set_by uuid references practitioner,
  set_at timestamptz not null,
  primary key (episode_id, version)
);
comment on table measuring_plan is
  'Each holds from set_at until the next. What was due at set_at or before belongs to the version before it.';
comment on column measuring_plan.body is 'MeasuringPlan of @samvakt/contract, with the dates that are its holidays; null: the protocol''s plan again.';
comment on column measuring_plan.set_by is 'Null: the installation itself.';
create trigger measuring_plan_is_append_only
  before update or delete or truncate on measuring_plan for each statement execute function refuse_rewriting();

alter table triage_state add column plan_version integer not null default 0;
comment on column triage_state.plan_version is
  'The newest version of the episode''s measuring plan, 0 for none: here too, so that whoever waits for the lock of this row sees it.';
