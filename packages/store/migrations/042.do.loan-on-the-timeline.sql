-- A loan of equipment is about a patient and not about one follow-up: it stands on the timeline of each that it touches, with who lent it out and who took it back.
alter table device_assignment add column end_by uuid references practitioner;
comment on column device_assignment.end_by is 'Who took the device back; null while it is lent, where a time was agreed on from the start, and where nobody is named. Who lent it out stands in the change feed.';
create index change_of_loans on change (patient_id) where episode_id is null and kind in ('device-assigned', 'device-returned');
