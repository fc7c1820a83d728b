/** A condition on `escalation_policy`: it was not taken back, and takes nothing back. */
export const standsOrWill = `(
  escalation_policy.withdraws is null and not exists (
    select from escalation_policy as later
    where later.team_id = escalation_policy.team_id and later.withdraws = escalation_policy.version
  )
)`;

/** The same, and it has begun at the instant `at` (an SQL parameter). Of several it is the one that began last that is in force. */
export const inForceAt = (at: string): string =>
  `(escalation_policy.holds_from <= ${at}::timestamptz and ${standsOrWill})`;
