import { type HomeDevice, shown } from '../device.ts';

/** A hand-held spirometer, which shows flow in litres per second; effort differs from blow to blow. */
export const spirometer: HomeDevice = {
  measure(physiology, at) {
    const signs = physiology.at(at);
    const effort = 1 + 0.04 * physiology.noise('effort', at);
    return [
      { metric: 'peak-flow', effectiveAt: at, value: shown((signs.peakFlow * effort) / 60, 2), unit: 'L/s' },
      { metric: 'fev1', effectiveAt: at, value: shown(signs.fev1 * effort, 2), unit: 'L' },
    ];
  },
};
