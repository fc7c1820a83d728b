import { pino } from 'pino';
import { expect, it } from 'vitest';
import { NotReady, startHealthServer } from './healthServer.ts';
import { freePort } from './ports.ts';

it('tells that a service lives, whether it can work, and what it counts', async () => {
  let broken: 'no' | 'its own reason' | 'another' | 'silent' = 'no';
  const port = await freePort();
  const server = await startHealthServer({
    port,
    log: pino({ level: 'silent' }),
    ready: async () => {
      if (broken === 'its own reason') throw new NotReady('the broker is gone');
      if (broken === 'another') throw new Error('with something that nobody outside shall read');
      if (broken === 'silent') await new Promise(() => {});
    },
    readyWithinMs: 50,
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
  broken = 'its own reason';
  expect(await ask('/health/ready')).toEqual([503, 'not ready: the broker is gone\n']);
  broken = 'another';
  expect(await ask('/health/ready')).toEqual([503, 'not ready: see the log\n']);
  broken = 'silent';
  expect(await ask('/health/ready')).toEqual([503, 'not ready: no answer in time\n']);
  expect(await ask('/health/live')).toEqual([200, 'ok\n']);
  await server.stop();
});
