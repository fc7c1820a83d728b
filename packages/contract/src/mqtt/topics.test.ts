import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeviceIdSchema } from './deviceId.ts';
import { ReceiptsSchema } from './receipt.ts';
import { GatewayStatusSchema } from './status.ts';
import {
  answersTopic,
  MESSAGE_FORMATS,
  measurementsTopic,
  messagesTopic,
  parseTopic,
  receiptsTopic,
  shownTopic,
  statusTopic,
  TOPIC_SCHEMAS,
} from './topics.ts';

const deviceIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);

describe('topics', () => {
  it('are spelled as the architecture says', () => {
    expect(measurementsTopic('home-1')).toBe('dho/v1/home-1/measurements');
    expect(measurementsTopic('home-1', 'fhir')).toBe('dho/v1/home-1/measurements/fhir');
    expect(receiptsTopic('home-1')).toBe('dho/v1/home-1/receipts');
    expect(answersTopic('home-1')).toBe('dho/v1/home-1/answers');
    expect(statusTopic('home-1')).toBe('dho/v1/home-1/status');
    expect(messagesTopic('home-1')).toBe('dho/v1/home-1/messages');
    expect(shownTopic('home-1')).toBe('dho/v1/home-1/shown');
  });

  it('are read back as they were built', () => {
    fc.assert(
      fc.property(deviceIds, fc.constantFrom(...MESSAGE_FORMATS), (deviceId, format) => {
        expect(parseTopic(measurementsTopic(deviceId, format))).toEqual({ kind: 'measurements', deviceId, format });
        expect(parseTopic(receiptsTopic(deviceId))).toEqual({ kind: 'receipts', deviceId });
        expect(parseTopic(answersTopic(deviceId))).toEqual({ kind: 'answers', deviceId });
        expect(parseTopic(statusTopic(deviceId))).toEqual({ kind: 'status', deviceId });
        expect(parseTopic(messagesTopic(deviceId))).toEqual({ kind: 'messages', deviceId });
        expect(parseTopic(shownTopic(deviceId))).toEqual({ kind: 'shown', deviceId });
      }),
    );
  });

  it('keep an unknown format, for the decoder to refuse', () => {
    expect(parseTopic('dho/v1/home-1/measurements/morse')).toMatchObject({ format: 'morse' });
  });

  it.each([
    '',
    'dho/v1',
    'dho/v2/home-1/measurements',
    'dho/v1/home-1',
    'dho/v1/home-1/other',
    'dho/v1/home-1/receipts/json',
    'dho/v1/home-1/messages/json',
    'dho/v1/home-1/answers/fhir',
    'dho/v1/home-1/shown/json',
    'dho/v1/home-1/measurements/json/more',
    'dho/v1/../measurements',
    'dho/v1/+/measurements',
    'dho/v1/#/status',
    '/dho/v1/home-1/status',
  ])('%j is not one of ours', (topic) => {
    expect(parseTopic(topic)).toBeUndefined();
  });

  it('never throw on any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseTopic(text);
        if (parsed) expect(DeviceIdSchema.safeParse(parsed.deviceId).success).toBe(true);
      }),
    );
  });

  it.each(['', '+', '#', 'a/b', '$SYS', '.hidden', 'a b', 'å', 'x'.repeat(65)])('%j is no device id', (deviceId) => {
    expect(() => measurementsTopic(deviceId)).toThrow('must be 1–64');
  });
});

describe('payloads by topic', () => {
  const queue = 'f937529c-e7a3-46b2-914f-fc992753c124';

  it('reads a receipt, also one with a fault code from the future', () => {
    const receipt = {
      queue,
      number: 3,
      status: 'partly-accepted',
      counts: { received: 2, stored: 1, duplicates: 0, rejected: 1 },
      faults: [{ path: '/measurements/0', code: 'a-new-reason', text: 'something later versions find' }],
    };
    expect(ReceiptsSchema.parse([receipt])).toEqual([receipt]);
    expect(TOPIC_SCHEMAS.receipts.safeParse([{ ...receipt, status: 'perhaps' }]).success).toBe(false);
  });

  it('reads a message to the patient, also of a kind from the future, and the word that it was shown', () => {
    const message = {
      id: queue,
      kind: 'a-new-kind',
      about: queue,
      createdAt: '2026-03-01T08:00:00Z',
      expiresAt: '2026-03-08T08:00:00Z',
      text: { nb: 'Hei', en: 'Hello' },
    };
    expect(TOPIC_SCHEMAS.messages.parse(message)).toEqual(message);
    expect(TOPIC_SCHEMAS.messages.safeParse({ ...message, text: { nb: 'Hei' } }).success).toBe(false);
    const shown = { messageId: queue, at: '2026-03-01T09:00:00+01:00' };
    expect(TOPIC_SCHEMAS.shown.parse(shown)).toEqual(shown);
    expect(TOPIC_SCHEMAS.shown.safeParse({ messageId: 'first' }).success).toBe(false);
  });

  it('reads a status, with and without its optional parts', () => {
    expect(GatewayStatusSchema.parse({ at: '2026-03-01T08:00:00Z' })).toEqual({ at: '2026-03-01T08:00:00Z' });
    expect(GatewayStatusSchema.safeParse({ at: '2026-03-01T08:00:00Z', batteryPercent: 130 }).success).toBe(false);
    expect(GatewayStatusSchema.safeParse({ at: 'yesterday' }).success).toBe(false);
  });
});
