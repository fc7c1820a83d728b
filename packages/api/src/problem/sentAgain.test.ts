import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import { allSides } from '../testing/sides.ts';
import { HOUR } from '../testing/world.ts';

/* An act that adds something was done, and its answer never came: sent again, it stands once. */

const on = allSides();

/** Sends it over a connection on which no answer is ever read, and cuts that when `isDone`. */
async function sendUnheard(url: string, content: object, isDone: () => Promise<boolean>): Promise<void> {
  const { server } = on.api.app;
  if (!server.listening) await on.api.app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  await once(socket, 'connect');
  const body = JSON.stringify(content);
  const headers = {
    ...on.clients.sender.headers,
    host: '127.0.0.1',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST ${url} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  await vi.waitUntil(isDone, { timeout: 60_000 });
  socket.destroy();
}
const count = async (table: 'alert_note' | 'task', id: string) =>
  (await on.db.pool.query(`select from ${table} where id = $1`, [id])).rowCount ?? 0;

test('a note', async () => {
  const alertId = await on.world.raise(await on.followed(), { at: on.clock.now() - HOUR });
  const url = `/api/v1/alerts/${alertId}/notes`;
  const note = { id: randomUUID(), text: 'Called her' };
  await sendUnheard(url, note, async () => (await count('alert_note', note.id)) === 1);
  const { sender, colleague } = on.clients;
  const again = await sender.post(url, { ...note, id: note.id.toUpperCase() });
  expect(again).toMatchObject({ status: 200, body: { notes: [note] } });
  expect(again.body.notes).toHaveLength(1);
  const other = { status: 422, body: { code: 'unprocessable', reason: 'id-of-another' } };
  expect(await sender.post(url, { ...note, text: 'Did not call her' })).toMatchObject(other);
  expect(await colleague.post(url, note)).toMatchObject(other);
  const next = await sender.post(url, { ...note, id: randomUUID() });
  expect(next.body.notes).toHaveLength(2);
});

test('a task, also when it has been claimed meanwhile', async () => {
  const url = `/api/v1/episodes/${await on.followed()}/tasks`;
  const dueAt = new Date(on.clock.now() + HOUR).toISOString();
  const task = { id: randomUUID(), kind: 'call-back', text: 'Call her', dueAt };
  await sendUnheard(url, task, async () => (await count('task', task.id)) === 1);
  const { sender, colleague } = on.clients;
  expect(await sender.post(url, task)).toMatchObject({ status: 201, body: { id: task.id, status: 'open' } });
  await colleague.post(`/api/v1/tasks/${task.id}/claim`, { version: 1 });
  expect(await sender.post(url, task)).toMatchObject({ status: 201, body: { id: task.id, version: 2 } });
  const elsewhere = `/api/v1/episodes/${await on.followed()}/tasks`;
  for (const [to, change] of [
    [url, { text: 'Call him' }],
    [elsewhere, {}],
  ] as const)
    expect(await sender.post(to, { ...task, ...change })).toMatchObject({
      status: 422,
      body: { code: 'unprocessable', reason: 'id-of-another' },
    });
  expect((await sender.get(url)).body.tasks).toHaveLength(1);
  expect((await sender.get(elsewhere)).body.tasks).toEqual([]);
});

test('tells nobody who only reads another follow-up whether there is such a note or task somewhere', async () => {
  const { sender, receiver } = on.clients;
  const [elsewhere, read] = [await on.followed(), await on.followed()];
  const heard = { id: randomUUID(), text: 'Called her' };
  const alertThere = await on.world.raise(elsewhere, { at: on.clock.now() - HOUR });
  expect((await sender.post(`/api/v1/alerts/${alertThere}/notes`, heard)).status).toBe(200);
  const dueAt = new Date(on.clock.now() + HOUR).toISOString();
  const task = { id: randomUUID(), kind: 'call-back', text: 'Call her', dueAt };
  expect((await sender.post(`/api/v1/episodes/${elsewhere}/tasks`, task)).status).toBe(201);

  const alertHere = await on.world.raise(read, { at: on.clock.now() - HOUR });
  const informed = { teamId: on.world.lungTeam, kind: 'informed', reason: 'Should know' };
  expect((await sender.post(`/api/v1/episodes/${read}/relations`, informed)).status).toBe(201);
  expect((await receiver.get(`/api/v1/episodes/${read}`)).body.access).toBe('informed');
  for (const id of [heard.id, task.id, randomUUID()]) {
    const refused = { status: 403, body: { reason: 'not-the-accountable-team' } };
    expect(await receiver.post(`/api/v1/alerts/${alertHere}/notes`, { id, text: 'Asks' })).toMatchObject(refused);
    expect(await receiver.post(`/api/v1/episodes/${read}/tasks`, { ...task, id })).toMatchObject(refused);
  }
});
