-- Who is followed, who follows, and with what equipment.
create extension if not exists btree_gist;

create table installation (
  only_row boolean primary key default true check (only_row),
  kind text not null check (kind in ('production', 'test', 'demo'))
);
comment on table installation is 'What kind of installation this is. A demo or test installation takes synthetic people only.';

create table organization (
  id uuid primary key,
  kind text not null check (kind in ('municipality', 'hospital-trust')),
  name text not null,
  organization_number text not null unique check (organization_number ~ '^[0-9]{9}$')
);

create table team (
  id uuid primary key,
  organization_id uuid not null references organization,
  name text not null,
  phone text not null,
  opening_hours jsonb not null
);
comment on column team.opening_hours is 'OpeningHours of @samvakt/care: weekly intervals in a named time zone, or always open.';

create table practitioner (
  id uuid primary key,
  subject text not null unique,
  name text not null,
  role text not null
);
comment on column practitioner.subject is 'The sub claim of the OpenID Connect issuer.';

create table team_membership (
  practitioner_id uuid not null references practitioner,
  team_id uuid not null references team,
  primary key (practitioner_id, team_id)
);
create index team_membership_by_team on team_membership (team_id);

create table patient (
  id uuid primary key,
  national_identity_number text not null unique check (national_identity_number ~ '^[0-9]{11}$'),
  given_name text not null,
  family_name text not null,
  birth_date date not null,
  gender text not null check (gender in ('female', 'male', 'other', 'unknown')),
  phone text
);

create table device (
  id text primary key check (id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  organization_id uuid not null references organization,
  kind text not null,
  model text not null,
  secret_hash text not null,
  registered_at timestamptz not null,
  last_heard_at timestamptz,
  battery_percent smallint check (battery_percent between 0 and 100),
  firmware text
);
comment on column device.organization_id is 'Who owns the equipment; who follows the patient is another matter.';

create table device_assignment (
  id uuid primary key,
  device_id text not null references device,
  patient_id uuid not null references patient,
  period tstzrange not null check (not isempty(period) and lower_inc(period) and not upper_inc(period)),
  exclude using gist (device_id with =, period with &&)
);
create index device_assignment_by_patient on device_assignment (patient_id);
create index device_assignment_by_device on device_assignment (device_id);
