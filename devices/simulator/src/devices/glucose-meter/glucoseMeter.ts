import { type HomeDevice, shown } from '../device.ts';

/** A finger-prick meter: ± 6 % (ISO 15197:2013 allows 15 %). */
export const glucoseMeter: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at).glucose * (1 + 0.06 * physiology.noise('blood-glucose', at));
    return [{ metric: 'glucose', effectiveAt: at, value: shown(value, 1), unit: 'mmol/L' }];
  },
};
