import { NEWS2_PARTS, type News2Observations, type News2Part, news2Points } from './news2.ts';
import type { Score } from './score.ts';

const METRICS = {
  respiratoryRate: 'respiratory-rate',
  oxygenSaturation: 'oxygen-saturation',
  oxygen: 'inspired-oxygen',
  systolicPressure: 'systolic-pressure',
  pulse: 'heart-rate',
  consciousness: 'consciousness',
  temperature: 'body-temperature',
} as const satisfies Readonly<Record<News2Part, string>>;

/** The answers in the order of their ordinals in the catalogue. */
const OXYGEN = ['air', 'oxygen'] as const;
const CONSCIOUSNESS = ['A', 'C', 'V', 'P', 'U'] as const;

/** The setting that puts a patient on the other scale of the saturation: 2 with hypercapnic respiratory failure, by a clinician. */
const SATURATION_SCALE = 'saturation-scale';

const PLACES = Object.fromEntries(NEWS2_PARTS.map((part, place) => [part, place])) as Record<News2Part, number>;

/** NEWS2 as a score of the registry. Risk: 0 low, 1 a single part of 3, 2 from 5, 3 from 7. */
export const news2Score: Score = {
  parts: NEWS2_PARTS.map((id) => ({ id, metric: METRICS[id] })),
  settings: { [SATURATION_SCALE]: [1, 2] },
  points: (values, settings) => {
    const parts = news2Points(observationsOf(values, settings[SATURATION_SCALE] === 2 ? 2 : 1));
    return NEWS2_PARTS.map((part) => parts[part]);
  },
  risk: (sum, highest) => (sum >= 7 ? 3 : sum >= 5 ? 2 : highest >= 3 ? 1 : 0),
};

function observationsOf(values: readonly (number | null)[], saturationScale: 1 | 2): News2Observations {
  const observed = (part: News2Part) => values[PLACES[part]] ?? null;
  const oxygen = observed('oxygen');
  const consciousness = observed('consciousness');
  return {
    respiratoryRate: observed('respiratoryRate'),
    oxygenSaturation: observed('oxygenSaturation'),
    saturationScale,
    oxygen: oxygen === null ? null : (OXYGEN[oxygen] ?? null),
    systolicPressure: observed('systolicPressure'),
    pulse: observed('pulse'),
    consciousness: consciousness === null ? null : (CONSCIOUSNESS[consciousness] ?? null),
    temperature: observed('temperature'),
  };
}
