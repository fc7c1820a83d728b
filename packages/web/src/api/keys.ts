/** The names of everything fetched. A shorter key covers all that begin with it. */
export const keys = {
  session: () => ['session'] as const,
  worklist: () => ['worklist'] as const,
  episode: (episodeId: string) => ['episode', episodeId] as const,
  timeline: (episodeId: string) => ['timeline', episodeId] as const,
  trends: (episodeId: string) => ['trend', episodeId] as const,
  trend: (episodeId: string, metric: string, span: string) => ['trend', episodeId, metric, span] as const,
  handovers: () => ['handovers'] as const,
  anyHandover: () => ['handover'] as const,
  handover: (handoverId: string) => ['handover', handoverId] as const,
  teams: () => ['teams'] as const,
  devices: () => ['devices'] as const,
  anyQuarantine: () => ['quarantine'] as const,
  quarantine: (deviceId: string | undefined) => ['quarantine', deviceId ?? null] as const,
};
