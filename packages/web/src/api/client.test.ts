import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ACT_WITHIN_MS, createClient, type Fetch } from './client.ts';
import { ApiProblem, hasCode, mayBeDone, NoAnswer, UnreadableAnswer } from './problem.ts';

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
    await expect(aborted.get('/thing', Answer, AbortSignal.abort())).rejects.toThrow(DOMException);
  });

  const silence = () => Promise.reject(new TypeError('failed to fetch'));
  const cutOff = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          start: (body) => {
            body.enqueue(new TextEncoder().encode('{"value":'));
            body.error(new TypeError('connection closed'));
          },
        }),
      ),
    );
  const answered = (status: number, body: unknown) => () =>
    Promise.resolve(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
  const problem = (status: number, code: string, more: object = {}) =>
    answered(status, { status, code, title: code, ...more });
  it.each([
    ['nothing', silence, true],
    ['half an answer', cutOff, true],
    ['a page with 200', answered(200, '<html>'), true],
    ['another content with 200', answered(200, { value: 'three' }), true],
    ['a gateway’s 502', answered(502, '<html>'), true],
    ['a gateway’s 503', answered(503, ''), true],
    ['a gateway’s 504', answered(504, '<html>'), true],
    ['503 of the API, that had begun', problem(503, 'unavailable', { mayBeDone: true }), true],
    ['503 of the API, that had not', problem(503, 'unavailable', { mayBeDone: false }), false],
    ['500 of the API', problem(500, 'internal', { mayBeDone: true }), true],
    ['a refusal', problem(409, 'conflict'), false],
    ['a gateway’s 413', answered(413, '<html>'), false],
  ])('after %s knows whether an act may have been done; of a question it is not asked', async (_, fetch, may) => {
    const client = createClient(fetch);
    const unanswered = vi.fn();
    const stop = client.whenUnanswered(unanswered);
    await expect(client.post('/thing', {}, Answer)).rejects.toSatisfy((error) => mayBeDone(error) === may);
    await expect(client.ask('/thing', {}, Answer)).rejects.toSatisfy((error) => !mayBeDone(error));
    await expect(client.get('/thing', Answer)).rejects.toSatisfy((error) => !mayBeDone(error));
    stop();
    await client.post('/thing', {}, Answer).catch(() => undefined);
    expect(unanswered).toHaveBeenCalledTimes(may ? 1 : 0);
  });

  describe('that is not answered', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());
    /** As a browser: only giving it up ends it. */
    const hanging: Fetch = (_, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const hangingInTheBody: Fetch = async (_, { signal }) =>
      new Response(
        new ReadableStream({ start: (body) => signal?.addEventListener('abort', () => body.error(signal.reason)) }),
      );

    it.each([
      ['at all', hanging],
      ['to its end', hangingInTheBody],
    ])('%s ends an act after half a minute, and nobody knows whether it was done', async (_, fetch) => {
      const ended = vi.fn();
      const sent = createClient(fetch).post('/thing', {}, Answer).catch(ended);
      await vi.advanceTimersByTimeAsync(ACT_WITHIN_MS - 1);
      expect(ended).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      await sent;
      expect(ended.mock.calls[0]?.[0]).toMatchObject({ name: 'NoAnswer', mayBeDone: true, late: true });
    });

    it('ends what is only read later, and a replay when it is given up', async () => {
      const [read, replayed] = [vi.fn(), vi.fn()];
      const client = createClient(hanging);
      const giveUp = new AbortController();
      client.get('/thing', Answer).catch(read);
      client.ask('/thing', {}, Answer, giveUp.signal).catch(replayed);
      await vi.advanceTimersByTimeAsync(10 * ACT_WITHIN_MS);
      expect(read.mock.calls[0]?.[0]).toMatchObject({ name: 'NoAnswer', mayBeDone: false, late: true });
      expect(replayed).not.toHaveBeenCalled();
      giveUp.abort();
      await vi.advanceTimersByTimeAsync(0);
      expect(replayed.mock.calls[0]?.[0]).toMatchObject({ name: 'AbortError' });
    });

    it('leaves no timer behind when it is', async () => {
      await answering(200, { value: 1 }).client.post('/thing', {}, Answer);
      await createClient(silence)
        .get('/thing', Answer)
        .catch(() => undefined);
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  it('signs out and says where to go', async () => {
    const { client, calls } = answering(200, { url: '/' });
    expect(await client.signOut()).toBe('/');
    expect(calls[0]).toMatchObject({ input: '/auth/logout', init: { method: 'POST' } });
  });
});
