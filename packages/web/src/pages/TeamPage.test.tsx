// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { jonas } from '../testing/examples.ts';
import { problem, renderApp } from '../testing/render.tsx';
import { at, base, exampleDeclaration, open, panel, uncovered, week } from '../testing/teamPage.ts';

afterEach(cleanup);

describe('the team’s page', () => {
  it('is found from the menu, and says hours, cover, who acts now, the week, the holidays and whom the team covers', async () => {
    await renderApp('/', base(exampleDeclaration()));
    await userEvent.click(await screen.findByRole('link', { name: 'Team' }));
    await screen.findByRole('heading', { level: 1, name: 'Team og åpningstider' });
    const text = () => document.querySelector('section[data-team]')?.textContent ?? '';
    await waitFor(() => expect(text()).toContain('15:30–24:00 Lungepoliklinikken (dekker)'));
    for (const said of [
      'Mandag–fredag 08:00–15:30; stengt på helligdager',
      'Avtalt dekning: Lungepoliklinikken',
      '7 pasienter følges',
      'Sist endret av Jonas Lyngmo',
      'Avtalt i møtet',
      '00:00–08:00 Ingen',
      '08:00–15:30 Teamet selv',
      'fredag 25. desember: Første juledag, stengt',
      'Lungepoliklinikken, neste gang 22. nov. kl. 09:00 til 23. nov. kl. 09:00',
    ]) {
      expect(text()).toContain(said);
    }
  });

  it('goes from week to week, and says of a day that it is shorter, a holiday, or has times of its own', async () => {
    const { asked, answers } = await renderApp('/team', base(exampleDeclaration()));
    await panel();
    answers[`GET ${at}/watch`] = week('2026-11-28', {
      holiday: { nb: 'Skjærtorsdag', en: 'x' },
      exception: true,
      hours: 23,
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Neste uke' }));
    await screen.findByText('Skjærtorsdag');
    expect(screen.getByText('Døgnet har 23 timer: klokken stilles')).toBeTruthy();
    expect(screen.getByText('Egne tider denne dagen')).toBeTruthy();
    expect(
      asked
        .filter(({ path }) => path.endsWith('/watch'))
        .at(-1)
        ?.query.get('from'),
    ).toBe('2026-11-28');
  });

  it('is for reading to those who do not lead, and says who does', async () => {
    await renderApp('/team', base(exampleDeclaration({ mayChange: false, lead: jonas })));
    expect((await panel()).textContent).toContain('Teamleder: Jonas Lyngmo');
    await screen.findByRole('heading', { name: 'Vakt og leder' });
    for (const act of ['Endre åpningstid og dekning', 'Endre eskaleringen', /Trekk dekningen/]) {
      expect(screen.queryByText(act)).toBeNull();
    }
  });

  it('has what nobody covers above everything until it is mended', async () => {
    await renderApp(
      '/team',
      base(
        exampleDeclaration({ uncovered: { ...uncovered, why: 'holiday', holiday: { nb: 'Skjærtorsdag', en: 'x' } } }),
      ),
    );
    const warning = (await panel()).querySelector('[data-uncovered]');
    expect(warning?.textContent).toContain(
      'Ingen tar rødt for Oppfølgingsteamet fredag 27. november kl. 14:00 til 15:30 (helligdag: Skjærtorsdag).',
    );
    expect(warning?.textContent).toContain('Det gjelder 7 pasienter.');
  });

  it('tells who changed what and when, from the beginning', async () => {
    await renderApp('/team', base(exampleDeclaration()));
    await open('Hvem endret hva, og når');
    const history = document.querySelector('[data-history]') as HTMLElement;
    await waitFor(() => expect(within(history).getAllByRole('listitem')).toHaveLength(2));
    const [newest, first] = within(history).getAllByRole('listitem');
    expect(newest?.textContent).toContain('Jonas Lyngmo, 19. nov. 2026 kl. 09:00');
    expect(newest?.textContent).toContain('Dekning: Lungepoliklinikken');
    expect(first?.textContent).toContain('Registrert med teamet');
    expect(first?.textContent).toContain('Gjaldt begynnelsen til 19. nov. 2026 kl. 09:00');
  });

  it('says what is wrong when it cannot be read', async () => {
    await renderApp('/team', { ...base(exampleDeclaration()), [`GET ${at}/hours`]: problem(500, 'internal') });
    await screen.findByRole('button', { name: 'Prøv igjen' });
  });

  it.each(['/team', '/cover'])(
    'asks again for the list of teams where it was that which could not be read: %s',
    async (page) => {
      const answers = base(exampleDeclaration());
      const app = await renderApp(page, {
        ...answers,
        'GET /cover': { teams: [], covering: [], agreed: [] },
        'GET /teams': problem(500, 'internal'),
      });
      const again = await screen.findByRole('button', { name: 'Prøv igjen' });
      Object.assign(app.answers, answers);
      await userEvent.click(again);
      await waitFor(() => expect(screen.queryByRole('button', { name: 'Prøv igjen' })).toBeNull());
    },
  );
});
