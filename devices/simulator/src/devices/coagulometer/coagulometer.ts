import { type HomeDevice, shown } from '../device.ts';

/** A finger-prick INR meter: ± 0.1. */
export const coagulometer: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at).inr + 0.1 * physiology.noise('inr', at);
    return [{ metric: 'inr', effectiveAt: at, value: shown(value, 1), unit: '{INR}' }];
  },
};
