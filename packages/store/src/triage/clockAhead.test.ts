import { expect, test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';

/*
 * The clock of a device is some minutes ahead, so that it says of its readings that they will be measured. A person closes their alert before that instant
 * has come: the close covers what was seen, and nothing that comes afterwards. The scene is red below 90.
 */

const MINUTE = 60_000;
const NOW = START + 10 * HOUR;
const AHEAD = 4 * MINUTE;
const { receive, close, alerts, expectAlerts } = oneJudgedEpisodeEach(4);

test('what is low after the close opens an alert of its own', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await close(NOW + MINUTE);
  await expectAlerts('resolved');
  await receive(84, { at: NOW + HOUR + AHEAD, receivedAt: NOW + HOUR });
  await expectAlerts('resolved', 'open');
});

test('so does what another device measures before the instant that the first has named', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await close(NOW + MINUTE);
  await receive(84, { at: NOW + 2 * MINUTE, receivedAt: NOW + 2 * MINUTE });
  await expectAlerts('resolved', 'open');
  const [, again] = await alerts();
  expect(again?.openedAt).toEqual(new Date(NOW + 2 * MINUTE));
  await close(NOW + 3 * MINUTE);
  await expectAlerts('resolved', 'resolved');
  await receive(83, { at: NOW + 3 * MINUTE + AHEAD, receivedAt: NOW + 3 * MINUTE + 1 });
  await expectAlerts('resolved', 'resolved', 'open');
});

test('what was well before the close has ended nothing that comes after it', async () => {
  await receive(85, { at: NOW + AHEAD, receivedAt: NOW });
  await receive(97, { at: NOW + AHEAD + 1, receivedAt: NOW + 1 });
  await close(NOW + MINUTE);
  await receive(84, { at: NOW + AHEAD + 2 * MINUTE, receivedAt: NOW + 2 * MINUTE });
  await expectAlerts('resolved', 'open');
});
