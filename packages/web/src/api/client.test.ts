import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClient } from './client.ts';
import { ApiProblem, hasCode, NoAnswer, UnreadableAnswer } from './problem.ts';

const Answer = z.object({ value: z.number() });
const answering = (status: number, body: unknown) => {
  const calls: { input: string; init: RequestInit }[] = [];
  const client = createClient(async (input, init) => {
    calls.push({ input, init });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  });
  return { client, calls };
};

describe('client', () => {
  it('reads what the contract allows', async () => {
    const { client, calls } = answering(200, { value: 3 });
    expect(await client.get('/thing', Answer)).toEqual({ value: 3 });
    expect(calls[0]?.input).toBe('/api/v1/thing');
  });

  it('refuses what the contract does not', async () => {
    await expect(answering(200, { value: 'three' }).client.get('/thing', Answer)).rejects.toThrow(UnreadableAnswer);
  });

  it('sends the token of the session with every act', async () => {
    const { client, calls } = answering(200, { value: 1 });
    await client.post('/thing', { a: 1 }, Answer);
    client.setCsrfToken('secret');
    await client.post('/thing', { a: 1 }, Answer);
    const headers = calls.map(({ init }) => new Headers(init.headers).get('x-csrf-token'));
    expect(headers).toEqual([null, 'secret']);
    expect(calls[1]?.init).toMatchObject({ method: 'POST', body: '{"a":1}', credentials: 'same-origin' });
  });

  it('throws the problem that the API tells', async () => {
    const problem = { status: 409, code: 'conflict', title: 'The state has changed', reason: 'version-moved-on' };
    const failure = answering(409, problem).client.post('/thing', {}, Answer);
    await expect(failure).rejects.toThrow(ApiProblem);
    await expect(failure).rejects.toMatchObject({ problem });
  });

  it.each([
    [401, 'not-signed-in'],
    [404, 'not-found'],
    [418, 'bad-request'],
    [500, 'internal'],
    [503, 'unavailable'],
  ])('makes the best of a %d that something on the way has answered', async (status, code) => {
    const failure = answering(status, '<html>').client.get('/thing', Answer);
    await expect(failure).rejects.toSatisfy((error) => hasCode(error, code as 'internal'));
  });

  it('tells silence from a refusal, and an aborted request from both', async () => {
    const silent = createClient(() => Promise.reject(new TypeError('failed to fetch')));
    await expect(silent.get('/thing', Answer)).rejects.toThrow(NoAnswer);
    const aborted = createClient(() => Promise.reject(new DOMException('aborted', 'AbortError')));
    await expect(aborted.get('/thing', Answer, new AbortController().signal)).rejects.toThrow(DOMException);
  });

  it('signs out and says where to go', async () => {
    const { client, calls } = answering(200, { url: '/' });
    expect(await client.signOut()).toBe('/');
    expect(calls[0]).toMatchObject({ input: '/auth/logout', init: { method: 'POST' } });
  });
});
