import { type HomeDevice, shown } from '../device.ts';

/** A bathroom scale: ± 0.1 kg. */
export const scale: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at).weight + 0.1 * physiology.noise('weight', at);
    return [{ metric: 'body-weight', effectiveAt: at, value: shown(value, 1), unit: 'kg' }];
  },
};
