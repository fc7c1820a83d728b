import { describe, expect, it } from 'vitest';
import { GatewayStatusSchema } from '../mqtt/status.ts';
import { decode } from './decode.ts';

// Not in the ECMAScript library that this room is compiled against.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

const at = '2026-03-01T12:00:00Z';

function decodeText(text: string) {
  return decode({ format: 'json', payload: new TextEncoder().encode(text), receivedAt: Date.parse(at) });
}

describe('what is said of a hostile payload can be kept by the database', () => {
  it('also where a quotation ends between the halves of a character', () => {
    // One measurement that is told of in half a character would else take the good ones of its message with it.
    const texts = Array.from({ length: 8 }, (_, index) => {
      const metric = `${'a'.repeat(52 + index)}\u{1f600} and so on`;
      const measurements = [{ metric, effectiveAt: at, value: 1, unit: '%' }];
      const queue = 'f937529c-e7a3-46b2-914f-fc992753c124';
      return decodeText(JSON.stringify({ queue, number: 1, sentAt: at, measurements })).faults[0]?.text ?? '';
    });
    expect(texts.every((text) => text.includes('is not in the catalogue') && text.isWellFormed())).toBe(true);
  });

  it('also where the parser quotes U+0000', () => {
    const [fault] = decodeText('\u0000abc').faults;
    expect(fault?.code).toBe('json-invalid');
    expect(fault?.text).not.toContain('\u0000');
  });

  it('and a status with text that cannot be kept is no status', () => {
    for (const firmware of ['1.0\u0000', '1.0\ud83d']) {
      expect(GatewayStatusSchema.safeParse({ at, firmware }).success).toBe(false);
    }
  });
});
