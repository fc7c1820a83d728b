import type { Declaration, WatchWeek } from '@samvakt/contract';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ago,
  ahead,
  DAY,
  exampleSession,
  exampleWorklist,
  HOUR,
  hospital,
  ingrid,
  jonas,
  municipality,
} from './examples.ts';
import type { Answers } from './render.tsx';

/* The page of the team of the municipality, which the hospital's covers for and which covers for the hospital's. */

/** Weekdays until half past three, and a short Christmas Eve. */
export const OFFICE: Declaration['openingHours'] = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [{ date: '2026-12-24', intervals: [{ from: '08:00', until: '12:00' }] }],
};
/** What the municipality's team has declared, as its lead is told it. */
export const exampleDeclaration = (change: Partial<Declaration> = {}): Declaration => ({
  team: municipality,
  version: 3,
  openingHours: OFFICE,
  cover: { kind: 'team', teamId: hospital.id },
  setAt: ago(2 * DAY),
  setBy: jonas,
  reason: 'Avtalt i møtet',
  planned: [],
  lead: ingrid,
  mayChange: true,
  now: { by: 'covering-team', team: hospital, until: ahead(HOUR), backAt: ahead(HOUR) },
  patients: 7,
  uncovered: null,
  holidays: [{ date: '2026-12-25', name: { nb: 'Første juledag', en: 'Christmas Day' }, team: 'closed' }],
  covers: [{ team: hospital, version: 5, from: null, next: { from: ahead(DAY), until: ahead(2 * DAY) } }],
  ...change,
});
/** A week of one day: nobody, the team itself, and the team that covers for it. */
export const week = (date: string, change: Partial<WatchWeek['days'][number]> = {}): WatchWeek => ({
  timeZone: 'Europe/Oslo',
  days: [
    {
      date,
      holiday: null,
      exception: false,
      hours: 24,
      spans: [
        { from: ago(0), until: ahead(HOUR), localFrom: '00:00', localUntil: '08:00', by: 'nobody', team: null },
        {
          from: ahead(HOUR),
          until: ahead(9 * HOUR),
          localFrom: '08:00',
          localUntil: '15:30',
          by: 'own-team',
          team: null,
        },
        {
          from: ahead(9 * HOUR),
          until: ahead(DAY),
          localFrom: '15:30',
          localUntil: '24:00',
          by: 'covering-team',
          team: hospital,
        },
      ],
      ...change,
    },
  ],
});
/** An hour in which nobody would act on red. */
export const uncovered = {
  teamId: municipality.id,
  teamName: municipality.name,
  from: ahead(DAY),
  until: ahead(DAY + HOUR),
  timeZone: 'Europe/Oslo',
  date: '2026-11-27',
  localFrom: '14:00',
  untilDate: '2026-11-27',
  localUntil: '15:30',
  why: 'week',
  holiday: null,
  patients: 7,
};
export const at = `/teams/${municipality.id}`;
/** What the page asks for when it is opened, answered. */
export const base = (declaration: Declaration): Answers => ({
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /teams': { teams: [municipality, hospital] },
  [`GET ${at}/hours`]: declaration,
  [`GET ${at}/watch`]: week('2026-11-21'),
  [`GET ${at}/hours/history`]: {
    versions: [
      {
        version: 3,
        from: ago(2 * DAY),
        until: null,
        openingHours: OFFICE,
        cover: declaration.cover,
        coveringTeam: hospital,
        act: 'hours-changed',
        reason: 'Avtalt i møtet',
        setBy: jonas,
        setAt: ago(2 * DAY),
        plannedFrom: null,
        neverHeld: false,
        withdraws: null,
      },
      {
        version: 2,
        from: null,
        until: ago(2 * DAY),
        openingHours: { kind: 'always' },
        cover: null,
        coveringTeam: null,
        act: 'registered',
        reason: null,
        setBy: null,
        setAt: null,
        plannedFrom: null,
        neverHeld: false,
        withdraws: null,
      },
    ],
  },
  [`GET ${at}/escalation-policy`]: {
    version: 0,
    newest: 0,
    planned: [],
    policy: {
      steps: [
        { afterMs: 0, target: 'on-duty', severities: ['red'] },
        { afterMs: 600_000, target: 'team', severities: ['red', 'yellow'] },
      ],
      rounds: 3,
      answerMs: 900_000,
    },
    setBy: null,
    setAt: null,
  },
  [`GET ${at}/duty`]: {
    team: municipality,
    now: null,
    planned: [],
    lead: ingrid,
    members: [ingrid, jonas],
    computedAt: ago(0),
  },
});
export const panel = async () => screen.findByRole('region', { name: municipality.name });
export const open = async (name: string) => userEvent.click(await screen.findByText(name));
