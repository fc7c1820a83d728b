import { randomUUID } from 'node:crypto';
import type { Isbar, ReadBack } from '@samvakt/contract';
import { openTestDatabase } from '@samvakt/harness';
import {
  completeIdentityNumber,
  type Queryable,
  registerOrganization,
  registerPatient,
  registerPractitioner,
  registerProtocol,
  registerTeam,
  startEpisode,
} from '@samvakt/store';
import { type Evidence, type Protocol, ProtocolSchema } from '@samvakt/triage';

/*
 * The people that the tests of this room play with: a municipality and a hospital trust with their teams, one nurse in each team, and
 * as many synthetic patients as asked for.
 */

export const START = Date.parse('2026-03-02T08:00:00Z');
export const HOUR = 3_600_000;

export type Scene = {
  municipality: { teamId: string; nurse: string; colleague: string };
  lung: { teamId: string; nurse: string };
  heart: { teamId: string; nurse: string };
  /** One running episode per patient, the municipality accountable since `START`. */
  episodeIds: string[];
};

const text = { nb: 'tekst', en: 'text' };

export const protocol: Protocol = ProtocolSchema.parse({
  id: 'lung-test',
  version: 1,
  condition: 'copd',
  title: text,
  source: 'assumption: made for tests',
  numbers: { low: { value: 90, min: 85, max: 93, unit: '%', text, source: 'assumption: made for tests' } },
  observes: ['heart-rate'],
  rules: [
    {
      id: 'saturation-low',
      kind: 'clinical',
      text,
      action: text,
      source: 'assumption: made for tests',
      levels: { red: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'low' } } } },
    },
    {
      id: 'saturation-missing',
      kind: 'missing',
      text,
      action: text,
      source: 'assumption: made for tests',
      autoClose: true,
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every: 24 * HOUR, grace: 6 * HOUR } } },
    },
    {
      id: 'temperature-overdue',
      kind: 'missing',
      text,
      action: text,
      source: 'assumption: made for tests',
      autoClose: true,
      levels: { yellow: { when: { type: 'overdue', metric: 'body-temperature' } } },
    },
  ],
});

/** The scene in a database of its own, for one test file; `db.end` closes it. */
export async function openScene(of: { episodes: number }) {
  const { db, database } = await openTestDatabase();
  return { db, database, scene: await database.transaction((client) => setScene(client, of)) };
}

export async function setScene(client: Queryable, { episodes }: { episodes: number }): Promise<Scene> {
  const [kommune, trust] = [randomUUID(), randomUUID()];
  await registerOrganization(client, {
    id: kommune,
    kind: 'municipality',
    name: 'Fjordvik kommune',
    organizationNumber: '999999901',
  });
  await registerOrganization(client, {
    id: trust,
    kind: 'hospital-trust',
    name: 'Fjordvik sykehus',
    organizationNumber: '999999902',
  });
  const municipality = await addTeam(client, kommune, 'Hjemmeoppfølging', ['Kari Berg', 'Per Lie']);
  const lung = await addTeam(client, trust, 'Lungepoliklinikken', ['Ola Dahl']);
  const heart = await addTeam(client, trust, 'Hjertepoliklinikken', ['Eva Moe']);
  await registerProtocol(client, { protocol, registeredAt: START });
  const episodeIds: string[] = [];
  for (const patientId of await addPatients(client, episodes)) {
    const id = randomUUID();
    await startEpisode(client, {
      id,
      patientId,
      protocolId: protocol.id,
      protocolVersion: 1,
      teamId: municipality.teamId,
      plan: {},
      practitionerId: null,
      now: START,
    });
    episodeIds.push(id);
  }
  return {
    municipality: {
      teamId: municipality.teamId,
      nurse: municipality.people[0] ?? '',
      colleague: municipality.people[1] ?? '',
    },
    lung: { teamId: lung.teamId, nurse: lung.people[0] ?? '' },
    heart: { teamId: heart.teamId, nurse: heart.people[0] ?? '' },
    episodeIds,
  };
}

async function addTeam(client: Queryable, organizationId: string, name: string, names: string[]) {
  const teamId = randomUUID();
  await registerTeam(client, {
    id: teamId,
    organizationId,
    name,
    phone: '+4700000000',
    openingHours: { kind: 'always' },
  });
  const people: string[] = [];
  for (const personName of names) {
    const id = randomUUID();
    await registerPractitioner(client, {
      id,
      subject: `subject-${id}`,
      name: personName,
      role: 'nurse',
      teamIds: [teamId],
    });
    people.push(id);
  }
  return { teamId, people };
}

/** Synthetic people: the month of their number is offset by 80. */
export async function addPatients(client: Queryable, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let individual = 100; ids.length < count; individual += 1) {
    const nationalIdentityNumber = completeIdentityNumber(`018170${individual}`);
    if (nationalIdentityNumber === undefined) continue;
    const id = randomUUID();
    await registerPatient(client, {
      id,
      nationalIdentityNumber,
      givenName: 'Test',
      familyName: `Pasient ${individual}`,
      birthDate: '1970-01-01',
      gender: 'unknown',
      phone: null,
    });
    ids.push(id);
  }
  return ids;
}

export const isbar: Isbar = {
  illnessSeverity: 'watcher',
  situation: 'More breathless since yesterday',
  background: 'COPD',
  assessment: 'Possible exacerbation',
  recommendation: 'See her this week',
  contingency: 'If saturation falls below 85: 113',
};

export const readBack: ReadBack = { illnessSeverity: 'watcher', firstAction: 'Call her today', redAlertIds: [] };

/** Puts an alert on an episode as triage would, and gives its id. */
export async function addAlert(
  client: Queryable,
  {
    episodeId,
    severity,
    at,
    ruleId = 'saturation-low',
  }: { episodeId: string; severity: 'red' | 'yellow'; at: number; ruleId?: string },
): Promise<string> {
  const id = randomUUID();
  const evidence: Evidence = {
    protocol: { id: protocol.id, version: 1 },
    limitsVersion: null,
    ruleId,
    severity,
    kind: 'clinical',
    at,
    items: [
      {
        type: 'value',
        metric: 'oxygen-saturation',
        test: 'below',
        threshold: { name: 'low', value: 90, origin: 'protocol' },
        readings: [{ at, value: 86 }],
        count: 1,
        compared: 86,
      },
    ],
    review: null,
  };
  await client.query(
    `
      insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version)
      values ($1, $2, $3, 'clinical', $4, 'open', $5, $5, $6, $7, 1)
    `,
    [id, episodeId, ruleId, severity, new Date(at), JSON.stringify(evidence), protocol.id],
  );
  return id;
}

/** Returns when some connection of this database waits for a lock. */
export async function untilWaiting(client: Queryable): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) > 0) return;
  }
}
