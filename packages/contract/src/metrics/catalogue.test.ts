import { describe, expect, it } from 'vitest';
import { findMetric, METRIC_CODES, METRICS, MetricCodeSchema, metric, metricByCoding } from './catalogue.ts';
import { LOINC, MDC, SAMVAKT_METRIC } from './coding.ts';

describe('the catalogue', () => {
  it.each([
    ['oxygen-saturation', '2708-6', '%'],
    ['heart-rate', '8867-4', '/min'],
    ['systolic-pressure', '8480-6', 'mm[Hg]'],
    ['diastolic-pressure', '8462-4', 'mm[Hg]'],
    ['body-weight', '29463-7', 'kg'],
    ['body-temperature', '8310-5', 'Cel'],
    ['respiratory-rate', '9279-1', '/min'],
    ['glucose', '15074-8', 'mmol/L'],
    ['peak-flow', '33452-4', 'L/min'],
    ['fev1', '20150-9', 'L'],
    ['steps', '41950-7', '{steps}'],
    ['inr', '34714-6', '{INR}'],
  ] as const)('%s is LOINC %s in %s', (code, loincCode, unit) => {
    expect(metric(code).unit).toBe(unit);
    expect(metric(code).codings[0]).toEqual({ system: LOINC, code: loincCode });
    expect(metricByCoding(LOINC, loincCode)?.code).toBe(code);
  });

  it('gives no coding to two metrics', () => {
    const all = METRIC_CODES.flatMap((code) =>
      METRICS[code].codings.map((coding) => `${coding.system}|${coding.code}`),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('knows every metric by our own coding, too', () => {
    for (const code of METRIC_CODES) expect(metricByCoding(SAMVAKT_METRIC, code)?.code).toBe(code);
  });

  it('finds the device codes of an oximeter', () => {
    expect(metricByCoding(MDC, '150456')?.code).toBe('oxygen-saturation');
    expect(metricByCoding(MDC, '149530')?.code).toBe('heart-rate');
  });

  it('does not know what is not there, nor what every object has', () => {
    expect(metricByCoding(LOINC, '0-0')).toBeUndefined();
    expect(findMetric('toString')).toBeUndefined();
    expect(MetricCodeSchema.safeParse('__proto__').success).toBe(false);
    // @ts-expect-error a code that the type system refuses
    expect(() => metric('pulse')).toThrow('pulse');
  });

  it('numbers the options of a choice 0, 1, 2 … and ranges over exactly them', () => {
    const choices = METRIC_CODES.map(metric).filter((entry) => entry.kind === 'choice');
    expect(choices.length).toBeGreaterThan(0);
    for (const { options, range } of choices) {
      expect(options.map((option) => option.ordinal)).toEqual(options.map((_, index) => index));
      expect(range).toMatchObject({ min: 0, max: options.length - 1 });
    }
  });

  it('says where each plausible range comes from', () => {
    for (const code of METRIC_CODES) {
      const { min, max, source } = METRICS[code].range;
      expect(min).toBeLessThan(max);
      expect(source).not.toBe('');
    }
  });
});
