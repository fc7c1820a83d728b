-- A plan in force is told to a device that is lent later, and to that device alone: the others in the home have told it.
alter table patient_message add column device_id text references device;
alter table patient_message add constraint patient_message_device_of_its_kind check (device_id is null or kind = 'measuring-plan');
comment on column patient_message.device_id is 'The only device that it is for; null: whichever the patient has.';
