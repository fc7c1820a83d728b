import type { DeviceReading, OutgoingResponse } from '@samvakt/contract';
import type { Physiology } from '../physiology/physiology.ts';

/** A kind of device in a home. What it measures depends on nothing but the body and the instant. */
export interface HomeDevice {
  measure(physiology: Physiology, at: number): readonly DeviceReading[];
  /** A questionnaire that the patient answers with it; undefined where there is nothing to answer. */
  answer?(physiology: Physiology, at: number): OutgoingResponse | undefined;
}

/** A value as a display with so many decimals shows it. */
export function shown(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
