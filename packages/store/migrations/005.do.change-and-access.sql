-- The change feed: written in the transactions that make the changes, read in an order in which nothing is ever passed over.
create table change (
  seq bigint generated always as identity primary key,
  txid xid8 not null default pg_current_xact_id(),
  occurred_at timestamptz not null,
  kind text not null,
  patient_id uuid,
  episode_id uuid,
  alert_id uuid,
  handover_id uuid,
  device_id text,
  practitioner_id uuid,
  team_id uuid,
  data jsonb not null default '{}'
);
create index change_in_commit_safe_order on change (txid, seq);
create index change_by_episode on change (episode_id, occurred_at desc, seq desc);
comment on table change is
  'Append-only. Readers take rows with txid < pg_snapshot_xmin(pg_current_snapshot()), ordered by (txid, seq): a transaction that commits late is then never skipped.';

create function notify_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('samvakt_change', '');
  return null;
end
$$;
create trigger change_notifies after insert on change for each statement execute function notify_change();

create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end
$$;
create trigger change_is_append_only before update or delete or truncate on change for each statement execute function refuse_rewriting();

create table access_log (
  seq bigint generated always as identity primary key,
  occurred_at timestamptz not null,
  practitioner_id uuid not null references practitioner,
  practitioner_role text not null,
  team_id uuid,
  organization_id uuid,
  patient_id uuid,
  episode_id uuid,
  action text not null,
  basis text check (basis in ('accountable', 'invited', 'former')),
  allowed boolean not null,
  detail text,
  check (allowed = (basis is not null))
);
create index access_log_by_patient on access_log (patient_id, occurred_at desc);
create trigger access_log_is_append_only before update or delete or truncate on access_log for each statement execute function refuse_rewriting();

create table session (
  id text primary key,
  data jsonb not null,
  expires_at timestamptz not null
);
create index session_by_expiry on session (expires_at);
comment on column session.id is 'SHA-256 of the cookie''s session id: the table alone lets nobody in.';
