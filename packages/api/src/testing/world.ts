import { randomUUID } from 'node:crypto';
import { QUESTIONNAIRES } from '@samvakt/contract';
import {
  appendChanges,
  assignDevice,
  completeIdentityNumber,
  type Database,
  registerDevice,
  registerOrganization,
  registerPatient,
  registerPractitioner,
  registerProtocol,
  registerQuestionnaire,
  registerTeam,
  setInstallation,
} from '@samvakt/store';
import { applyLimits, compileProtocol, initialState, type Protocol, ProtocolSchema, storedForm } from '@samvakt/triage';

/** When the world of the tests begins. */
export const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Person = { id: string; subject: string; name: string; role: string; teamIds: string[] };
export type World = Awaited<ReturnType<typeof createWorld>>;

const text = (nb: string, en: string) => ({ nb, en });

/** A protocol of two rules: low saturation, and no saturation for a day. */
const PROTOCOL: Protocol = ProtocolSchema.parse({
  id: 'test-copd',
  version: 1,
  condition: 'copd',
  title: text('Test KOLS', 'Test COPD'),
  source: 'assumption, for tests',
  numbers: {
    'saturation-red': {
      value: 85,
      min: 75,
      max: 95,
      unit: '%',
      text: text('rød grense', 'red limit'),
      source: 'assumption',
    },
    'saturation-yellow': {
      value: 90,
      min: 75,
      max: 95,
      unit: '%',
      text: text('gul grense', 'yellow limit'),
      source: 'assumption',
    },
  },
  observes: ['heart-rate'],
  rules: [
    {
      id: 'low-saturation',
      kind: 'clinical',
      text: text('Lav oksygenmetning', 'Low oxygen saturation'),
      action: text('Ring pasienten', 'Call the patient'),
      source: 'assumption',
      levels: {
        red: {
          when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'saturation-red' } },
        },
        yellow: {
          when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'saturation-yellow' } },
        },
      },
    },
    {
      id: 'no-saturation',
      kind: 'missing',
      text: text('Måling mangler', 'Reading missing'),
      action: text('Minn pasienten på målingen', 'Remind the patient'),
      source: 'assumption',
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every: DAY, grace: 2 * HOUR } } },
    },
    {
      id: 'temperature-overdue',
      kind: 'missing',
      text: text('Planlagt temperatur mangler', 'Planned temperature missing'),
      action: text('Spør om planen passer', 'Ask whether the plan suits'),
      source: 'assumption',
      autoClose: true,
      levels: { yellow: { when: { type: 'overdue', metric: 'body-temperature' } } },
    },
  ],
});

const initial = (since: number) => initialState(compileProtocol(applyLimits(PROTOCOL, null, since)), since);

export const ISBAR = {
  illnessSeverity: 'watcher',
  situation: 'Falling saturation',
  background: 'COPD for ten years',
  assessment: 'Beginning exacerbation',
  recommendation: 'See the patient today',
  contingency: 'Below 85: ambulance',
} as const;

let people = 100;

/** A synthetic national identity number (month + 80) that nobody else in the tests has. */
function nextIdentityNumber(): string {
  for (;;) {
    people += 1;
    const number = completeIdentityNumber(`018150${people}`);
    if (number !== undefined) return number;
  }
}

