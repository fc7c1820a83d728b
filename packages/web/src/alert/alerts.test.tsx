// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EPISODE, openEpisode } from '../testing/episodePage.tsx';
import {
  ago,
  ahead,
  exampleAlert,
  exampleEpisode,
  exampleEvidence,
  HOUR,
  idOf,
  ingrid,
  jonas,
  NOW,
} from '../testing/examples.ts';
import { problem } from '../testing/render.tsx';
import { nb } from '../texts/nb/index.ts';

vi.mock('uplot', async () => ({ default: (await import('../testing/fakeChart.ts')).FakeChart }));

afterEach(cleanup);

const press = async (name: RegExp) => userEvent.click(await screen.findByRole('button', { name }));
const outcome = async (tone: string) => {
  await waitFor(() => expect(document.querySelector(`[data-outcome="${tone}"]`)).not.toBeNull());
  return document.querySelector(`[data-outcome="${tone}"]`)?.textContent;
};

describe('alerts', () => {
  it('show what was found, what it rests on and what to do', async () => {
    await openEpisode(
      exampleEpisode({
        openAlerts: [
          exampleAlert(1, { late: true, conditionClearedAt: ago(HOUR) }),
          exampleAlert(2, {
            severity: 'yellow',
            kind: 'missing',
            summary: { nb: 'FEV1 mangler', en: 'x' },
            evidence: exampleEvidence([
              { type: 'missing', metric: 'fev1', lastAt: NOW - 24 * HOUR, since: 0, dueAt: NOW },
            ]),
          }),
          exampleAlert(3, {
            severity: 'yellow',
            kind: 'review',
            summary: { nb: 'Uventet verdi', en: 'x' },
            evidence: exampleEvidence([], {
              code: 'no-rule',
              metric: 'glucose',
              reading: { at: NOW, value: 4 },
              detail: null,
            }),
          }),
          exampleAlert(4, { severity: 'yellow', summary: { nb: 'Fra før', en: 'x' }, evidence: {} }),
        ].map((alert) => ({ ...alert, evidence: JSON.parse(JSON.stringify(alert.evidence)) })),
        recentAlerts: [
          exampleAlert(9, { status: 'resolved', outcome: 'false-reading', resolvedBy: jonas, resolvedAt: ago(HOUR) }),
        ],
      }),
    );
    const red = screen.getByRole('article', { name: 'Oksygenmetning 84 %' });
    for (const text of [
      'Rødt varsel',
      'Ring pasienten nå',
      'under 86',
      'Funnet i data som kom sent',
      'venter på at en person',
    ]) {
      expect(red.textContent).toContain(text);
    }
    expect(screen.getByRole('article', { name: 'FEV1 mangler' }).textContent).toContain('Skulle ha kommet 09:00');
    expect(screen.getByRole('article', { name: 'Uventet verdi' }).textContent).toContain('Ingen regel kunne vurdere');
    expect(screen.getByRole('article', { name: 'Fra før' }).textContent).toContain('denne skjermen ikke kan vise');
    expect(document.body.textContent).toContain('Feilmåling, Jonas Lyngmo');
    expect(screen.getAllByRole('article')[0]).toBe(red);
  });

  it('are claimed, and said to be only when the API has said so', async () => {
    const { answers, asked } = await openEpisode();
    const claimed = exampleAlert(1, { status: 'claimed', claimedBy: ingrid, claimedAt: ago(0), version: 2 });
    answers[`POST /alerts/${idOf(401)}/claim`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [claimed] });
      return claimed;
    };
    await press(/^Ta varselet: Oksygenmetning/);
    expect(await outcome('success')).toContain('Du har tatt varselet.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ version: 1 });
    await screen.findByText(/Tatt av deg/);
    answers[`POST /alerts/${idOf(401)}/release`] = exampleAlert(1, { version: 3 });
    await press(/^Slipp varselet/);
    await screen.findByText(/Varselet er sluppet/);
  });

  it('say what happened when a colleague was first, and show it', async () => {
    const { answers } = await openEpisode();
    answers[`POST /alerts/${idOf(401)}/claim`] = () => {
      answers[EPISODE] = exampleEpisode({
        openAlerts: [exampleAlert(1, { status: 'claimed', claimedBy: jonas, claimedAt: ago(0), version: 2 })],
      });
      return problem(409, 'conflict', { reason: 'version-moved-on' });
    };
    await press(/^Ta varselet/);
    expect(await outcome('warning')).toContain('tatt av Jonas Lyngmo');
    expect(screen.queryByRole('button', { name: /^Lukk varselet/ })).toBeNull();
    expect(screen.getByRole('button', { name: /^Slipp varselet/ })).toBeTruthy();
    answers[`POST /alerts/${idOf(401)}/release`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [] });
      return problem(409, 'conflict');
    };
    await press(/^Slipp varselet/);
    await screen.findByText(/ikke åpent lenger/);
  });

  it('tell every other refusal in the words of the screen', async () => {
    const { answers } = await openEpisode();
    answers[`POST /alerts/${idOf(401)}/claim`] = problem(403, 'forbidden', { reason: 'not-the-accountable-team' });
    await press(/^Ta varselet/);
    expect(await outcome('danger')).toBe('Bare det ansvarlige teamet kan gjøre dette.');
  });

  it('say that what is known of the patient cannot be read, not that somebody else was first', async () => {
    const { answers } = await openEpisode();
    answers[`POST /alerts/${idOf(401)}/claim`] = problem(409, 'conflict', { reason: 'triage-unreadable' });
    await press(/^Ta varselet/);
    expect(await outcome('danger')).toMatch(/kan ikke leses.*samvakt triage rebuild/);
  });

  it('are resolved with an outcome, and with a reason where nothing was done', async () => {
    const { answers, asked } = await openEpisode();
    answers[`POST /alerts/${idOf(401)}/resolve`] = exampleAlert(1, { status: 'resolved', outcome: 'no-action-needed' });
    await press(/^Lukk varselet: /);
    const dialog = await screen.findByRole('dialog');
    const submit = within(dialog).getByRole('button', { name: 'Lukk varselet' });
    await userEvent.click(submit);
    expect(within(dialog).getAllByText('Velg hva som ble gjort').length).toBeGreaterThan(1);
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Ingen tiltak nødvendig' }));
    await userEvent.click(submit);
    expect(within(dialog).getAllByText('Skriv hvorfor ingen tiltak er nødvendige').length).toBeGreaterThan(1);
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Kald finger');
    await userEvent.click(submit);
    expect(await outcome('success')).toContain('Varselet er lukket: Ingen tiltak nødvendig.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      version: 1,
      outcome: 'no-action-needed',
      note: 'Kald finger',
    });
  });

  it('bear notes', async () => {
    const { answers, asked } = await openEpisode();
    const note = { id: idOf(500), writtenBy: ingrid, writtenAt: ago(0), text: 'Ringte' };
    answers[`POST /alerts/${idOf(401)}/notes`] = () => {
      answers[EPISODE] = exampleEpisode({ openAlerts: [exampleAlert(1, { notes: [note] })] });
      return exampleAlert(1, { notes: [note] });
    };
    await press(/^Skriv notat/);
    const dialog = await screen.findByRole('dialog');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    expect(within(dialog).getAllByText('Må fylles ut').length).toBeGreaterThan(0);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Ringte');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    expect(await outcome('success')).toContain('Notatet er lagret.');
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ id: expect.any(String), text: 'Ringte' });
    await screen.findByText('Ringte');
  });
});

