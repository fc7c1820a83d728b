-- What triage remembers is written with every batch and read by nobody but the service that writes it. As json, and compressed, writing it took the database
-- two and a half times as long as keeping it as it is; it is the platform's own JSON.stringify, which needs no checking.
alter table triage_state alter column state type text using state::text;
alter table triage_state alter column state set storage external;
comment on column triage_state.state is
  'TriageState of @samvakt/triage, as JSON text. Written with every batch and never looked into by SQL: neither parsed nor compressed, since each would cost as much again as writing it.';
