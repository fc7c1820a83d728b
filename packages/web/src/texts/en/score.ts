import type { Catalogue } from '../catalogue.ts';
import type { nbScore } from '../nb/score.ts';

export const enScore: Catalogue<typeof nbScore> = {
  score: {
    names: { news2: 'NEWS2' },
    outputs: { total: 'total', single: 'highest single part', risk: 'risk' },
    risks: { '0': 'low', '1': 'low to medium', '2': 'medium', '3': 'high' },
    settings: { 'saturation-scale': 'Saturation scale' },
    atLeast: 'at least {{value}}',
    complete: 'all parts are measured',
    missing: 'no total, missing: {{parts}}',
    notMeasured: 'not measured',
    noPoints: 'points unknown',
    points_one: '{{count}} point',
    points_other: '{{count}} points',
    before: '({{age}} before)',
    measured: 'measured',
    never: 'Not measured yet',
    total: '{{value}} – {{risk}} risk',
    noTotal: 'No total. What is measured comes to at least {{value}}',
    missingParts: 'Not counted: {{parts}}. All parts must be measured within {{within}} before the latest.',
    doesNotCount: 'not counted',
    outdated: 'Out of date: a new round should have come. This says how it was, not how it is.',
  },
};
