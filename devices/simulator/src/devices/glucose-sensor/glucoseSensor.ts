import { type HomeDevice, shown } from '../device.ts';

/** The tissue lags behind the blood by some minutes (assumption: 8). */
const LAG_MS = 8 * 60_000;
const MG_DL_PER_MMOL_L = 18.0156;

/** A continuous sensor on the arm, made to show mg/dL. */
export const glucoseSensor: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at - LAG_MS).glucose * (1 + 0.04 * physiology.noise('tissue-glucose', at));
    return [{ metric: 'glucose', effectiveAt: at, value: shown(value * MG_DL_PER_MMOL_L, 0), unit: 'mg/dL' }];
  },
};
