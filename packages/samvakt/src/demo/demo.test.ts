import { OpeningHoursSchema } from '@samvakt/contract';
import { demoPopulation } from '@samvakt/simulator';
import { faultOfIdentityNumber } from '@samvakt/store';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoId, draw } from './draw.ts';
import { syntheticIdentityNumber } from './identityNumber.ts';
import { ORGANIZATIONS, TEAMS } from './organizations.ts';
import { demoPatients } from './patients.ts';
import { PRACTITIONERS } from './practitioners.ts';

const homes = demoPopulation({ seed: 7, startedAt: Date.UTC(2026, 10, 21) });
const patients = demoPatients(7, homes);
const unique = <T>(values: readonly T[]) => new Set(values).size;

describe('a synthetic national identity number', () => {
  it('has its month raised by 80, the gender in its ninth digit, and check digits that hold, for every place of a day', () => {
    for (let place = 0; place < 1; place += 0.004) {
      for (const gender of ['female', 'male'] as const) {
        const number = syntheticIdentityNumber({ birthDate: '1950-02-28', gender, place });
        expect(faultOfIdentityNumber(number, { syntheticOnly: true })).toBeUndefined();
        expect(number.slice(0, 6)).toBe('288250');
        expect(Number(number.slice(6, 9))).toBeLessThan(500);
        expect(Number(number[8]) % 2).toBe(gender === 'male' ? 1 : 0);
      }
    }
  });

  it('takes the individual numbers of the new century for those born in it', () => {
    const number = syntheticIdentityNumber({ birthDate: '2001-12-31', gender: 'female', place: 0 });
    expect(number.slice(0, 6)).toBe('319201');
    expect(Number(number.slice(6, 9))).toBeGreaterThanOrEqual(500);
    expect(faultOfIdentityNumber(number, { syntheticOnly: true })).toBeUndefined();
  });
});

describe('the demo organizations', () => {
  it('have numbers that pass mod 11 with weights 3, 2, 7, 6, 5, 4, 3, 2', () => {
    for (const { organizationNumber } of ORGANIZATIONS) {
      const digits = [...organizationNumber].map(Number);
      const sum = [3, 2, 7, 6, 5, 4, 3, 2].reduce((total, weight, index) => total + weight * (digits[index] ?? 0), 0);
      expect((11 - (sum % 11)) % 11).toBe(digits[8]);
    }
  });

  it('have teams with opening hours that can be read', () => {
    expect(TEAMS).toHaveLength(4);
    for (const { openingHours } of TEAMS) expect(OpeningHoursSchema.parse(openingHours)).toEqual(openingHours);
  });

  it('have two synthetic people in each team', () => {
    for (const { id } of TEAMS) expect(PRACTITIONERS.filter(({ teamId }) => teamId === id)).toHaveLength(2);
    for (const { nationalIdentityNumber } of PRACTITIONERS) {
      expect(faultOfIdentityNumber(nationalIdentityNumber, { syntheticOnly: true })).toBeUndefined();
    }
    expect(unique(PRACTITIONERS.map(({ subject }) => subject))).toBe(PRACTITIONERS.length);
  });
});

describe('the demo patients', () => {
  it('are 40 different synthetic people', () => {
    expect(patients).toHaveLength(40);
    expect(unique(patients.map(({ nationalIdentityNumber }) => nationalIdentityNumber))).toBe(40);
    expect(unique(patients.map(({ familyName }) => familyName))).toBe(40);
    for (const { nationalIdentityNumber, birthDate, gender } of patients) {
      expect(faultOfIdentityNumber(nationalIdentityNumber, { syntheticOnly: true })).toBeUndefined();
      expect(Number(nationalIdentityNumber.slice(2, 4))).toBe(Number(birthDate.slice(5, 7)) + 80);
      expect(Number(nationalIdentityNumber[8]) % 2).toBe(gender === 'male' ? 1 : 0);
    }
  });

  it('are the same people at every start, and others for another seed', () => {
    const later = demoPopulation({ seed: 7, startedAt: Date.UTC(2026, 11, 24) });
    expect(demoPatients(7, later)).toEqual(patients);
    expect(demoPatients(8, homes).map(({ familyName }) => familyName)).not.toEqual(
      patients.map((one) => one.familyName),
    );
  });

  it('are spread over every team, those with lung disease never at the heart clinic', () => {
    expect(new Set(patients.map(({ team }) => team))).toEqual(new Set(['follow-up', 'response', 'lung', 'heart']));
    expect(patients.filter(({ condition, team }) => condition === 'copd' && team === 'heart')).toEqual([]);
  });

  it('of whom two are followed for another condition besides, by a team of the hospital', () => {
    const both = patients.filter(({ second }) => second !== null);
    expect(both.map(({ condition, team, second }) => [condition, team, second?.condition, second?.team])).toEqual([
      ['copd', 'follow-up', 'hypertension', 'heart'],
      ['diabetes', 'follow-up', 'hypertension', 'heart'],
    ]);
    expect(unique(patients.flatMap(({ episodeId, second }) => [episodeId, second?.episodeId ?? '']))).toBe(43);
  });

  it('of whom two go downhill and one is silent are all followed by the municipality’s follow-up team', () => {
    const shown = homes.filter(({ part }) => part !== 'stable').map(({ deviceId }) => deviceId);
    const teams = patients.filter(({ deviceId }) => shown.includes(deviceId)).map(({ team }) => team);
    expect(teams).toEqual(['follow-up', 'follow-up', 'follow-up']);
  });
});

describe('what is drawn', () => {
  it('lies in [0, 1) and depends on seed and name', () => {
    expect(draw(1, 'a')).toBe(draw(1, 'a'));
    expect(draw(1, 'a')).not.toBe(draw(2, 'a'));
    for (let n = 0; n < 200; n++) expect(draw(n, 'x')).toBeLessThan(1);
  });

  it('as an id is a UUID that stays the same', () => {
    expect(z.uuid().parse(demoId('a'))).toBe(demoId('a'));
    expect(demoId('a')).not.toBe(demoId('b'));
  });
});
