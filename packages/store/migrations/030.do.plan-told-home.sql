-- A plan that has changed is told to the patient's home: in words, and as it is, for a home that reminds.
alter table patient_message drop constraint patient_message_kind_check;
alter table patient_message add constraint patient_message_kind_check check (kind in ('followed-by', 'all-well', 'measuring-plan'));
alter table patient_message add column plan jsonb;
alter table patient_message add constraint patient_message_plan_of_its_kind check ((kind = 'measuring-plan') = (plan is not null));
comment on column patient_message.plan is 'MeasuringPlan of @samvakt/contract: all that is asked for from created_at on; no entries: nothing.';
