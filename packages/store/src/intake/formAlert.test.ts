import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../test/onePatientEach.ts';
import { oneRespondentEach } from '../../test/oneRespondentEach.ts';
import { resolveAlert } from '../alert/act.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyTick } from '../triage/apply.ts';

const on = oneRespondentEach(20);
const { message, send, alerts } = on;
const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;

describe('the alert of a form', () => {
  /** Which rules' alerts ask somebody to read which response, by the day on which it was answered. */
  const toRead = () =>
    rows(
      `select array_agg(alert.rule_id order by alert.rule_id) filter (where alert.id is not null) as rules
       from questionnaire_response_judged as judged join questionnaire_response as response on response.id = judged.response_id
         left join questionnaire_response_alert as asked on asked.response_id = response.id
         left join alert on alert.id = asked.alert_id and alert.episode_id = judged.episode_id
       where judged.episode_id = $1 group by response.id order by response.authored_at, rules`,
      on.episodeId,
    ).then((found) => found.map(({ rules }) => rules));

  const ofAnswers = async () => (await alerts()).find(({ rule_id }) => rule_id === 'form-answers')?.id ?? '';

  test('is kept with every form that waits for it, and with no other', async () => {
    await send(message({ cough: 'more' }));
    on.now += HOUR;
    await send(message({ sleep: 'sat-up', contact: true }));
    on.now += HOUR;
    await send(message());
    on.now += HOUR;
    await send(message({ more: 'Æ e sliten' }));
    expect(await toRead()).toEqual([
      ['form-answers'],
      ['form-answers', 'form-contact'],
      null,
      ['review:questionnaire:urn:samvakt:questionnaire:copd-symptoms'],
    ]);
    expect((await alerts()).filter(({ kind }) => kind !== 'missing')).toHaveLength(3);
  });

  test.each([
    ['at one instant', 0],
    ['one after the other', 1000],
  ])(
    'is that of each form alone where a red one and one with a note come in one batch, answered %s',
    async (_, apart) => {
      // Which of one instant comes first is by chance of their ids: tried until it has been either way.
      for (let time = 0; time < 6; time += 1) {
        on.another();
        const note = message({ more: 'Æ e sliten' });
        const red = message({ sleep: 'sat-up' }, { authoredAt: on.now - apart });
        await send(note, red);
        const review = 'review:questionnaire:urn:samvakt:questionnaire:copd-symptoms';
        expect((await toRead()).toSorted()).toEqual([['form-answers'], [review]]);
      }
    },
  );

  test('is found from the feed for forms that were judged before it was kept', async () => {
    await send(message({ cough: 'more' }));
    on.now += HOUR;
    await send(message({ sleep: 'sat-up', contact: true }));
    on.now += HOUR;
    // In a batch of its own: of two forms of one instant it is their ids that say which came first, and whether the other was there to be read with it.
    await send(message({ more: 'Æ e sliten' }));
    const kept = await toRead();
    await rows('delete from questionnaire_response_alert');
    await rows('delete from questionnaire_response_judged');
    const migration = await readFile(new URL('../../migrations/027.do.form-reviews.sql', import.meta.url), 'utf8');
    await on.db.pool.query(migration.slice(migration.indexOf('insert into')));
    expect(await toRead()).toEqual(kept);
    expect(kept.flat()).toContain('form-answers');
  });

  test('opens again for a form that waited in a batch while a person closed it', async () => {
    await send(message({ cough: 'more' }));
    const alertId = await ofAnswers();
    on.now += HOUR;
    const authoredAt = on.now - 5000;
    const waiting = message({ sleep: 'sat-up' }, { authoredAt });
    on.now += 2000;
    const act = {
      alertId,
      version: 1,
      outcome: 'contacted-patient',
      practitionerId: on.practitionerId,
      now: on.now,
    } as const;
    await on.database.transaction((client) => resolveAlert(client, act));
    on.now += 2000;
    await send(waiting);
    const opened = (await alerts()).filter(({ rule_id }) => rule_id === 'form-answers');
    expect(opened).toMatchObject([{ status: 'resolved' }, { severity: 'red', status: 'open' }]);
    expect((await explainAlert(on.db.pool, opened[1]?.id ?? ''))?.rerun).toMatchObject({ identical: true });
    expect(await toRead()).toEqual([['form-answers'], ['form-answers']]);
  });

  test('is kept once when the form comes again', async () => {
    await send(message({ cough: 'more' }));
    await send(message({ cough: 'more' }));
    expect(await toRead()).toEqual([['form-answers']]);
  });

  test('is judged again to the same, from the answers that triage was given', async () => {
    await send(message({ cough: 'more' }));
    on.now += HOUR;
    await send(message({ cough: 'more', 'sputum-colour': 'bloody' }));
    const alertId = await ofAnswers();
    const explained = await explainAlert(on.db.pool, alertId);
    expect(explained?.given).toMatchObject({ readings: 0, answers: 2 });
    expect(explained?.rerun).toMatchObject({ identical: true });
    for (const table of ['questionnaire_response_judged', 'questionnaire_response_alert']) {
      await rows(
        `delete from ${table} where response_id in (select id from questionnaire_response where patient_id = $1)`,
        on.patientId,
      );
    }
    await rows(
      'delete from questionnaire_answer where response_id in (select id from questionnaire_response where patient_id = $1)',
      on.patientId,
    );
    await rows('delete from questionnaire_response where patient_id = $1', on.patientId);
    expect((await explainAlert(on.db.pool, alertId))?.rerun.identical).toBe(false);
  });

  test('that is missing opens at its deadline', async () => {
    await send(message());
    on.now += 10 * DAY;
    const { episodeId } = on;
    await on.database.transaction((client) => applyTick(client, { episodeId, now: on.now, memory: on.memory }));
    expect(await alerts()).toContainEqual(expect.objectContaining({ rule_id: 'form-missing', kind: 'missing' }));
    on.now -= 10 * DAY;
  });
});
