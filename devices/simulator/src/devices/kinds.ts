import { activityTracker } from './activity-tracker/activityTracker.ts';
import { coagulometer } from './coagulometer/coagulometer.ts';
import { cuff } from './cuff/cuff.ts';
import type { HomeDevice } from './device.ts';
import { glucoseMeter } from './glucose-meter/glucoseMeter.ts';
import { glucoseSensor } from './glucose-sensor/glucoseSensor.ts';
import { oximeter } from './oximeter/oximeter.ts';
import { scale } from './scale/scale.ts';
import { spirometer } from './spirometer/spirometer.ts';
import { symptomForm } from './symptom-form/symptomForm.ts';
import { tablet } from './tablet/tablet.ts';
import { thermometer } from './thermometer/thermometer.ts';

/** Every kind of device a simulated home can have. */
export const DEVICES = {
  'activity-tracker': activityTracker,
  coagulometer,
  cuff,
  'glucose-meter': glucoseMeter,
  'glucose-sensor': glucoseSensor,
  oximeter,
  scale,
  spirometer,
  'symptom-form': symptomForm,
  tablet,
  thermometer,
} satisfies Readonly<Record<string, HomeDevice>>;

/** The name of a simulated device: a folder beside this file. */
export type DeviceKind = keyof typeof DEVICES;
