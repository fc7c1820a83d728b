// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { ago, exampleSession, exampleWorklist, HOUR, idOf, municipality } from '../testing/examples.ts';
import { type Answers, renderApp } from '../testing/render.tsx';
import { detail, patient, trial } from '../testing/trials.ts';

afterEach(cleanup);

const common: Answers = {
  'GET /session': exampleSession(),
  'GET /worklist': exampleWorklist([]),
  'GET /handovers': { inbox: [], outbox: [] },
};

describe('trials of a protocol', () => {
  it('are started for what the team could try', async () => {
    const app = await renderApp('/trials', {
      ...common,
      'GET /protocol-trials': {
        candidates: [
          { teamId: municipality.id, id: 'copd', version: 2, title: { nb: 'Kols', en: 'COPD' }, patients: 2 },
        ],
        trials: [trial({ status: 'done' })],
      },
      'POST /protocol-trials': trial({ status: 'queued' }),
      [`GET /protocol-trials/${idOf(600)}`]: detail(),
    });
    await screen.findByText('Kols, versjon 2 (2 pasienter)');
    screen.getByText(/Ferdig – Jonas/);
    await userEvent.click(screen.getByRole('button', { name: 'Start utprøvingen' }));
    await screen.findByText('1 av 2 pasienter er spilt av.');
    expect(app.asked.find(({ method }) => method === 'POST')?.body).toEqual({
      teamId: municipality.id,
      protocolId: 'copd',
      protocolVersion: 2,
      days: 90,
    });
  });

  it('show what they have come to for each patient and in total, and are cancelled', async () => {
    const app = await renderApp(`/trials/${idOf(600)}`, {
      ...common,
      [`GET /protocol-trials/${idOf(600)}`]: detail(),
      [`POST /protocol-trials/${idOf(600)}/cancel`]: trial({ status: 'cancelled' }),
    });
    const found = within(await screen.findByRole('region', { name: 'Hva versjonen ville ha gitt' }));
    const rows = found.getAllByRole('row').map(({ textContent }) => textContent);
    expect(rows[1]).toBe('Alle som er spilt av310200,3 → 0,11 → 0 av 1');
    expect(rows[3]).toBe('Kåre MåkenesetVenter');
    app.answers[`GET /protocol-trials/${idOf(600)}`] = detail({ status: 'cancelled' });
    await userEvent.click(screen.getByRole('button', { name: 'Avbryt utprøvingen' }));
    await screen.findByText('Utprøvingen er avbrutt. Det som er funnet, står her.');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Avbryt utprøvingen' })).toBeNull());
  });

  it('are followed by putting the version in force for the chosen, in pieces, with the reason of each refusal', async () => {
    const six = [1, 2, 3, 4, 5, 6].map((number) => patient(100 + number, `Pasient ${number}`));
    const limit = { name: 'low', text: { nb: 'rød grense', en: 'x' }, unit: '%', value: 86, why: 'unknown-number' };
    const patients = [
      ...six,
      patient(110, 'Egen Grense', { wouldNotHold: [limit] }),
      patient(111, 'Ferdig Alt', { inForce: true }),
      patient(112, 'Endret Siden', { movedOn: true }),
      patient(113, 'Uleselig Rad', { unreadable: true }),
    ];
    const refusal = { reason: 'hour-not-covered', detail: 'x' };
    const app = await renderApp(`/trials/${idOf(600)}`, {
      ...common,
      [`GET /protocol-trials/${idOf(600)}`]: { ...detail({ status: 'done', endedAt: ago(HOUR) }), patients },
      [`POST /protocol-trials/${idOf(600)}/adoptions`]: (body: unknown) => ({
        results: (body as { patients: { episodeId: string }[] }).patients.map(({ episodeId }) =>
          episodeId === idOf(106)
            ? { episodeId, result: 'refused', refusal }
            : { episodeId, result: 'adopted', refusal: null },
        ),
      }),
    });
    const panel = within(await screen.findByRole('region', { name: 'Sett versjonen i verk' }));
    panel.getByText('Ferdig Alt: versjonen gjelder');
    panel.getByText('Uleselig Rad: noe om pasienten kan ikke leses; feilen er logget');
    panel.getByText(/Endret Siden: protokoll, grenser, måleplan eller pauser er endret/);
    const put = () => userEvent.click(panel.getByRole('button', { name: 'Sett versjonen i verk' }));
    await userEvent.click(panel.getByRole('checkbox', { name: 'Egen Grense' }));
    await put();
    await panel.findByRole('link', { name: /^Egen Grense: kryss av/ });
    panel.getByRole('link', { name: /^Grunn: må fylles ut/ });
    await userEvent.click(panel.getByRole('checkbox', { name: /Gi opp rød grense: 86\s%/ }));
    await userEvent.click(panel.getByRole('checkbox', { name: 'Pasient 1' }));
    await userEvent.type(panel.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt i teamet');
    await put();
    await panel.findByText('Versjonen gjelder nå for 5 pasienter.');
    panel.getByText('1 pasient har fortsatt den gamle versjonen:');
    const sent = app.asked.filter(({ path }) => path.endsWith('/adoptions')).map(({ body }) => body);
    expect(sent).toEqual([
      {
        reason: 'Avtalt i teamet',
        patients: [102, 103, 104, 105, 106].map((n) => ({ episodeId: idOf(n), giveUp: [] })),
      },
      { reason: 'Avtalt i teamet', patients: [{ episodeId: idOf(110), giveUp: ['low'] }] },
    ]);
  });

  it('say of whom nobody knows whether it is in force when an answer was lost, and of the rest that they are left', async () => {
    const seven = [1, 2, 3, 4, 5, 6, 7].map((number) => patient(100 + number, `Pasient ${number}`));
    await renderApp(`/trials/${idOf(600)}`, {
      ...common,
      [`GET /protocol-trials/${idOf(600)}`]: { ...detail({ status: 'done', endedAt: ago(HOUR) }), patients: seven },
      [`POST /protocol-trials/${idOf(600)}/adoptions`]: () => Promise.reject(new TypeError('failed to fetch')),
    });
    const panel = within(await screen.findByRole('region', { name: 'Sett versjonen i verk' }));
    await userEvent.type(panel.getByRole('textbox', { name: /^Grunn/ }), 'Avtalt i teamet');
    await userEvent.click(panel.getByRole('button', { name: 'Sett versjonen i verk' }));
    await panel.findByText(
      /ikke kjent om de siste 5 ble registrert\. Prøv igjen; ingenting gjøres to ganger\. 2 pasienter gjenstår\.$/,
    );
    expect(document.body.textContent).not.toContain('utført likevel');
  });
});
