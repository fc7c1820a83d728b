import { createHash } from 'node:crypto';
import { QUESTIONNAIRES } from '@samvakt/contract';
import { PROTOCOLS } from '@samvakt/triage';
import { expect, test } from 'vitest';

/*
 * A version that has been registered never changes: an installation that has a protocol keeps its content, and patients are judged by that, and it would not start with another
 * content of a form. So whoever changes what is shipped gives it the next version, and writes the digest of its content here.
 */
const CONTENTS: Readonly<Record<string, string>> = {
  'acute-home 1': '51a4668345600c66',
  'copd 5': '1666c192f79e7600',
  'diabetes 5': '893ecea27676d2e4',
  'heart-failure 5': '2d66c865609ba584',
  'hypertension 4': '96766d62b5134132',
  'urn:samvakt:questionnaire:copd-symptoms 2': '44384c507a018440',
  'urn:samvakt:questionnaire:heart-failure-symptoms 2': '204a0ea3458b7ee8',
};

/** Of the content as the database compares it: in whatever order the fields of an object are written. */
function digestOf(content: unknown): string {
  const sorted = JSON.stringify(content, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('hex').slice(0, 16);
}

test('a shipped protocol or form whose content changes has another version', () => {
  const shipped = [
    ...PROTOCOLS.map((protocol) => [`${protocol.id} ${protocol.version}`, digestOf(protocol)]),
    ...QUESTIONNAIRES.map(({ resource }) => [`${resource.url} ${resource.version}`, digestOf(resource)]),
  ];
  expect(Object.fromEntries(shipped)).toEqual(CONTENTS);
});
