-- A claim holds until a time. Nobody who has gone home keeps an alert from the others.
alter table alert add column claimed_until timestamptz;
update alert set claimed_until = claimed_at + interval '2 hours' where status = 'claimed';
comment on column alert.claimed_until is 'When the claim ends by itself; a note by the claimant puts it off.';
