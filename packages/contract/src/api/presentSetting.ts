import { z } from 'zod';

/**
 * What judges a patient at an instant, as numbers that move when it does: what a replay was compared with. 0: no other version has been put in force, no limits, no plan of
 * the patient's own, no pause.
 */
export const PresentSettingSchema = z.object({
  protocolId: z.string(),
  protocolVersion: z.number().int(),
  /** How many times another version was put in force. */
  adoption: z.number().int(),
  limitsVersion: z.number().int(),
  /** They end, and may begin, by the clock. */
  limitsInForce: z.boolean(),
  planVersion: z.number().int(),
  /** Moves when a pause is set, moved, begins or ends. */
  pausesVersion: z.number().int(),
});
export type PresentSetting = z.infer<typeof PresentSettingSchema>;

/** What may have changed between two of them, in the words that a screen has for it. */
const SETTING_PARTS = ['protocol', 'limits', 'plan', 'pauses'] as const;
export type SettingPart = (typeof SETTING_PARTS)[number];

/** What differs between two settings of the same patient; empty: they are the same. */
export function differingParts(one: PresentSetting, other: PresentSetting): SettingPart[] {
  const isSame: Readonly<Record<SettingPart, boolean>> = {
    protocol:
      one.protocolId === other.protocolId &&
      one.protocolVersion === other.protocolVersion &&
      one.adoption === other.adoption,
    limits: one.limitsVersion === other.limitsVersion && one.limitsInForce === other.limitsInForce,
    plan: one.planVersion === other.planVersion,
    pauses: one.pausesVersion === other.pausesVersion,
  };
  return SETTING_PARTS.filter((part) => !isSame[part]);
}
