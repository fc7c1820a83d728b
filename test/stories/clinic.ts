import type { DeviceReading } from '@samvakt/contract';
import type { Answer, SignedIn } from '@samvakt/harness';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** One reading of a pulse oximeter. */
export const spo2 = (value: number, effectiveAt: number): DeviceReading => ({
  metric: 'oxygen-saturation',
  effectiveAt,
  value,
  unit: '%',
});

/** The line of an episode on the worklist of a person, undefined where it is not on it. */
export async function lineOf(person: SignedIn, episodeId: string): Promise<Answer['body'] | undefined> {
  const { status, body } = await person.get('/worklist');
  if (status !== 200) throw new Error(`the worklist was answered with ${status}: ${JSON.stringify(body)}`);
  return body.items.find((item: { episodeId: string }) => item.episodeId === episodeId);
}

export const openAlertsOf = async (person: SignedIn, episodeId: string): Promise<Answer['body'][]> =>
  (await person.get(`/episodes/${episodeId}`)).body.openAlerts;

/** What is told of an episode, oldest first, without the measurements. */
export async function timelineOf(person: SignedIn, episodeId: string): Promise<string[]> {
  const { body } = await person.get(`/episodes/${episodeId}/timeline`);
  return body.entries.map(({ kind }: { kind: string }) => kind).toReversed();
}