describe('what one writes about an alert', () => {
  const write = async (text: string) => {
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(within(dialog).getByRole('textbox'), text);
    return dialog;
  };
  const written = () => within(screen.getByRole('dialog')).getByRole<HTMLTextAreaElement>('textbox').value;
  /** Something came to pass with the patient, and the page asks anew. */
  const comeToPass = ({ say, answers }: Awaited<ReturnType<typeof openEpisode>>, episode: object) => {
    answers[EPISODE] = episode;
    const about = { episodeId: idOf(100), alertId: idOf(401), handoverId: null, deviceId: null, severity: null };
    act(() => say({ type: 'change', cursor: '8.1', kind: 'alert-updated', occurredAt: ago(0), ...about }));
  };

  it('stays when it could not be sent, with the reason beside it, and is sent by pressing again', async () => {
    const { answers } = await openEpisode();
    const notes = `POST /alerts/${idOf(401)}/notes`;
    answers[notes] = () => Promise.reject(new TypeError('fetch failed'));
    await press(/^Skriv notat/);
    const dialog = await write('Ringte, ikke svar. Prøver igjen klokka to.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    await within(dialog).findByText(/Det kan være utført likevel/);
    expect(written()).toBe('Ringte, ikke svar. Prøver igjen klokka to.');
    answers[notes] = exampleAlert(1);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lagre notat' }));
    expect(await outcome('success')).toContain('Notatet er lagret.');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is sent again under the same id; other words, and the same words of another time, have one of their own', async () => {
    const { answers, asked } = await openEpisode();
    const notes = `/alerts/${idOf(401)}/notes`;
    const save = async () => {
      await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Lagre notat' }));
      return screen.findByText(/Det kan være utført likevel|Notatet er lagret/);
    };
    answers[`POST ${notes}`] = () => Promise.reject(new TypeError('fetch failed'));
    await press(/^Skriv notat/);
    await write('Ringte');
    await save();
    await save();
    const dialog = await write(', ikke svar');
    await save();
    fireEvent.input(within(dialog).getByRole('textbox'), { target: { value: 'Ringte' } });
    answers[`POST ${notes}`] = exampleAlert(1);
    await save();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await press(/^Skriv notat/);
    await write('Ringte');
    await save();
    const sent = asked.filter(({ path }) => path === notes).map(({ body }) => body as { id: string; text: string });
    expect(sent.map(({ text }) => text)).toEqual(['Ringte', 'Ringte', 'Ringte, ikke svar', 'Ringte', 'Ringte']);
    const [first, again, other, back, later] = sent.map(({ id }) => id);
    expect([again, back]).toEqual([first, first]);
    expect(new Set([first, other, later]).size).toBe(3);
  });

  it('stays when a colleague was first, who is named', async () => {
    const { answers } = await openEpisode();
    answers[`POST /alerts/${idOf(401)}/resolve`] = () => {
      answers[EPISODE] = exampleEpisode({
        openAlerts: [exampleAlert(1, { status: 'claimed', claimedBy: jonas, claimedAt: ago(0), version: 2 })],
      });
      return problem(409, 'conflict', { reason: 'version-moved-on' });
    };
    await press(/^Lukk varselet: /);
    const dialog = await write('Pasienten var ute og gikk');
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Snakket med pasienten' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lukk varselet' }));
    await within(dialog).findByText(/Du ser det nå slik det er: tatt av Jonas Lyngmo/);
    expect(dialog.textContent).toContain('Jonas Lyngmo har tatt varselet mens du skrev.');
    expect(written()).toBe('Pasienten var ute og gikk');
  });

  it('says that the alert has turned red meanwhile, and closes it as it is shown', async () => {
    const yellow = exampleAlert(1, { severity: 'yellow', summary: { nb: 'Oksygenmetning 88 %', en: 'x' } });
    const app = await openEpisode(exampleEpisode({ openAlerts: [yellow] }));
    await press(/^Lukk varselet: /);
    const dialog = await write('Avventer');
    comeToPass(app, exampleEpisode({ openAlerts: [exampleAlert(1, { version: 2 })] }));
    await within(dialog).findByText('Varselet er blitt rødt mens du skrev: Oksygenmetning 84 %.');
    expect(written()).toBe('Avventer');
    app.answers[`POST /alerts/${idOf(401)}/resolve`] = exampleAlert(1, { status: 'resolved', outcome: 'emergency' });
    await userEvent.click(within(dialog).getByRole('radio', { name: 'Ringt 113' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Lukk varselet' }));
    await outcome('success');
    expect(app.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ version: 2 });
  });

  it('tells what else was found under it meanwhile', async () => {
    const app = await openEpisode();
    await press(/^Skriv notat/);
    const dialog = await write('Puster tungt');
    const summary = { nb: 'Oksygenmetning 79 %', en: 'x' };
    comeToPass(app, exampleEpisode({ openAlerts: [exampleAlert(1, { version: 2, summary })] }));
    await within(dialog).findByText('Nytt funn mens du skrev: Oksygenmetning 79 %.');
    expect(written()).toBe('Puster tungt');
  });

  it('is not thrown away by Escape without a question', async () => {
    await openEpisode();
    await press(/^Skriv notat/);
    await write('Ringte datteren');
    fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }));
    const question = await screen.findByRole('button', { name: nb.typed.close.stay });
    await userEvent.click(question);
    expect(written()).toBe('Ringte datteren');
  });

  it('outlives the alert, and a card that changes its place', async () => {
    const held = exampleAlert(1, { severity: 'yellow', pausedUntil: ahead(HOUR) });
    const app = await openEpisode(exampleEpisode({ openAlerts: [held] }));
    await press(/^Skriv notat/);
    const dialog = await write('Er på hytta');
    comeToPass(app, exampleEpisode({ openAlerts: [exampleAlert(1, { version: 2 })] }));
    await within(dialog).findByText(/blitt rødt/);
    expect(written()).toBe('Er på hytta');
    const closed = exampleAlert(1, { status: 'resolved', outcome: 'contacted-patient', resolvedBy: jonas, version: 3 });
    comeToPass(app, exampleEpisode({ openAlerts: [], recentAlerts: [closed] }));
    await within(dialog).findByText('Jonas Lyngmo har lukket varselet mens du skrev: Snakket med pasienten.');
    expect(written()).toBe('Er på hytta');
    comeToPass(
      app,
      exampleEpisode({ openAlerts: [], recentAlerts: [{ ...closed, resolvedBy: null, outcome: 'cleared-by-rule' }] }),
    );
    await within(dialog).findByText('Varselet er lukket mens du skrev: Lukket av regelen.');
    comeToPass(app, exampleEpisode({ openAlerts: [], recentAlerts: [] }));
    await within(dialog).findByText('Varselet er ikke åpent lenger.');
    expect(written()).toBe('Er på hytta');
  });
});
