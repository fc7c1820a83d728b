-- The end of a loan is told once: in the feed, and to triage. What is not told yet is found by its end, without a look at every loan there has been.
alter table device_assignment add column end_told boolean not null default false;
comment on column device_assignment.end_told is 'Whether the feed and triage have been told that this loan has ended. False while it lasts, and until the timer of its end has run.';
update device_assignment as loan set end_told = true
where exists (
  select from change
  where change.kind = 'device-returned' and change.device_id = loan.device_id and change.patient_id = loan.patient_id
    and change.occurred_at = upper(loan.period)
);
create index device_assignment_by_end on device_assignment (end_told, upper(period));
