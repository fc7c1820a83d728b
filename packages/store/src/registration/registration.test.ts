import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { type Protocol, ProtocolSchema } from '@samvakt/triage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assignDevice, endAssignment, readDeviceSecretHash, registerDevice } from './device.ts';
import { readInstallation, setInstallation } from './installation.ts';
import { completeIdentityNumber, faultOfIdentityNumber } from './nationalIdentityNumber.ts';
import { registerOrganization, registerPractitioner, registerTeam } from './organization.ts';
import { registerPatient } from './patient.ts';
import { registerProtocol } from './protocol.ts';

const at = Date.parse('2026-03-01T08:00:00Z');
const DAY = 86_400_000;
const organization = {
  id: randomUUID(),
  kind: 'municipality',
  name: 'Fjordvik kommune',
  organizationNumber: '999000101',
} as const;
const patient = {
  id: randomUUID(),
  nationalIdentityNumber: synthetic('018440'),
  givenName: 'Synne',
  familyName: 'Testmann',
  birthDate: '1940-04-01',
  gender: 'female',
  phone: null,
} as const;

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await setInstallation(db.pool, 'test');
  await registerOrganization(db.pool, organization);
});
afterAll(() => db.end());

/** The first number of that date whose check digits can be made. */
function synthetic(date: string): string {
  for (let individual = 100; individual < 1000; individual += 1) {
    const number = completeIdentityNumber(`${date}${individual}`);
    if (number !== undefined) return number;
  }
  throw new Error('no number fits');
}

describe('a national identity number', () => {
  test.each([
    ['a synthetic one (month + 80)', synthetic('018440'), undefined],
    ['a synthetic one (month + 40)', synthetic('014440'), undefined],
    ['a synthetic one (month + 65)', synthetic('016940'), undefined],
    ['a D-number of the test population', synthetic('418440'), undefined],
    ['one that a person could have', synthetic('010440'), 'a-real-persons'],
    ['a date that does not exist', synthetic('318440'), 'no-such-date'],
    [
      'a wrong check digit',
      synthetic('018440').replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
      'check-digits-wrong',
    ],
    ['ten digits', '0184401234', 'not-eleven-digits'],
  ])('%s', (_, number, fault) => {
    expect(faultOfIdentityNumber(number, { syntheticOnly: true })).toBe(fault);
  });

  test('of a real person is good in production', () => {
    expect(faultOfIdentityNumber(synthetic('010440'), { syntheticOnly: false })).toBeUndefined();
  });
});

test('an installation never changes its kind', async () => {
  await setInstallation(db.pool, 'test');
  await expect(setInstallation(db.pool, 'production')).rejects.toThrow('is a test installation');
  expect(await readInstallation(db.pool)).toBe('test');
});

test('a test installation takes a synthetic person, twice, and refuses one that could be real', async () => {
  await registerPatient(db.pool, patient);
  await registerPatient(db.pool, { ...patient, familyName: 'Nymann' });
  const real = { ...patient, id: randomUUID(), nationalIdentityNumber: synthetic('010440') };
  await expect(registerPatient(db.pool, real)).rejects.toMatchObject({ fault: 'a-real-persons' });
  const { rows } = await db.pool.query('select family_name from patient');
  expect(rows).toEqual([{ family_name: 'Nymann' }]);
});

test('a practitioner has the memberships that were named last', async () => {
  const teams = [randomUUID(), randomUUID()];
  for (const id of teams) {
    const team = {
      id,
      organizationId: organization.id,
      name: `Team ${id}`,
      phone: '+47 00 00 00 00',
      openingHours: { kind: 'always' as const },
    };
    await registerTeam(db.pool, team);
    // What the team has declared since is not taken back by a start that registers it again.
    const hours = {
      kind: 'weekly' as const,
      timeZone: 'Europe/Oslo',
      week: [],
      holidays: 'closed' as const,
      exceptions: [],
    };
    await registerTeam(db.pool, { ...team, openingHours: hours });
    const { rows } = await db.pool.query('select version, opening_hours as hours from declaration where team_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ version: 1, hours: { kind: 'always' } }]);
  }
  const person = { id: randomUUID(), subject: 'kari', name: 'Kari Testvik', role: 'nurse' };
  await registerPractitioner(db.pool, { ...person, teamIds: teams });
  await registerPractitioner(db.pool, { ...person, teamIds: teams.slice(1) });
  const { rows } = await db.pool.query('select team_id from team_membership where practitioner_id = $1', [person.id]);
  expect(rows).toEqual([{ team_id: teams[1] }]);
});

test('a device is with one patient at a time, and keeps only a hash of its secret', async () => {
  const device = {
    id: 'hub-1',
    organizationId: organization.id,
    kind: 'gateway',
    model: 'Hub',
    secretHash: '$7$1$c2FsdA==$aGFzaA==',
    registeredAt: at,
  };
  await registerDevice(db.pool, device);
  await registerDevice(db.pool, device);
  expect(await readDeviceSecretHash(db.pool, 'hub-1')).toBe(device.secretHash);
  expect(await readDeviceSecretHash(db.pool, 'hub-2')).toBeNull();

  const loan = { id: randomUUID(), deviceId: 'hub-1', patientId: patient.id, from: at, until: null, now: at };
  await assignDevice(db.pool, loan);
  await assignDevice(db.pool, loan);
  const next = { ...loan, id: randomUUID(), from: at + DAY, now: at + DAY };
  await expect(assignDevice(db.pool, next)).rejects.toMatchObject({ code: '23P01' });
  expect(await endAssignment(db.pool, { id: loan.id, at: at + DAY })).toBe(true);
  expect(await endAssignment(db.pool, { id: loan.id, at: at + 2 * DAY })).toBe(false);
  await assignDevice(db.pool, next);
  const { rows } = await db.pool.query(`select count(*)::int as count from change where kind = 'device-assigned'`);
  expect(rows).toEqual([{ count: 2 }]);
});

test('a version of a protocol never changes', async () => {
  const protocol: Protocol = ProtocolSchema.parse({
    id: 'of-the-test',
    version: 1,
    condition: 'copd',
    title: { nb: 'Prøve', en: 'Test' },
    source: 'assumption',
    numbers: {},
    rules: [
      {
        id: 'low',
        kind: 'clinical',
        text: { nb: 'Lav', en: 'Low' },
        action: { nb: 'Ring', en: 'Call' },
        source: 'assumption',
        levels: { red: { when: { type: 'value', metric: 'oxygen-saturation', test: 'below', set: 88 } } },
      },
    ],
  });
  await registerProtocol(db.pool, { protocol, registeredAt: at });
  await registerProtocol(db.pool, { protocol, registeredAt: at + DAY });
  const changed = { ...protocol, source: 'another' };
  await expect(registerProtocol(db.pool, { protocol: changed, registeredAt: at })).rejects.toThrow('another content');
});
