-- Measurements, the account of every message, and quarantine.
-- Where TimescaleDB is offered the measurement table is a hypertable; otherwise it has native monthly partitions.
-- Queries never know which: name, columns and key are the same.
create table measurement (
  patient_id uuid not null,
  metric text not null,
  effective_at timestamptz not null,
  device_id text not null,
  value double precision not null check (value > '-Infinity' and value < 'Infinity'),
  received_at timestamptz not null,
  primary key (patient_id, metric, effective_at, device_id, value)
) partition by range (effective_at);

do $$
begin
  if exists (select from pg_available_extensions where name = 'timescaledb') then
    create extension if not exists timescaledb;
    drop table measurement;
    create table measurement (
      patient_id uuid not null,
      metric text not null,
      effective_at timestamptz not null,
      device_id text not null,
      value double precision not null check (value > '-Infinity' and value < 'Infinity'),
      received_at timestamptz not null,
      primary key (patient_id, metric, effective_at, device_id, value)
    );
    perform create_hypertable('measurement', 'effective_at', chunk_time_interval => interval '1 month');
  else
    create table measurement_other partition of measurement default;
  end if;
end
$$;
comment on table measurement is
  'One value of one metric at one instant, in the canonical unit of the metric. The natural key makes redelivery harmless; two different values of the same instant are both kept.';

create function ensure_measurement_partitions(first_month date, last_month date) returns void
language plpgsql as $$
declare
  month date := date_trunc('month', first_month)::date;
  partition_name text;
  starts_at timestamptz;
  ends_at timestamptz;
begin
  if exists (select from pg_extension where extname = 'timescaledb') then
    return;
  end if;
  -- Two starters may come at once: the second waits and then finds the work done.
  perform pg_advisory_xact_lock(hashtext('measurement partitions'));
  while month <= last_month loop
    partition_name := 'measurement_' || to_char(month, 'YYYY_MM');
    if to_regclass(partition_name) is null then
      -- Rows of the month that came before it had a partition lie in the default one; they move along.
      starts_at := month::timestamp at time zone 'UTC';
      ends_at := (month + interval '1 month') at time zone 'UTC';
      execute format('create table %I (like measurement including defaults including constraints including indexes)', partition_name);
      lock table measurement_other in share row exclusive mode;
      execute format(
        'with moved as (delete from measurement_other where effective_at >= %L and effective_at < %L returning *)
         insert into %I select * from moved', starts_at, ends_at, partition_name
      );
      execute format('alter table measurement attach partition %I for values from (%L) to (%L)', partition_name, starts_at, ends_at);
    end if;
    month := (month + interval '1 month')::date;
  end loop;
end
$$;
comment on function ensure_measurement_partitions is
  'Creates the monthly partitions of a span, with what already lies in the default partition; nothing to do under TimescaleDB.';

create table message (
  device_id text not null,
  queue uuid not null,
  number bigint not null check (number >= 1),
  received_at timestamptz not null,
  sent_at timestamptz,
  status text not null check (status in ('accepted', 'partly-accepted', 'rejected')),
  received smallint not null,
  stored smallint not null,
  duplicates smallint not null,
  rejected smallint not null,
  primary key (device_id, queue, number),
  check (received = stored + duplicates + rejected)
);
comment on table message is
  'The account of every message by the gateway''s own running number. A hole in a queue''s numbers is a message known to be missing. The device is looked up in the transaction that inserts; a foreign key would look again, and lock the device, for every message.';

create table quarantine (
  id uuid primary key,
  device_id text,
  topic text not null,
  payload bytea not null,
  reasons jsonb not null,
  received_at timestamptz not null,
  queue uuid,
  number bigint,
  released_at timestamptz,
  payload_sha256 bytea not null generated always as (sha256(payload)) stored,
  constraint quarantine_keeps_a_payload_once unique nulls not distinct (device_id, topic, payload_sha256)
);
create index quarantine_by_device on quarantine (device_id, received_at desc);
create index quarantine_by_message on quarantine (device_id, queue, number);
comment on column quarantine.reasons is 'Fault[] of @samvakt/contract: path, code, text.';
