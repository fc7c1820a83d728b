import { pino } from 'pino';
import { expect, it } from 'vitest';
import { startHealthServer } from './healthServer.ts';
import { freePort } from './ports.ts';

it('tells that a service lives, whether it can work, and what it counts', async () => {
  let broken = false;
  const port = await freePort();
  const server = await startHealthServer({
    port,
    log: pino({ level: 'silent' }),
    ready: async () => {
      if (broken) throw new Error('the database is gone');
    },
    metrics: async () => 'messages_total 3\n',
  });
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  expect(await ask('/health/live')).toEqual([200, 'ok\n']);
  expect(await ask('/health/ready')).toEqual([200, 'ok\n']);
  expect(await ask('/metrics')).toEqual([200, 'messages_total 3\n']);
  expect(await ask('/elsewhere')).toEqual([404, 'not found\n']);
  broken = true;
  expect(await ask('/health/ready')).toEqual([503, 'not ready\n']);
  expect(await ask('/health/live')).toEqual([200, 'ok\n']);
  await server.stop();
});
