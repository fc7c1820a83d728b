import { z } from 'zod';

/**
 * A device id is one level of an MQTT topic, a broker's user name and sometimes a file name, so its grammar is narrow:
 * letters, digits, `-`, `_`, `.`, at most 64, the first a letter or a digit. No `+`, `#`, `/` or `$` can get through.
 */
export const DeviceIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1–64 letters, digits, -, _ or ., the first a letter or digit');