/** One municipality with two teams, one hospital trust with two, and a person in each. Nobody is followed yet. */
export async function createWorld(database: Database) {
  const { pool } = database;
  await setInstallation(pool, 'test');
  const municipality = await organization('municipality', 'Fjordvik kommune', '999000101');
  const hospital = await organization('hospital-trust', 'Havnes sykehus', '999000102');
  const homeTeam = await team(municipality, 'Hjemmeoppfølging');
  const responseTeam = await team(municipality, 'Responssenter');
  const lungTeam = await team(hospital, 'Lungepoliklinikken');
  const heartTeam = await team(hospital, 'Hjertepoliklinikken');
  await registerProtocol(pool, { protocol: PROTOCOL, registeredAt: BEGINNING });
  for (const { resource } of QUESTIONNAIRES) await registerQuestionnaire(pool, { resource, registeredAt: BEGINNING });
  return {
    database,
    municipality,
    hospital,
    homeTeam,
    responseTeam,
    lungTeam,
    heartTeam,
    kari: await person('Kari Test', 'nurse', [homeTeam]),
    knut: await person('Knut Test', 'nurse', [homeTeam]),
    rita: await person('Rita Test', 'operator', [responseTeam]),
    lise: await person('Lise Test', 'physician', [lungTeam]),
    hans: await person('Hans Test', 'nurse', [heartTeam]),
    person,
    follow,
    raise,
    measure,
    lend,
    offer,
    decline,
  };

  async function organization(kind: 'municipality' | 'hospital-trust', name: string, organizationNumber: string) {
    const id = randomUUID();
    await registerOrganization(pool, { id, kind, name, organizationNumber });
    return id;
  }

  async function team(organizationId: string, name: string) {
    const id = randomUUID();
    await registerTeam(pool, { id, organizationId, name, phone: '+4700000000', openingHours: { kind: 'always' } });
    return id;
  }

  async function person(name: string, role: string, teamIds: string[]): Promise<Person> {
    const one = { id: randomUUID(), subject: `subject-${name}-${randomUUID()}`, name, role, teamIds };
    await database.transaction((client) => registerPractitioner(client, one));
    return one;
  }

  /** A new patient, followed by the teams one after the other; the last is accountable now. `until` ends the follow-up. */
  async function follow(
    held: { teamId: string; from: number }[],
    until: number | null = null,
    familyName = 'Testmann',
  ) {
    const [patientId, episodeId] = [randomUUID(), randomUUID()];
    await registerPatient(pool, {
      id: patientId,
      nationalIdentityNumber: nextIdentityNumber(),
      givenName: 'Synne',
      familyName,
      birthDate: '1950-01-01',
      gender: 'female',
      phone: '+4700000001',
    });
    const beginning = held[0]?.from ?? BEGINNING;
    await database.transaction(async (client) => {
      await client.query(
        `insert into episode (id, patient_id, condition, protocol_id, protocol_version, period)
         values ($1, $2, 'copd', $3, 1, tstzrange($4, $5))`,
        [episodeId, patientId, PROTOCOL.id, new Date(beginning), until === null ? null : new Date(until)],
      );
      for (const [place, { teamId, from }] of held.entries()) {
        const end = held[place + 1]?.from ?? until;
        await client.query(
          'insert into responsibility (id, episode_id, team_id, period) values ($1, $2, $3, tstzrange($4, $5))',
          [randomUUID(), episodeId, teamId, new Date(from), end === null ? null : new Date(end)],
        );
      }
      await client.query(
        `insert into triage_state (episode_id, state, protocol_id, protocol_version, updated_at) values ($1, $2, $3, 1, $4)`,
        [episodeId, JSON.stringify(storedForm(initial(beginning))), PROTOCOL.id, new Date(beginning)],
      );
      await appendChanges(client, [
        { kind: 'episode-started', occurredAt: beginning, patientId, episodeId, teamId: held[0]?.teamId },
      ]);
    });
    return { patientId, episodeId };
  }

  /** An alert as ingest would have left it. */
  async function raise(
    episodeId: string,
    {
      severity = 'red',
      at = BEGINNING,
      ruleId = 'low-saturation' as string,
    }: { severity?: 'red' | 'yellow'; at?: number; ruleId?: string } = {},
  ): Promise<string> {
    const alertId = randomUUID();
    const evidence = {
      protocol: { id: PROTOCOL.id, version: 1 },
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
          threshold: { name: `saturation-${severity}`, value: severity === 'red' ? 85 : 90, origin: 'protocol' },
          readings: [{ at, value: 84 }],
          count: 1,
          compared: 84,
        },
      ],
      review: null,
    };
    await database.transaction(async (client) => {
      await client.query(
        `insert into alert (id, episode_id, rule_id, kind, severity, status, opened_at, updated_at, evidence, protocol_id, protocol_version)
         values ($1, $2, $3, 'clinical', $4, 'open', $5, $5, $6, $7, 1)`,
        [alertId, episodeId, ruleId, severity, new Date(at), JSON.stringify(evidence), PROTOCOL.id],
      );
      await appendChanges(client, [
        { kind: 'alert-opened', occurredAt: at, episodeId, alertId, data: { severity, ruleId } },
      ]);
    });
    return alertId;
  }

  /** Readings as they lie in the database, and the newest as triage remembers it. */
  async function measure(
    { patientId, episodeId }: { patientId: string; episodeId: string },
    metric: string,
    readings: { at: number; value: number }[],
  ): Promise<void> {
    await pool.query(
      `insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
       select $1, $2, at, 'device', value, at from unnest($3::timestamptz[], $4::double precision[]) as given (at, value)`,
      [patientId, metric, readings.map(({ at }) => new Date(at)), readings.map(({ value }) => value)],
    );
    const newest = readings.toSorted((one, other) => one.at - other.at).at(-1);
    await pool.query(
      'update triage_state set last_seen = last_seen || jsonb_build_object($2::text, $3::jsonb) where episode_id = $1',
      [episodeId, metric, JSON.stringify(newest)],
    );
  }

  /** A device of an organization, at a patient from `from` until `until` unless nobody has it. */
  async function lend(
    deviceId: string,
    organizationId: string,
    loan: { patientId: string; from: number; until: number | null } | null,
  ): Promise<void> {
    await registerDevice(pool, {
      id: deviceId,
      organizationId,
      kind: 'gateway',
      model: 'Test 1',
      secretHash: 'none',
      registeredAt: BEGINNING,
    });
    if (loan !== null) await assignDevice(pool, { id: randomUUID(), deviceId, ...loan, now: loan.from });
  }

  /** A handover that is open, as an offer would have left it. */
  async function offer(
    episodeId: string,
    about: { fromTeam: string; toTeam: string; by: Person; at: number; deadlineAt?: number },
  ): Promise<string> {
    const handoverId = randomUUID();
    await database.transaction(async (client) => {
      await client.query(
        `insert into handover (id, episode_id, from_team_id, to_team_id, status, isbar, digest, offered_by, offered_at, deadline_at)
         values ($1, $2, $3, $4, 'offered', $5, $6, $7, $8, $9)`,
        [
          handoverId,
          episodeId,
          about.fromTeam,
          about.toTeam,
          JSON.stringify(ISBAR),
          JSON.stringify({ alerts: [], missing: [], trends: [] }),
          about.by.id,
          new Date(about.at),
          new Date(about.deadlineAt ?? about.at + DAY),
        ],
      );
      await appendChanges(client, [{ kind: 'handover-offered', occurredAt: about.at, episodeId, handoverId }]);
    });
    return handoverId;
  }

  async function decline(handoverId: string, { by, at }: { by: Person; at: number }): Promise<void> {
    await database.transaction(async (client) => {
      const { rows } = await client.query<{ episodeId: string }>(
        `update handover set status = 'declined', version = 2, decided_by = $2, decided_at = $3, decision_reason = 'no bed'
         where id = $1 returning episode_id as "episodeId"`,
        [handoverId, by.id, new Date(at)],
      );
      const episodeId = rows[0]?.episodeId;
      await appendChanges(client, [{ kind: 'handover-declined', occurredAt: at, episodeId, handoverId }]);
    });
  }
}
