-- Which follow-up an answered form was judged in, and which alerts ask somebody to read it.
create table questionnaire_response_judged (
  episode_id uuid not null references episode,
  response_id uuid not null references questionnaire_response,
  primary key (episode_id, response_id)
);
comment on table questionnaire_response_judged is 'The follow-ups that a response was given to: those whose protocol asks for the questionnaire, or all where none does.';

create table questionnaire_response_alert (
  response_id uuid not null references questionnaire_response,
  alert_id uuid not null references alert,
  primary key (response_id, alert_id)
);
comment on table questionnaire_response_alert is
  'The open alerts that asked somebody to read the response when it was judged, or came to rest on it later. The person who closes them has reviewed it.';

insert into questionnaire_response_judged (episode_id, response_id)
select distinct change.episode_id, response.id
from change join questionnaire_response as response on response.id = (change.data ->> 'responseId')::uuid
where change.kind = 'questionnaire-answered' and change.episode_id is not null;

-- What alerts rested on, now and when they opened, rose and opened again.
with evidence (alert_id, body) as (
  select id, evidence from alert
  union all
  select alert_id, data -> 'evidence' from change
  where kind in ('alert-opened', 'alert-raised', 'alert-reopened') and alert_id is not null and data ? 'evidence'
), named (alert_id, response_id) as (
  select alert_id, jsonb_path_query(body, '$.items[*] ? (@.type == "questionnaire").responseId') #>> '{}' from evidence
  union
  select alert_id, body #>> '{review,response,responseId}' from evidence
)
insert into questionnaire_response_alert (response_id, alert_id)
select response.id, alert.id
from named join questionnaire_response as response on response.id::text = named.response_id join alert on alert.id = named.alert_id;
