import { CHANGE_KINDS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { exampleAlert, exampleEntry, exampleEpisode, hospital, idOf, municipality } from '../testing/examples.ts';
import { translateIn } from '../testing/translate.ts';
import { entryDetail, entryTitle, severityOf } from './entryText.ts';

const t = translateIn('nb');
const teams = new Map([municipality, hospital].map((team) => [team.id, team.name]));
const detail = (entry: ReturnType<typeof exampleEntry>) =>
  entryDetail(
    t,
    (text) => text.nb,
    entry,
    { openAlerts: [exampleAlert(1)], recentAlerts: [], protocol: exampleEpisode().protocol },
    (id) => teams.get(id),
    (instant) => instant.slice(0, 10),
  );

describe('timeline', () => {
  it.each(CHANGE_KINDS)('%s has a title', (kind) => {
    expect(entryTitle(t, exampleEntry({ kind, team: municipality }))).not.toMatch(/timeline|\{\{/);
  });

  it('says the severity of an alert that opens', () => {
    expect(entryTitle(t, exampleEntry({ data: { severity: 'red' } }))).toBe('Varsel åpnet (rødt)');
    expect(severityOf(exampleEntry({ data: { severity: 'purple' } }))).toBeUndefined();
  });

  it('says that something happened where it cannot be said what', () => {
    expect(entryTitle(t, exampleEntry({ kind: 'unreadable', data: {} }))).toBe('Noe som skjedde, kan ikke vises');
  });

  it('says who restored what triage remembers, and why', () => {
    const entry = exampleEntry({
      kind: 'triage-rebuilt',
      data: { by: 'Drift, Fjordvik', reason: 'Full disk', was: 'unreadable' },
    });
    expect(entryTitle(t, entry)).toBe('Det triagen husker, ble gjenopprettet fra historikken');
    expect(detail(entry)).toBe('Utført av Drift, Fjordvik · Full disk');
    expect(detail({ ...entry, data: {} })).toBe('');
  });

  it('says which form was answered, how it was judged, and that the patient wants to be contacted', () => {
    const data = { responseId: idOf(900), title: { nb: 'Kolsplager', en: 'COPD' }, colour: 'yellow', contact: true };
    const entry = exampleEntry({ kind: 'questionnaire-answered', data });
    expect(entryTitle(t, entry)).toBe('Skjema besvart (gult)');
    expect(detail(entry)).toBe('Kolsplager · Ønsker å bli kontaktet');
    const green = exampleEntry({ kind: 'questionnaire-answered', data: { ...data, colour: 'green', contact: false } });
    expect([entryTitle(t, green), detail(green)]).toEqual(['Skjema besvart (grønt)', 'Kolsplager']);
    expect(entryTitle(t, exampleEntry({ kind: 'questionnaire-answered', data: {} }))).toBe('Skjema besvart');
  });

  it('says when a form was answered that came later', () => {
    const title = { nb: 'Kolsplager', en: 'COPD' };
    const came = (occurredAt: string) =>
      detail(
        exampleEntry({
          kind: 'questionnaire-answered',
          occurredAt,
          data: { title, answeredAt: '2026-03-01T09:08:00.000Z' },
        }),
      );
    expect(came('2026-03-08T19:47:00.000Z')).toBe('Kolsplager · Besvart 2026-03-01');
    expect(came('2026-03-01T09:08:40.000Z')).toBe('Kolsplager');
  });

  it('says which team, and that it was one where the team is not told', () => {
    expect(entryTitle(t, exampleEntry({ kind: 'responsibility-began', team: hospital }))).toBe(
      'Lungepoliklinikken fikk ansvaret',
    );
    expect(entryTitle(t, exampleEntry({ kind: 'responsibility-ended' }))).toBe('Ansvaret til Et team tok slutt');
  });

  it('says which alert, how it ended, and between which teams', () => {
    expect(detail(exampleEntry({ alertId: idOf(401), data: { outcome: 'false-reading' } }))).toBe(
      'Oksygenmetning 84 % · Feilmåling',
    );
    expect(
      detail(exampleEntry({ kind: 'handover-offered', data: { fromTeamId: hospital.id, toTeamId: municipality.id } })),
    ).toBe('Fra Lungepoliklinikken til Oppfølgingsteamet');
    const returned = { outcome: 'cleared-by-rule', reason: 'device-returned' };
    expect(detail(exampleEntry({ kind: 'alert-resolved', data: returned }))).toBe(
      'Lukket av regelen · fordi pasienten ikke har utstyret lenger; det som mangler, har egne varsler',
    );
    expect(detail(exampleEntry({ kind: 'alert-released', data: { reason: 'handover' } }))).toBe(
      'fordi ansvaret ble overført',
    );
  });

  it('says what was found at that moment, whatever the alert has gone on to since', () => {
    const summary = { nb: 'Oksygenmetning 89 %', en: 'Oxygen saturation 89 %' };
    expect(detail(exampleEntry({ alertId: idOf(401), data: { summary } }))).toBe('Oksygenmetning 89 %');
  });

  it('says why a pause was set, until when, and that it holds red back; and at its end what is shown again', () => {
    const scope = { type: 'metrics', metrics: ['body-weight', 'heart-rate'] };
    const data = {
      scope,
      pauseReason: 'hospital',
      endsAt: '2026-11-28T08:00:00.000Z',
      includesRed: true,
      note: 'Ward 4',
    };
    expect(detail(exampleEntry({ kind: 'pause-set', data }))).toBe(
      'Vekt, Puls · På sykehus · til 2026-11-28 · også rødt · Ward 4',
    );
    const rules = { ...data, scope: { type: 'rules', rules: ['saturation-low', 'gone'] } };
    expect(detail(exampleEntry({ kind: 'pause-set', data: rules }))).toMatch(/^Betydning, gone · /);
    const ended = { pauseReason: 'holiday', endsAt: data.endsAt, endedAt: data.endsAt, note: '', appearing: 2 };
    expect(detail(exampleEntry({ kind: 'pause-ended', data: ended }))).toBe('På ferie · 2 varsler vises igjen');
  });

  it('says which equipment was lent out and came back, and of a loan that was agreed on from when until when', () => {
    const device = { id: 'hub-7', kind: 'gateway', model: 'Test 1' };
    const from = '2026-11-28T08:00:00.000Z';
    const lent = exampleEntry({ kind: 'device-assigned', occurredAt: from, data: { device, from, ahead: false } });
    expect([entryTitle(t, lent), detail(lent)]).toEqual(['Utstyr utlånt', 'Hjemmesentral Test 1 · hub-7']);
    const back = exampleEntry({ kind: 'device-returned', data: { device } });
    expect([entryTitle(t, back), detail(back)]).toEqual(['Utstyr levert tilbake', 'Hjemmesentral Test 1 · hub-7']);
    const agreed = { ...lent, data: { device, from, until: '2026-12-05T08:00:00.000Z', ahead: true } };
    expect(entryTitle(t, agreed)).toBe('Utlån av utstyr avtalt');
    expect(detail(agreed)).toBe('Hjemmesentral Test 1 · hub-7 · fra 2026-11-28 · til 2026-12-05');
    expect(entryTitle(translateIn('en'), agreed)).toBe('Loan of equipment agreed');
  });

  it('says of an alert that a pause held it back', () => {
    const summary = { nb: 'Vekt 92 kg', en: 'Weight 92 kg' };
    expect(detail(exampleEntry({ data: { summary, pausedUntil: '2026-11-28T08:00:00.000Z' } }))).toBe(
      'Vekt 92 kg · På pause til 2026-11-28',
    );
  });

  it('passes over what it does not know', () => {
    expect(detail(exampleEntry({ data: { toTeamId: idOf(999), fromTeamId: 7, outcome: 'new-one' } }))).toBe('');
  });
});
