/**
 * The National Early Warning Score 2 (Royal College of Physicians, 2017), for people of 16 and over who are not pregnant. Scale 2 of
 * the saturation is used only when a clinician has set it (hypercapnic respiratory failure).
 */
export interface News2Observations {
  /** Breaths a minute. */
  readonly respiratoryRate: number | null;
  /** Percent. */
  readonly oxygenSaturation: number | null;
  readonly saturationScale: 1 | 2;
  readonly oxygen: 'air' | 'oxygen' | null;
  /** mmHg. */
  readonly systolicPressure: number | null;
  /** Beats a minute. */
  readonly pulse: number | null;
  /** Alert, new confusion, responds to voice, to pain, unresponsive. */
  readonly consciousness: 'A' | 'C' | 'V' | 'P' | 'U' | null;
  /** Degrees Celsius. */
  readonly temperature: number | null;
}

/** The seven parts, in the order of the chart (Royal College of Physicians 2017). */
export const NEWS2_PARTS = [
  'respiratoryRate',
  'oxygenSaturation',
  'oxygen',
  'systolicPressure',
  'pulse',
  'consciousness',
  'temperature',
] as const;
export type News2Part = (typeof NEWS2_PARTS)[number];

/** What NEWS2 comes to. */
export interface News2Score {
  /** Points of each part; null where it was not observed. */
  readonly parts: Readonly<Record<News2Part, 0 | 1 | 2 | 3 | null>>;
  readonly missing: readonly News2Part[];
  /** Null while any part is missing: what was not observed is never taken for 0. */
  readonly total: number | null;
  /**
   * `low` 0–4; `low-medium` a single part of 3 (urgent review by the ward’s own doctor); `medium` 5–6 (urgent); `high` 7 and over
   * (emergency). With parts missing it is what those observed already warrant, and null where they warrant nothing.
   */
  readonly risk: 'low' | 'low-medium' | 'medium' | 'high' | null;
}

type Points = 0 | 1 | 2 | 3;
/** Points up to and including a value, lowest first; the last holds for everything above. */
type Steps = readonly (readonly [upTo: number, points: Points])[];

const ABOVE = Number.POSITIVE_INFINITY;
const RESPIRATORY_RATE: Steps = [
  [8, 3],
  [11, 1],
  [20, 0],
  [24, 2],
  [ABOVE, 3],
];
const SATURATION_1: Steps = [
  [91, 3],
  [93, 2],
  [95, 1],
  [ABOVE, 0],
];
const SATURATION_2_AIR: Steps = [
  [83, 3],
  [85, 2],
  [87, 1],
  [ABOVE, 0],
];
const SATURATION_2_OXYGEN: Steps = [
  [83, 3],
  [85, 2],
  [87, 1],
  [92, 0],
  [94, 1],
  [96, 2],
  [ABOVE, 3],
];
const SYSTOLIC: Steps = [
  [90, 3],
  [100, 2],
  [110, 1],
  [219, 0],
  [ABOVE, 3],
];
const PULSE: Steps = [
  [40, 3],
  [50, 1],
  [90, 0],
  [110, 1],
  [130, 2],
  [ABOVE, 3],
];
const TEMPERATURE: Steps = [
  [35, 3],
  [36, 1],
  [38, 0],
  [39, 1],
  [ABOVE, 2],
];

/** The table is in whole numbers (temperature: tenths), so what lies between two of its steps is rounded first. */
export function news2(observed: News2Observations): News2Score {
  const parts = news2Points(observed);
  const missing = NEWS2_PARTS.filter((part) => parts[part] === null);
  const sum = NEWS2_PARTS.reduce((total, part) => total + (parts[part] ?? 0), 0);
  const hasThree = NEWS2_PARTS.some((part) => parts[part] === 3);
  return {
    parts,
    missing,
    total: missing.length === 0 ? sum : null,
    risk: riskOf(sum, hasThree, missing.length === 0),
  };
}

/** The points alone. */
export function news2Points(observed: News2Observations): News2Score['parts'] {
  return {
    respiratoryRate: points(RESPIRATORY_RATE, observed.respiratoryRate, 1),
    oxygenSaturation: saturationPoints(observed),
    oxygen: observed.oxygen === null ? null : observed.oxygen === 'oxygen' ? 2 : 0,
    systolicPressure: points(SYSTOLIC, observed.systolicPressure, 1),
    pulse: points(PULSE, observed.pulse, 1),
    consciousness: observed.consciousness === null ? null : observed.consciousness === 'A' ? 0 : 3,
    temperature: points(TEMPERATURE, observed.temperature, 10),
  };
}

function points(steps: Steps, value: number | null, perUnit: 1 | 10): Points | null {
  if (value === null || !Number.isFinite(value)) return null;
  const rounded = Math.round(value * perUnit) / perUnit;
  for (const step of steps) if (rounded <= step[0]) return step[1];
  return null;
}

/** On scale 2 it depends on the oxygen too, from 93 % up: unknown there while the oxygen is. */
function saturationPoints({ saturationScale, oxygenSaturation, oxygen }: News2Observations): Points | null {
  if (saturationScale === 1) return points(SATURATION_1, oxygenSaturation, 1);
  const onAir = points(SATURATION_2_AIR, oxygenSaturation, 1);
  const onOxygen = points(SATURATION_2_OXYGEN, oxygenSaturation, 1);
  if (oxygen === null) return onAir === onOxygen ? onAir : null;
  return oxygen === 'air' ? onAir : onOxygen;
}

function riskOf(sum: number, hasThree: boolean, complete: boolean): News2Score['risk'] {
  if (sum >= 7) return 'high';
  if (sum >= 5) return 'medium';
  if (hasThree) return 'low-medium';
  return complete ? 'low' : null;
}
