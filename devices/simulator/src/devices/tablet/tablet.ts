import type { DeviceReading } from '@samvakt/contract';
import type { Condition } from '../../physiology/normals.ts';
import type { HomeDevice } from '../device.ts';

/** The patient answers the symptom questions of the condition on a tablet. */
export const tablet: HomeDevice = {
  measure(physiology, at) {
    const { severity, breathlessness } = physiology.at(at);
    const answer = (
      metric: 'wellbeing' | 'leg-swelling' | 'sputum-colour' | 'consciousness' | 'inspired-oxygen',
      choices: readonly string[],
    ): DeviceReading => {
      const step = Math.min(choices.length - 1, Math.floor(severity * choices.length));
      return { metric, effectiveAt: at, choice: choices[step] ?? '' };
    };
    const score = Math.round(breathlessness + 0.4 * physiology.noise('breathlessness', at));
    // A good day now and then.
    const asUsual = physiology.chance('good-day', at) < 0.15 ? 'better' : 'as-usual';
    const readings: DeviceReading[] = [answer('wellbeing', [asUsual, 'worse', 'much-worse'])];
    if (ASKED[physiology.condition].breathlessness) {
      const value = Math.min(10, Math.max(0, score));
      readings.push({ metric: 'breathlessness', effectiveAt: at, value, unit: '{score}' });
    }
    if (ASKED[physiology.condition].legSwelling) {
      readings.push(answer('leg-swelling', ['none', 'ankles', 'calves', 'above-knees']));
    }
    if (ASKED[physiology.condition].sputum) readings.push(answer('sputum-colour', ['clear', 'yellow', 'green']));
    if (ASKED[physiology.condition].round) {
      // Whoever does the round answers: awake until it is very bad, on oxygen before that.
      readings.push(answer('consciousness', ['alert', 'alert', 'alert', 'alert', 'confusion']));
      readings.push(answer('inspired-oxygen', ['air', 'air', 'oxygen']));
    }
    return readings;
  },
};

const ASKED: Readonly<
  Record<Condition, { breathlessness?: boolean; legSwelling?: boolean; sputum?: boolean; round?: boolean }>
> = {
  copd: { breathlessness: true, sputum: true },
  'heart-failure': { breathlessness: true, legSwelling: true },
  diabetes: {},
  hypertension: {},
  'acute-illness': { breathlessness: true, round: true },
};
