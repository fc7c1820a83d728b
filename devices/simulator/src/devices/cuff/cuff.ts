import { type HomeDevice, shown } from '../device.ts';

/** An upper-arm cuff, which also counts the pulse. Single readings differ by several mmHg, both pressures mostly together. */
export const cuff: HomeDevice = {
  measure(physiology, at) {
    const signs = physiology.at(at);
    const together = physiology.noise('pressure', at);
    const systolic = signs.systolic + 5 * together + 1.5 * physiology.noise('systolic', at);
    const diastolic = signs.diastolic + 2.5 * together + 1.5 * physiology.noise('diastolic', at);
    const pulse = signs.heartRate + 3 * physiology.noise('pulse', at);
    return [
      { metric: 'systolic-pressure', effectiveAt: at, value: shown(systolic, 0), unit: 'mm[Hg]' },
      { metric: 'diastolic-pressure', effectiveAt: at, value: shown(diastolic, 0), unit: 'mm[Hg]' },
      { metric: 'heart-rate', effectiveAt: at, value: shown(pulse, 0), unit: '{beats}/min' },
    ];
  },
};
