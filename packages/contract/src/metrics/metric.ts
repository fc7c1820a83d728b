import type { Coding } from './coding.ts';

/**
 * How a value in another unit becomes canonical: `(value + add) * times / over`.
 * Multiplying and dividing by the defining numbers keeps 98.6 °F exactly 37 Cel, which one rounded factor would not.
 */
export interface Conversion {
  readonly add?: number;
  readonly times?: number;
  readonly over?: number;
}

/** Outside `[min, max]` (canonical unit, both ends allowed) a value is a fault of the device or the unit, not a finding. */
export interface PlausibleRange {
  readonly min: number;
  readonly max: number;
  /** Where the range comes from; the word "assumption" where no published source sets it. */
  readonly source: string;
}

interface MetricBase {
  /** English name, for messages and FHIR displays; screens have their own catalogue. */
  readonly display: string;
  /** The first coding is the one we write; all of them are understood. */
  readonly codings: readonly [Coding, ...Coding[]];
  /** Canonical UCUM unit. */
  readonly unit: string;
  readonly range: PlausibleRange;
  /** Decimals to show; never used for storage. */
  readonly decimals: number;
}

/** A measured number with a unit. */
export interface QuantityMetric extends MetricBase {
  readonly kind: 'quantity';
  /** Other UCUM codes that are understood, by code. */
  readonly conversions: Readonly<Record<string, Conversion>>;
}

/** A whole number from 0 to 10 that the patient chooses. */
export interface ScaleMetric extends MetricBase {
  readonly kind: 'scale';
}

/** One answer of a choice. Codes are our own (`SAMVAKT_ANSWER`). */
export interface ChoiceOption {
  readonly code: string;
  /** What is stored: 0 is the best answer, a greater number is a worse one. */
  readonly ordinal: number;
  /** A code of another system that means the same answer to this question. */
  readonly coding?: Coding;
}

/** A question with a closed list of answers. Its value is the ordinal of the chosen option. */
export interface ChoiceMetric extends MetricBase {
  readonly kind: 'choice';
  /** In the order of their ordinals. */
  readonly options: readonly [ChoiceOption, ...ChoiceOption[]];
}

/** What the catalogue says of a metric. */
export type MetricDefinition = QuantityMetric | ScaleMetric | ChoiceMetric;
