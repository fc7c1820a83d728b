import type { Platform } from '@samvakt/harness';
import { setHours, setLead } from '@samvakt/store';

const ALL_WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** The follow-up team of the clinic with a patient, its lead Ingrid, and somebody on duty at every hour, since now. */
export async function openAllHours(
  { clinic, database }: Platform,
  patient: { givenName: string; familyName: string },
): Promise<void> {
  const { teams, people } = clinic;
  const now = Date.now();
  await clinic.follow({ ...patient, condition: 'copd', teamId: teams.followUp.id, since: now });
  await database.transaction(async (client) => {
    await setLead(client, { setBy: null, now, teamId: teams.followUp.id, practitionerId: people.ingrid.id });
    await setHours(client, {
      teamId: teams.followUp.id,
      version: 1,
      openingHours: {
        kind: 'weekly',
        timeZone: 'Europe/Oslo',
        week: [{ days: [...ALL_WEEK], from: '00:00', until: '00:00' }],
        holidays: 'as-any-day',
        exceptions: [],
      },
      cover: null,
      reason: 'Døgnbemannet',
      practitionerId: null,
      now,
    });
  });
}
