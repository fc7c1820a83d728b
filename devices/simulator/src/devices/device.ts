import type { DeviceReading } from '@samvakt/contract';
import type { Physiology } from '../physiology/physiology.ts';

/** A kind of device in a home. What it measures depends on nothing but the body and the instant. */
export interface HomeDevice {
  measure(physiology: Physiology, at: number): readonly DeviceReading[];
}

/** A value as a display with so many decimals shows it. */
export function shown(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
