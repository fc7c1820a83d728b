import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choosePort } from './ports.ts';

const server = createServer();
let taken: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  taken = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => server.close());

describe('a port that is taken', () => {
  it('is an error that names the variable when it was asked for', async () => {
    await expect(choosePort('SAMVAKT_PORT', taken, 4180)).rejects.toThrow(
      `Port ${taken}, asked for with SAMVAKT_PORT, is taken`,
    );
  });

  it('is replaced by a free one when it was only the default', async () => {
    const port = await choosePort('SAMVAKT_PORT', undefined, taken);
    expect(port).toBeGreaterThan(1023);
    expect(port).not.toBe(taken);
  });
});
