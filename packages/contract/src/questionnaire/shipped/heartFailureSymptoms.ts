import { choice, freeText, group, questionnaire, scale, wantsContact, yesNo } from './write.ts';

const ASSUMPTION = 'assumption: the wording and the colours are ours and have not been validated';
const TYPICAL =
  'a typical symptom of heart failure (ESC guidelines 2021, McDonagh et al.); the wording and the colour are an assumption';

/** Symptoms of heart failure against the patient's own normal, in our own words. */
export const heartFailureSymptoms = questionnaire(
  {
    url: 'urn:samvakt:questionnaire:heart-failure-symptoms',
    version: '2',
    title: { nb: 'Hjertesviktplager i dag', en: 'Heart failure symptoms today' },
  },
  [
    group('breathing', { nb: 'Pusten', en: 'Breathing' }, [
      choice(
        'breathless-change',
        {
          nb: 'Hvordan er pusten når du er i bevegelse, sammenliknet med det som er vanlig for deg?',
          en: 'How is your breathing when you move about, compared with what is usual for you?',
        },
        TYPICAL,
        [
          {
            code: 'usual',
            score: 0,
            text: { nb: 'Som vanlig, eller lettere', en: 'As usual, or easier' },
            colour: 'green',
          },
          {
            code: 'heavier',
            score: 1,
            text: { nb: 'Noe tyngre enn vanlig', en: 'Somewhat heavier than usual' },
            colour: 'yellow',
          },
          {
            code: 'at-rest',
            score: 2,
            text: { nb: 'Mye tyngre, eller tung i ro', en: 'Much heavier, or heavy at rest' },
            colour: 'red',
          },
        ],
      ),
      choice(
        'lying-flat',
        { nb: 'Hvordan gikk det å ligge i natt?', en: 'How was it to lie down last night?' },
        TYPICAL,
        [
          { code: 'usual', score: 0, text: { nb: 'Som vanlig', en: 'As usual' }, colour: 'green' },
          {
            code: 'higher',
            score: 1,
            text: { nb: 'Jeg trengte flere puter enn vanlig', en: 'I needed more pillows than usual' },
            colour: 'yellow',
          },
          {
            code: 'sat-up',
            score: 2,
            text: {
              nb: 'Jeg våknet uten å få puste, eller måtte sitte oppe',
              en: 'I woke unable to breathe, or had to sit up',
            },
            colour: 'red',
          },
        ],
      ),
    ]),
    group('fluid', { nb: 'Vekt og væske', en: 'Weight and fluid' }, [
      choice('swelling', { nb: 'Er du hoven?', en: 'Are you swollen?' }, TYPICAL, [
        { code: 'usual', score: 0, text: { nb: 'Nei, eller som vanlig', en: 'No, or as usual' }, colour: 'green' },
        {
          code: 'more',
          score: 1,
          text: { nb: 'Mer enn vanlig rundt anklene', en: 'More than usual around the ankles' },
          colour: 'yellow',
        },
        {
          code: 'high',
          score: 2,
          text: { nb: 'Opp over leggene eller i magen', en: 'Up the legs or in the belly' },
          colour: 'red',
        },
      ]),
      choice(
        'weight',
        { nb: 'Hva vet du om vekten de siste dagene?', en: 'What do you know of your weight in the last days?' },
        'assumption: what the scale says, and that it is missing, have rules of their own; the answer counts when the patient has seen a gain',
        [
          {
            code: 'steady',
            score: 0,
            text: { nb: 'Den er omtrent den samme', en: 'It is about the same' },
            colour: 'green',
          },
          {
            code: 'unknown',
            score: 0,
            text: { nb: 'Jeg har ikke veid meg', en: 'I have not weighed myself' },
            colour: 'green',
          },
          {
            code: 'up',
            score: 1,
            text: { nb: 'Den har økt mer enn vi har avtalt', en: 'It has gone up more than we agreed' },
            colour: 'yellow',
          },
        ],
      ),
    ]),
    choice('dizziness', { nb: 'Er du svimmel?', en: 'Are you dizzy?' }, ASSUMPTION, [
      { code: 'no', score: 0, text: { nb: 'Nei, eller som vanlig', en: 'No, or as usual' }, colour: 'green' },
      {
        code: 'rising',
        score: 1,
        text: { nb: 'Mer enn vanlig når jeg reiser meg', en: 'More than usual when I get up' },
        colour: 'yellow',
      },
      {
        code: 'faint',
        score: 2,
        text: { nb: 'Jeg har besvimt eller nesten besvimt', en: 'I have fainted, or nearly' },
        colour: 'red',
      },
    ]),
    yesNo(
      'chest-pain',
      {
        nb: 'Har du brystsmerter nå, ring 113. Har du hatt brystsmerter det siste døgnet?',
        en: 'If you have chest pain now, call 113. Have you had chest pain in the last day?',
      },
      ASSUMPTION,
      'red',
    ),
    scale(
      'fatigue',
      {
        nb: 'Hvor sliten er du i dag? 0 er ikke sliten, 10 er så sliten du kan tenke deg',
        en: 'How tired are you today? 0 is not tired, 10 as tired as you can imagine',
      },
      TYPICAL,
      { yellow: 7, red: 10 },
    ),
    freeText('more', { nb: 'Er det noe mer du vil si?', en: 'Is there anything more you want to say?' }),
    wantsContact,
  ],
);
