import { type HomeDevice, shown } from '../device.ts';

/** A wrist band that reports the steps of the 24 hours before. Days differ by a quarter either way. */
export const activityTracker: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at).steps * (1 + 0.25 * physiology.noise('steps', at));
    return [{ metric: 'steps', effectiveAt: at, value: shown(value, 0), unit: '{steps}' }];
  },
};
