-- That nothing comes at all is put off by a pause of metrics only where it names them all; it used to be by one that names some. Timers that were set for then are set anew: due at once, the sweep finds them.
update triage_state set next_tick_at = updated_at
from episode
where episode.id = episode_id and upper_inf(episode.period)
  and exists (select from pause where pause.episode_id = episode.id and pause.scope ->> 'type' = 'metrics');
