import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { type CompiledProtocol, compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts } from './state.ts';
import { foldEvents, step } from './step.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';
import { close, compile, DAY, exampleRule, fall, HOUR, onlyRule, reading, START, standing } from './testing/oneRule.ts';

describe('a rule that cannot judge asks for a review', () => {
  it('when a number that it names is not in force', () => {
    const protocol = onlyRule({ type: 'value', metric: 'inr', test: 'above', set: { number: 'low' } });
    const broken = compileProtocol({ ...applyLimits(protocol, null, START), numbers: {} });
    const { state, findings } = step(broken, initialState(broken, START), reading('inr', 0, 2));
    expect(findings).toMatchObject([
      {
        type: 'opened',
        ruleId: 'review:saturation',
        kind: 'review',
        severity: 'yellow',
        evidence: {
          items: [],
          review: {
            code: 'rule-failed',
            metric: 'inr',
            reading: { at: START, value: 2 },
            detail: 'No number named low is in force',
          },
        },
      },
    ]);
    expect(standing(broken, state)).toEqual(['review:saturation open']);
    const late = step(broken, step(broken, state, close('review:saturation', HOUR)).state, reading('inr', -3 * DAY, 2));
    expect(late.findings).toMatchObject([
      { type: 'opened', ruleId: 'review:saturation', late: true, evidence: { review: { code: 'rule-failed' } } },
    ]);
  });

  it('when it throws, and its alert stays as it was', () => {
    const protocol = compile(onlyRule({ type: 'value', metric: 'inr', test: 'above', set: 4 }));
    const open = step(protocol, initialState(protocol, START), reading('inr', 0, 5)).state;
    const read = () => {
      throw new Error('out of order');
    };
    const concerns = protocol.concerns.map((own) =>
      own?.map((concern) => ({ ...concern, leaves: concern.leaves.map((leaf) => ({ ...leaf, read })) })),
    );
    const failing = { ...protocol, concerns };
    const { state } = step(failing, open, reading('inr', HOUR, 2));
    expect(standing(failing, state)).toEqual(['review:saturation open', 'saturation open']);
    const judgedAgain = step(protocol, state, reading('inr', 2 * HOUR, 5)).state;
    expect(standing(protocol, judgedAgain)).toEqual(['review:saturation cleared', 'saturation open']);
  });

  it('when it throws of what comes too late to be put in its place, and the other rules judge it', () => {
    const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
    const rules = [exampleRule, { ...exampleRule, id: 'second' }].map((rule) => ({
      ...rule,
      levels: { yellow: { when: pulse } },
    }));
    const protocol = compile(ProtocolSchema.parse({ ...EXAMPLE, rules }));
    const alone = () => {
      throw new Error('out of order');
    };
    const breakFirst = (rule: CompiledProtocol['rules'][number]) =>
      rule.place === 0 ? { ...rule, leaves: rule.leaves.map((leaf) => ({ ...leaf, alone })) } : rule;
    const failing = {
      ...protocol,
      concerns: protocol.concerns.map((own) => own?.map((one) => ({ ...one, rule: breakFirst(one.rule) }))),
    };
    const today = step(failing, initialState(failing, START - 40 * DAY), { type: 'tick', at: START }).state;
    const { findings } = step(failing, today, reading('heart-rate', -20 * DAY, 130));
    expect(findings).toMatchObject([
      {
        ruleId: 'review:saturation',
        late: true,
        evidence: {
          review: {
            code: 'rule-failed',
            metric: 'heart-rate',
            reading: { at: START - 20 * DAY, value: 130 },
            detail: 'out of order',
          },
        },
      },
      { ruleId: 'second', late: true, kind: 'clinical' },
    ]);
  });

  it('when it throws of what a person who closed its alert cannot have seen', () => {
    const protocol = compile(onlyRule({ type: 'value', metric: 'inr', test: 'above', set: 4 }));
    const open = step(protocol, initialState(protocol, START), reading('inr', 0, 5)).state;
    const reread = () => {
      throw new Error('out of order');
    };
    const rules = protocol.rules.map((rule) => ({
      ...rule,
      leaves: rule.leaves.map((leaf) => ({ ...leaf, reread })),
    }));
    const failing = { ...protocol, rules };
    const closed = step(failing, open, close('saturation', 2 * HOUR)).state;
    const unseen = { ...reading('inr', HOUR, 5), receivedAt: START + 3 * HOUR };
    const { state } = step(failing, closed, unseen);
    expect(standing(failing, state)).toEqual(['review:saturation open']);
    expect(openAlerts(failing, state)[0]?.evidence.review).toEqual({
      code: 'rule-failed',
      metric: 'inr',
      reading: { at: START + HOUR, value: 5 },
      detail: 'out of order',
    });
  });

  it('when its own normal is not yet known, and waits for a person when it is', () => {
    const protocol = compile(onlyRule({ ...fall, reference: 'baseline', minDays: 2 }));
    const early = foldEvents(protocol, initialState(protocol, START), [reading('fev1', 0, 2), reading('fev1', DAY, 2)]);
    expect(early.findings).toEqual([]);
    const after = step(protocol, initialState(protocol, START), reading('fev1', 5 * DAY, 2));
    expect(after.findings).toMatchObject([
      {
        ruleId: 'review:saturation',
        evidence: {
          review: { code: 'no-reference', metric: 'fev1', reading: { at: START + 5 * DAY, value: 2 }, detail: null },
        },
      },
    ]);
    const events = [reading('fev1', 6 * DAY, 2), reading('fev1', 7 * DAY, 1.7)];
    const known = foldEvents(protocol, after.state, events);
    expect(known.findings).toMatchObject([
      {
        type: 'opened',
        ruleId: 'saturation',
        evidence: { items: [{ compared: -15, reference: { kind: 'baseline', value: 2 } }] },
      },
      { type: 'cleared', ruleId: 'review:saturation', closed: false },
    ]);
  });

  it('again when it stops judging, and not on the day when a person has closed it', () => {
    const protocol = compile(onlyRule({ ...fall, reference: 'maximum' }));
    const events = [reading('fev1', 5 * DAY, 2), reading('fev1', 6 * DAY, 2), reading('fev1', 11 * DAY, 2)];
    const { state, findings } = foldEvents(protocol, initialState(protocol, START), events);
    expect(findings.map(({ type }) => type)).toEqual(['opened', 'cleared', 'reopened']);
    const closed = step(protocol, state, close('review:saturation', 11 * DAY + HOUR)).state;
    expect(standing(protocol, closed)).toEqual([]);
    expect(step(protocol, closed, reading('fev1', 15 * DAY + HOUR, 2)).findings).toMatchObject([{ type: 'opened' }]);
    const answered = step(protocol, closed, reading('fev1', 12 * DAY, 2)).state;
    expect(step(protocol, answered, reading('fev1', 12 * DAY + HOUR, 2)).findings).toEqual([]);
    expect(step(protocol, answered, reading('fev1', 17 * DAY, 2)).findings).toMatchObject([{ type: 'opened' }]);
  });

  it('when a percentage would be taken of nothing', () => {
    const protocol = compile(onlyRule({ ...fall, metric: 'steps', reference: 'mean', over: DAY }));
    const events = [reading('steps', 2 * DAY, 0), reading('steps', 2 * DAY + HOUR, 500)];
    const { state } = foldEvents(protocol, initialState(protocol, START), events);
    expect(standing(protocol, state)).toEqual(['review:saturation open']);
  });

  it.each([
    ['a mean', { type: 'mean', metric: 'fev1', test: 'below', set: 1, over: 2 * DAY, minReadings: 3 }],
    [
      'time in range',
      {
        type: 'share',
        metric: 'fev1',
        test: 'above',
        set: 50,
        band: { below: 1 },
        over: 2 * DAY,
        every: 16 * HOUR,
        sufficient: 90,
      },
    ],
  ] as const)('but not of %s that a person’s close has begun anew, before its window has had its time', (_, when) => {
    const protocol = compile(onlyRule(when));
    const low = Array.from({ length: 9 }, (_, index) => reading('fev1', index * 8 * HOUR, 0.5));
    const open = foldEvents(protocol, initialState(protocol, START), low).state;
    expect(standing(protocol, open)).toEqual(['saturation open']);
    const closed = foldEvents(protocol, open, [close('saturation', 3 * DAY)]).state;
    const within = foldEvents(protocol, closed, [
      reading('fev1', 3 * DAY + HOUR, 2),
      reading('fev1', 5 * DAY - 1, 2),
    ]).state;
    expect(standing(protocol, within)).toEqual([]);
    expect(step(protocol, closed, reading('fev1', 5 * DAY, 2)).findings).toMatchObject([
      { type: 'opened', ruleId: 'review:saturation', evidence: { review: { code: 'no-reference' } } },
    ]);
  });
});

