import { describe, expect, test } from 'vitest';
import { anId, HOUR, onePatientEach } from '../../test/onePatientEach.ts';

/* A running number that comes again is the same message, or a gateway has used it twice; then what it holds now is nobody's to throw away. */
const one = onePatientEach(12);
const { raw, saturation, sent, store, said } = one;

const receiptOf = async (...messages: Parameters<typeof store>) => (await store(...messages))[0]?.receipt;
const kept = async () => (await one.everything()).kept as { reasons: { code: string }[] }[];
const codesKept = async () => (await kept()).map(({ reasons }) => reasons.map(({ code }) => code));

describe('a number that was used before', () => {
  test('for other measurements asks somebody to look at each that is not stored, once', async () => {
    const id = anId();
    const taken = [saturation(96), { ...saturation(70), metric: 'heart-rate', unit: '/min' }];
    await store(sent(taken, id));
    const other = sent([saturation(88), ...taken], id);
    expect(await receiptOf(other)).toEqual({
      ...id,
      status: 'rejected',
      counts: { received: 3, stored: 0, duplicates: 2, rejected: 1 },
      faults: [{ path: '', code: 'message-conflict', text: expect.stringContaining('other measurements') }],
    });
    expect(await said()).toEqual([['review:refused:oxygen-saturation', 'message-conflict', 'open']]);
    expect(await codesKept()).toEqual([['message-conflict']]);
    expect(await one.rerun()).toEqual([true]);

    one.now += HOUR;
    await one.closeReviews();
    const before = await one.everything();
    one.now += 30 * HOUR;
    const again = { ...other, receivedAt: one.now };
    expect(await receiptOf(again, again)).toMatchObject({ status: 'rejected', faults: [{ code: 'message-conflict' }] });
    expect(await one.everything()).toEqual(before);
  });

  test.each<[string, (id: ReturnType<typeof anId>) => string]>([
    ['a broken envelope', (id) => JSON.stringify({ ...id, sentAt: 'yesterday', measurements: [] })],
    [
      'too many measurements',
      (id) => JSON.stringify({ ...id, sentAt: '2026-03-01T08:00:00Z', measurements: new Array(2_001).fill(0) }),
    ],
  ])('and now for %s is kept, refused, and asks somebody to look, once', async (_, text) => {
    const id = anId();
    const first = await receiptOf(sent([saturation(96)], id));
    expect(first).toMatchObject({ status: 'accepted' });
    const unreadable = raw(text(id));
    const code = unreadable.decoded.faults[0]?.code;
    expect(await receiptOf(unreadable)).toMatchObject({
      status: 'rejected',
      counts: { received: 0, stored: 0, duplicates: 0, rejected: 0 },
      faults: [{ code: 'message-conflict' }],
    });
    expect(await codesKept()).toEqual([['message-conflict', code]]);
    expect(await said()).toEqual([['review:refused', code, 'open']]);
    expect(await one.rerun()).toEqual([true]);
    const before = await one.everything();
    expect(await receiptOf(unreadable)).toMatchObject({ status: 'rejected' });
    expect(await receiptOf(sent([saturation(96)], id))).toEqual(first);
    expect(await one.everything()).toEqual(before);
  });

  test('for a message that could not be read either: the first receipt again, and what is new is kept', async () => {
    const id = anId();
    const first = raw(JSON.stringify({ ...id, sentAt: 'yesterday', measurements: [] }));
    const receipt = await receiptOf(first);
    const before = await one.everything();
    expect(await receiptOf(first)).toEqual(receipt);
    expect(await one.everything()).toEqual(before);
    expect(await receiptOf(raw(JSON.stringify({ ...id, sentAt: 'today', measurements: [] })))).toEqual(receipt);
    expect(await kept()).toHaveLength(2);
    expect(await one.given()).toHaveLength(2);
    expect(await said()).toEqual([['review:refused', 'envelope-invalid', 'open']]);
  });

  test('and now for what cannot be believed is a conflict too', async () => {
    const id = anId();
    await store(sent([saturation(96)], id));
    expect(await receiptOf(sent([saturation(300)], id))).toMatchObject({
      status: 'rejected',
      counts: { received: 1, stored: 0, duplicates: 0, rejected: 1 },
      faults: [{ code: 'message-conflict' }],
    });
    expect(await codesKept()).toEqual([['message-conflict', 'value-implausible']]);
    expect(await said()).toEqual([['review:refused:oxygen-saturation', 'value-implausible', 'open']]);
  });

  test('for the same response, which was not taken, is that response', async () => {
    const id = anId();
    const answers = [{ linkId: 'contact', type: 'boolean', value: true }] as const;
    await store(one.answered({ url: 'urn:nobody:knows', version: '1', authoredAt: one.now, answers }, id));
    const before = await one.everything();
    // Rejected as it was: the same again.
    expect(
      await receiptOf(one.answered({ url: 'urn:nobody:knows', version: '1', authoredAt: one.now, answers }, id)),
    ).toMatchObject({ status: 'rejected', faults: [{ code: 'questionnaire-unknown' }] });
    expect(await one.everything()).toEqual(before);
  });

  test('is the same message when nothing but the time since would refuse it now', async () => {
    const id = anId();
    const measuredAt = one.now;
    const first = await receiptOf(sent([saturation(96, '%', measuredAt)], id));
    const before = await one.everything();
    const now = one.now;
    one.now += 401 * 24 * HOUR;
    expect(await receiptOf(sent([saturation(96, '%', measuredAt)], id))).toEqual(first);
    one.now = now;
    expect(await one.everything()).toEqual(before);
  });
});
