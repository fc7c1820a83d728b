/** Of a row of `patient_message` called `message`, at `$now`: what to measure is not said while the whole follow-up is paused. An SQL condition. */
export function isHeld(message: string, now: string): string {
  return `(${message}.kind = 'measuring-plan' and exists (
    select from pause where pause.episode_id = ${message}.episode_id and scope ->> 'type' = 'episode'
      and starts_at <= ${now} and coalesce(ended_at, ends_at) > ${now}
  ))`;
}
