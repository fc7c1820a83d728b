import { test } from 'vitest';
import { oneJudgedEpisodeEach } from '../../test/oneJudgedEpisodeEach.ts';
import { HOUR, START } from '../../test/scene.ts';

/*
 * A reading waits in a batch while a person closes an alert: it was received before, and is judged after. That person cannot have seen it, so that the
 * close does not cover it, however near each other the instants are. The scene is red below 90.
 */

const NOW = START + 10 * HOUR;
const { receive, receiveAgain, close, whileItWaits, expectAlerts } = oneJudgedEpisodeEach(4);

test('what waited for the lock of a close opens the alert again, and is judged again to the same', async () => {
  await receive(85, { at: NOW - HOUR });
  await whileItWaits(
    (client) => close(NOW, client),
    () => receive(84, { at: NOW - 3000, receivedAt: NOW - 2000, now: NOW - 1000 }),
  );
  await expectAlerts('resolved', 'open');
});

test.each([
  ['a moment before the close', -1],
  ['in the very instant of the close', 0],
])('what was received %s and comes to be judged after it opens the alert again', async (_, ahead) => {
  await receive(85, { at: NOW - HOUR });
  await close(NOW);
  await receive(84, { at: NOW - 5000, receivedAt: NOW + ahead, now: NOW + 1000 });
  await expectAlerts('resolved', 'open');
});

test('what had been judged before the close was seen: it does not open again when it comes a second time', async () => {
  await receive(85, { at: NOW - HOUR });
  await close(NOW);
  await receiveAgain(85, { at: NOW - HOUR, receivedAt: NOW - 1000, now: NOW + 1000 });
  await expectAlerts('resolved');
});
