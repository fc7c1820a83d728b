import { ago, HOUR, idOf, jonas, municipality } from './examples.ts';

/* A trial of a protocol version, as the API tells of it. */

export const trial = (change: object = {}) => ({
  id: idOf(600),
  teamId: municipality.id,
  protocolId: 'copd',
  protocolVersion: 2,
  title: { nb: 'Kols', en: 'COPD' },
  days: 90,
  status: 'running',
  askedBy: jonas,
  askedAt: ago(HOUR),
  endedAt: null,
  failure: null,
  total: 2,
  done: 1,
  ...change,
});
const load = (alerts: number) => ({ alerts, red: 0, perWeek: alerts / 4, hoursPerWeek: alerts / 10 });
const result = {
  readings: 60,
  present: load(3),
  proposed: load(1),
  gained: 0,
  lost: 2,
  changed: 0,
  events: 1,
  warnedPresent: 1,
  warnedProposed: 0,
};
export const patient = (number: number, patientName: string, change: object = {}) => ({
  episodeId: idOf(number),
  patientName,
  result,
  failure: null,
  inForce: false,
  movedOn: false,
  wouldNotHold: [],
  ...change,
});
export const detail = (change: object = {}) => ({
  ...trial(change),
  sum: result,
  patients: [patient(100, 'Astrid Lyngvollset'), patient(101, 'Kåre Måkeneset', { result: null })],
});
