-- Forms that patients are asked to answer, and what they have answered.
create table questionnaire (
  url text not null,
  version text not null,
  body jsonb not null,
  registered_at timestamptz not null,
  primary key (url, version)
);
comment on column questionnaire.body is 'FHIR R4 Questionnaire. A version is never changed once registered.';

create table questionnaire_response (
  id uuid primary key,
  patient_id uuid not null references patient,
  device_id text not null references device,
  questionnaire_url text not null,
  questionnaire_version text not null,
  authored_at timestamptz not null,
  received_at timestamptz not null,
  body json not null,
  answers_sha256 bytea not null,
  result jsonb not null,
  foreign key (questionnaire_url, questionnaire_version) references questionnaire (url, version),
  constraint questionnaire_response_once
    unique (patient_id, questionnaire_url, questionnaire_version, authored_at, device_id, answers_sha256)
);
create index questionnaire_response_by_patient on questionnaire_response (patient_id, authored_at desc, id desc);
create index questionnaire_response_by_device on questionnaire_response (device_id, authored_at desc);
comment on column questionnaire_response.patient_id is 'Who had the device when the answers were given.';
comment on column questionnaire_response.body is 'FHIR R4 QuestionnaireResponse, the text as it came; json, since jsonb would not keep every text.';
comment on column questionnaire_response.result is
  'QuestionnaireResult of @samvakt/triage, worked out when the response came: what triage was given, and is given when an alert is judged again.';

create table questionnaire_answer (
  response_id uuid not null references questionnaire_response,
  link_id text not null,
  place smallint not null,
  code text,
  number smallint,
  truth boolean,
  text text,
  colour text check (colour in ('green', 'yellow', 'red')),
  primary key (response_id, link_id),
  check (num_nonnulls(code, number, truth, text) = 1)
);
comment on table questionnaire_answer is 'The answers of a response one by one: the code of an option, a number, yes or no, or a text.';
comment on column questionnaire_answer.place is 'The order of the questions, from 0.';
comment on column questionnaire_answer.colour is 'What the rules of the question said of the answer; null where none judged it.';
