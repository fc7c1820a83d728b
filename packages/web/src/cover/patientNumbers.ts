import { en } from '../texts/en/index.ts';
import { nb } from '../texts/nb/index.ts';

/** What the patient is told to call, in both languages: 116117 is the national number of the emergency wards, 113 of ambulances. */
export const patientNumbers = () => [
  { number: '116117', when: { nb: nb.cover.whenDoctor, en: en.cover.whenDoctor } },
  { number: '113', when: { nb: nb.cover.whenAcute, en: en.cover.whenAcute } },
];
