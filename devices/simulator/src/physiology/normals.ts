import { between } from './chance.ts';

/** What simulated patients are followed for; the same words as the shipped protocols' `condition`. */
export const CONDITIONS = ['copd', 'heart-failure', 'diabetes', 'hypertension', 'acute-illness'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** A patient's own normal, in the contract's canonical units; steps a day. */
export interface Normals {
  readonly oxygenSaturation: number;
  readonly heartRate: number;
  readonly systolic: number;
  readonly diastolic: number;
  readonly weight: number;
  readonly temperature: number;
  readonly respiratoryRate: number;
  readonly glucose: number;
  readonly peakFlow: number;
  readonly fev1: number;
  readonly steps: number;
  readonly inr: number;
  readonly breathlessness: number;
}

type Span = readonly [min: number, max: number];

/** Anyone followed at home for something that does not touch this value. */
const ORDINARY: Readonly<Record<keyof Normals, Span>> = {
  oxygenSaturation: [96, 98],
  heartRate: [62, 76],
  systolic: [117, 127],
  diastolic: [68, 77],
  weight: [58, 98],
  temperature: [36.5, 36.9],
  respiratoryRate: [13.5, 16],
  glucose: [5, 5.6],
  peakFlow: [380, 520],
  fev1: [2.2, 3.4],
  steps: [3_500, 7_500],
  inr: [2.3, 2.7],
  breathlessness: [0, 1],
};

/** What the treated, stable condition looks like; all ranges are assumptions, chosen inside the thresholds of ordinary protocols. */
const BY_CONDITION: Readonly<Record<Condition, Partial<Record<keyof Normals, Span>>>> = {
  copd: {
    oxygenSaturation: [92.2, 94.4],
    heartRate: [68, 80],
    respiratoryRate: [15, 17.5],
    peakFlow: [190, 300],
    fev1: [0.9, 1.7],
    steps: [1_800, 4_200],
    breathlessness: [2, 3],
  },
  'heart-failure': {
    oxygenSaturation: [95.5, 97],
    heartRate: [62, 74],
    systolic: [114, 124],
    diastolic: [64, 74],
    weight: [66, 104],
    steps: [2_200, 5_000],
    breathlessness: [1, 2],
  },
  diabetes: { weight: [72, 112], glucose: [6.1, 6.9] },
  // On the way back from pneumonia: a point of NEWS2 for the saturation, no more.
  'acute-illness': {
    oxygenSaturation: [94.6, 95],
    heartRate: [72, 80],
    respiratoryRate: [16.5, 18],
    temperature: [36.9, 37.3],
    steps: [400, 1_200],
    breathlessness: [1, 2],
  },
  hypertension: { systolic: [120, 127], diastolic: [72, 78], weight: [64, 102] },
};

/** The same for the same seed and condition, always. */
export function normalsOf(seed: number, condition: Condition): Normals {
  const spans = { ...ORDINARY, ...BY_CONDITION[condition] };
  const draw = (name: keyof Normals) => between(...spans[name], seed, `normal/${name}`);
  return {
    oxygenSaturation: draw('oxygenSaturation'),
    heartRate: draw('heartRate'),
    systolic: draw('systolic'),
    diastolic: draw('diastolic'),
    weight: draw('weight'),
    temperature: draw('temperature'),
    respiratoryRate: draw('respiratoryRate'),
    glucose: draw('glucose'),
    peakFlow: draw('peakFlow'),
    fev1: draw('fev1'),
    steps: draw('steps'),
    inr: draw('inr'),
    breathlessness: draw('breathlessness'),
  };
}
