/** What is set for one patient alone, and judges beside the protocol. */
export const OWN_SETTINGS = ['limits', 'pauses', 'measuring-plan'] as const;
export type OwnSetting = (typeof OWN_SETTINGS)[number];