describe('a review that a person has closed', () => {
  const protocol = compile(onlyRule({ ...fall, reference: 'maximum' }));
  const asked = step(protocol, initialState(protocol, START), reading('fev1', 5 * DAY, 2)).state;
  const closed = step(protocol, asked, close('review:saturation', 6 * DAY)).state;

  it('is known to who closed it, and told of no more', () => {
    expect(step(protocol, asked, close('review:saturation', 6 * DAY)).findings).toEqual([]);
  });

  it.each([
    ['comes again when the rule still cannot judge a day later', 10 * DAY, 1],
    ['stays away for the day', 7 * DAY - 1, 0],
  ])('%s', (_, afterMs, count) => {
    const silent = step(protocol, closed, { type: 'tick', at: START + 6 * DAY }).state;
    expect(step(protocol, silent, reading('fev1', afterMs, 2)).findings).toHaveLength(count);
  });

  it.each([
    ['a metric that no rule judges comes again after a week', 8 * DAY, 1],
    ['and not within it', 8 * DAY - 1, 0],
  ])('about %s', (_, afterMs, count) => {
    const events = [reading('inr', 0, 2.5), close('review:metric:inr', DAY)];
    const before = foldEvents(protocol, initialState(protocol, START), events).state;
    const { findings } = step(protocol, before, reading('inr', afterMs, 2.6));
    expect(findings.map(({ type, ruleId, at, evidence }) => [type, ruleId, at, evidence.review])).toEqual(
      Array.from({ length: count }, () => [
        'opened',
        'review:metric:inr',
        START + afterMs,
        { code: 'no-rule', metric: 'inr', reading: { at: START + afterMs, value: 2.6 }, detail: null },
      ]),
    );
  });

  it('comes again at once with another value that is no number', () => {
    const nothing = reading('fev1', HOUR, Number.NaN);
    const first = step(protocol, initialState(protocol, START), nothing);
    expect(first.findings).toMatchObject([
      {
        ruleId: 'review:metric:fev1',
        late: false,
        at: START + HOUR,
        evidence: { review: { code: 'not-a-number', metric: 'fev1', reading: null, detail: 'NaN' } },
      },
    ]);
    expect(step(protocol, first.state, reading('fev1', 2 * HOUR, Number.NaN))).toEqual({
      state: first.state,
      findings: [],
    });
    const read = step(protocol, first.state, close('review:metric:fev1', 3 * HOUR));
    expect(read.findings).toEqual([]);
    expect(step(protocol, read.state, reading('fev1', 4 * HOUR, Number.POSITIVE_INFINITY)).findings).toMatchObject([
      { type: 'opened', evidence: { review: { detail: 'Infinity' } } },
    ]);
  });
});

