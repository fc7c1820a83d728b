import { type HomeDevice, shown } from '../device.ts';

/** A fingertip oximeter: saturation and pulse, and the rate of breathing from the waveform. */
export const oximeter: HomeDevice = {
  measure(physiology, at) {
    const signs = physiology.at(at);
    const saturation = Math.min(100, signs.oxygenSaturation + 0.6 * physiology.noise('saturation', at));
    const pulse = signs.heartRate + 3 * physiology.noise('pulse', at);
    const breaths = signs.respiratoryRate + physiology.noise('breaths', at);
    return [
      { metric: 'oxygen-saturation', effectiveAt: at, value: shown(saturation, 0), unit: '%' },
      { metric: 'heart-rate', effectiveAt: at, value: shown(pulse, 0), unit: '/min' },
      { metric: 'respiratory-rate', effectiveAt: at, value: shown(breaths, 0), unit: '/min' },
    ];
  },
};
