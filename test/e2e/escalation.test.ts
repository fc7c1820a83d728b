import { setEscalationPolicy } from '@samvakt/store';
import { expect, it } from 'vitest';
import { expectAccessible, rowOf } from './clinician.ts';
import { setStage } from './stage.ts';

/* A red alert that is claimed and forgotten comes back, is told step by step, and says at last that nobody has answered: real browsers, timers running. */
const stage = setStage();

it('a claim that runs out gives the alert back, and the team is told; what nobody answers is shown as that', async () => {
  const { clinic, database } = stage.platform;
  const teamId = clinic.teams.followUp.id;
  const patient = await stage.follow('Solveig', 'Nattlys');
  const now = Date.now();
  // No step waits, and there is one round: what the timers do is seen at once.
  const policy = {
    steps: [
      { afterMs: 0, target: 'on-duty' as const, severities: ['red' as const] },
      { afterMs: 0, target: 'team' as const, severities: ['red' as const] },
    ],
    rounds: 1,
    answerMs: 1_000,
  };
  await database.transaction((client) =>
    setEscalationPolicy(client, { teamId, version: 0, policy, reason: 'Test', practitionerId: null, now }),
  );
  const { page: ingrid } = await stage.signIn('Ingrid Havn');
  const { page: jonas } = await stage.signIn('Jonas Lyngmo');

  // The team sets who has the duty on its own page, and the worklist of a colleague says so.
  await ingrid.getByRole('link', { name: 'Vakt', exact: true }).click();
  await ingrid.getByText('Ingen har vakt.').waitFor();
  await ingrid.getByRole('button', { name: 'Sett vakt' }).click();
  await ingrid.getByText('Velg hvem som skal ha vakt.').waitFor();
  await ingrid.getByLabel('Hvem').selectOption({ label: 'Ingrid Havn' });
  await ingrid.getByRole('button', { name: 'Sett vakt' }).click();
  await ingrid.getByText('Ingrid Havn har vakt til').waitFor();
  await expectAccessible(ingrid, 'the duty of a team');
  await jonas.locator('[data-on-duty]').getByText('Ingrid Havn').waitFor();

  // Nobody claims it: the one on duty is told, then the team, then nobody has answered.
  await stage.saturation(patient, 78, 78);
  await rowOf(jonas, patient.name).getByText('Ingen har svart').waitFor();
  // As a person and as one of the team: it is one thing to do.
  await ingrid.locator('[data-unseen="1"]').waitFor();
  await jonas.locator('[data-unseen="1"]').waitFor();
  await expect
    .poll(() => ingrid.locator('[data-announcements="assertive"]').textContent())
    .toContain('Ny varsling, rødt: Ingen har tatt varselet');

  // Jonas claims it, and is called away; his claim comes to its end.
  await jonas.getByRole('link', { name: patient.name }).first().click();
  await jonas.getByText('Alle trinn i eskaleringen er gått gjennom').waitFor();
  await jonas.getByRole('button', { name: /^Ta varselet/ }).click();
  await jonas.getByText('Varselet åpnes igjen').waitFor();
  await jonas.locator('[data-unseen="0"]').waitFor();
  await database.pool.query(`update alert set claimed_until = $1 where status = 'claimed'`, [new Date()]);
  await database.pool.query(
    `select graphile_worker.add_job('claim-end', json_build_object('alertId', id)) from alert where status = 'claimed'`,
  );
  await jonas.getByRole('button', { name: /^Ta varselet/ }).waitFor();

  await ingrid.getByRole('link', { name: /^Varslinger/ }).click();
  const told = ingrid.getByRole('listitem').filter({ hasText: 'En kollega tok varselet, men kom ikke videre' });
  await told.getByRole('link', { name: patient.name }).waitFor();
  const unanswered = ingrid.getByRole('listitem').filter({ hasText: 'Ingen har tatt varselet' });
  await unanswered.getByText('trinn 1: den som har vakt').first().waitFor();
  await unanswered.getByText('trinn 2: hele teamet').first().waitFor();
  await expectAccessible(ingrid, 'the notifications');
  await told.getByRole('button', { name: /^Merk som sett/ }).click();
  await told.getByText('Sett', { exact: true }).waitFor();
});