describe('a rule that compares with several things', () => {
  const gain = { type: 'change', metric: 'body-weight', test: 'above', set: 2, measure: 'absolute' } as const;
  const several = compile(
    ProtocolSchema.parse({
      ...EXAMPLE,
      rules: [
        { ...exampleRule, id: 'before', levels: { red: { when: { ...gain, reference: 'minimum', over: 20 * DAY } } } },
        {
          ...exampleRule,
          levels: {
            red: { when: { ...gain, reference: 'minimum', over: 2 * DAY } },
            yellow: { when: { ...gain, set: 1, reference: 'minimum', over: 7 * DAY } },
          },
        },
        { ...exampleRule, id: 'after', levels: { red: { when: { ...gain, reference: 'minimum', over: 20 * DAY } } } },
      ],
    }),
  );
  const days = (...own: number[]) => own.map((day) => reading('body-weight', day * DAY, 80));
  const review = (...own: number[]) =>
    openAlerts(several, foldEvents(several, initialState(several, START), days(...own)).state)
      .filter(({ ruleId }) => ruleId === 'review:saturation')
      .map(({ phase }) => phase);

  it('asks for a review while any of it is gone, though the rest could be judged', () => {
    expect(review(0, 6)).toEqual(['open']);
  });

  it('and has its review answered when nothing is lacking any more', () => {
    expect(review(0, 6, 7)).toEqual(['cleared']);
  });

  it('and asks again under the same review when something is gone again', () => {
    expect(review(0, 6, 7, 11)).toEqual(['open']);
  });

  it('keeps its review open when another metric of it is judged while something is still lacking', () => {
    const mixed = compile(
      onlyRule({
        type: 'any',
        of: [
          { type: 'value', metric: 'heart-rate', test: 'above', set: 110 },
          { ...gain, reference: 'minimum', over: 2 * DAY },
          { type: 'value', metric: 'breathlessness', test: 'above', set: 6 },
        ],
      }),
    );
    const events = [reading('body-weight', 6 * DAY, 80), reading('heart-rate', 6 * DAY + HOUR, 80)];
    const { state } = foldEvents(mixed, initialState(mixed, START), events);
    expect(standing(mixed, state)).toEqual(['review:saturation open']);
    const known = foldEvents(mixed, state, [reading('body-weight', 7 * DAY, 80), reading('heart-rate', 7 * DAY, 80)]);
    expect(standing(mixed, known.state)).toEqual(['review:saturation cleared']);
  });
});

