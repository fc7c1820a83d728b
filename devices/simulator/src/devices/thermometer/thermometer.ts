import { type HomeDevice, shown } from '../device.ts';

/** An ear thermometer: ± 0.2 °C. */
export const thermometer: HomeDevice = {
  measure(physiology, at) {
    const value = physiology.at(at).temperature + 0.2 * physiology.noise('temperature', at);
    return [{ metric: 'body-temperature', effectiveAt: at, value: shown(value, 1), unit: 'Cel' }];
  },
};