describe('a review of what a rule lacks', () => {
  const gain = { type: 'change', metric: 'body-weight', test: 'above', set: 2, measure: 'absolute' } as const;
  const mixed = compile(
    onlyRule({
      type: 'any',
      of: [
        { ...gain, reference: 'minimum', over: 2 * DAY },
        { type: 'value', metric: 'heart-rate', test: 'above', set: 110 },
      ],
    }),
  );
  const asked = foldEvents(mixed, initialState(mixed, START), [
    reading('heart-rate', 0, 120),
    reading('body-weight', 6 * DAY, 80),
  ]).state;

  it('is not answered by a close of the alert of the rule: what it lacks, it still lacks', () => {
    const closed = step(mixed, asked, close('saturation', 6 * DAY + HOUR)).state;
    const read = step(mixed, closed, reading('heart-rate', 6 * DAY + 2 * HOUR, 80)).state;
    expect(standing(mixed, read)).toEqual(['review:saturation open']);
    expect(standing(mixed, step(mixed, read, reading('body-weight', 7 * DAY, 80)).state)).toEqual([
      'review:saturation cleared',
    ]);
  });

  it('stays away for a day after it was closed, and no longer for a close that found none', () => {
    const closes = [close('review:saturation', 6 * DAY + HOUR), close('review:saturation', 6 * DAY + 20 * HOUR)];
    const closed = foldEvents(mixed, asked, closes).state;
    const early = reading('body-weight', 9 * DAY, 80);
    expect(step(mixed, closed, early).findings).toMatchObject([{ type: 'opened', ruleId: 'review:saturation' }]);
    const twice = foldEvents(mixed, asked, [closes[0] as TriageEvent, close('review:saturation', 8 * DAY + 20 * HOUR)]);
    expect(standing(mixed, step(mixed, twice.state, early).state)).toContain('review:saturation open');
  });
});
