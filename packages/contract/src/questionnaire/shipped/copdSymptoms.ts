import { choice, freeText, group, questionnaire, scale, wantsContact } from './write.ts';

const ASSUMPTION = 'assumption: the wording and the colours are ours and have not been validated';
const CARDINAL =
  'more breathlessness, more sputum and discoloured sputum are the cardinal symptoms of an exacerbation (Anthonisen 1987); the colour is an assumption';

/** Symptoms of COPD against the patient's own normal, in our own words. */
export const copdSymptoms = questionnaire(
  {
    url: 'urn:samvakt:questionnaire:copd-symptoms',
    version: '2',
    title: { nb: 'Kolsplager i dag', en: 'COPD symptoms today' },
  },
  [
    group('breathing', { nb: 'Pusten', en: 'Breathing' }, [
      choice(
        'breathless-when',
        {
          nb: 'Hva skal til for at du blir tungpustet i dag?',
          en: 'What does it take to get you out of breath today?',
        },
        'only observed: what is ordinary differs from person to person, and the next question asks what has changed. Graded by activity as mMRC is, in our own words (assumption)',
        [
          {
            code: 'hard-effort',
            score: 0,
            text: { nb: 'Bare hardt arbeid eller trening', en: 'Only hard work or exercise' },
            colour: null,
          },
          {
            code: 'hurry-or-hill',
            score: 1,
            text: { nb: 'Å skynde meg eller gå i bakke', en: 'Hurrying or walking uphill' },
            colour: null,
          },
          {
            code: 'own-pace',
            score: 2,
            text: { nb: 'Å gå på flat mark i vanlig tempo', en: 'Walking on level ground at an ordinary pace' },
            colour: null,
          },
          {
            code: 'few-minutes',
            score: 3,
            text: { nb: 'Noen få minutters rolig gange', en: 'A few minutes of slow walking' },
            colour: null,
          },
          {
            code: 'dressing',
            score: 4,
            text: { nb: 'Å vaske eller kle meg, eller ingenting', en: 'Washing or dressing, or nothing at all' },
            colour: null,
          },
        ],
      ),
      choice(
        'breathless-change',
        {
          nb: 'Hvordan er pusten, sammenliknet med det som er vanlig for deg?',
          en: 'How is your breathing, compared with what is usual for you?',
        },
        CARDINAL,
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
            code: 'much-heavier',
            score: 2,
            text: { nb: 'Mye tyngre enn vanlig', en: 'Much heavier than usual' },
            colour: 'red',
          },
        ],
      ),
    ]),
    group('cough-and-sputum', { nb: 'Hoste og slim', en: 'Cough and sputum' }, [
      choice('cough', { nb: 'Hvor mye hoster du?', en: 'How much do you cough?' }, ASSUMPTION, [
        { code: 'usual', score: 0, text: { nb: 'Som vanlig, eller mindre', en: 'As usual, or less' }, colour: 'green' },
        { code: 'more', score: 1, text: { nb: 'Mer enn vanlig', en: 'More than usual' }, colour: 'yellow' },
      ]),
      choice(
        'sputum-amount',
        { nb: 'Hvor mye slim hoster du opp?', en: 'How much sputum do you cough up?' },
        CARDINAL,
        [
          {
            code: 'usual',
            score: 0,
            text: { nb: 'Ikke noe, eller som vanlig', en: 'Nothing, or as usual' },
            colour: 'green',
          },
          { code: 'more', score: 1, text: { nb: 'Mer enn vanlig', en: 'More than usual' }, colour: 'yellow' },
        ],
      ),
      choice('sputum-colour', { nb: 'Hvilken farge har slimet?', en: 'What colour is the sputum?' }, CARDINAL, [
        {
          code: 'clear',
          score: 0,
          text: { nb: 'Klart eller hvitt, eller ikke noe', en: 'Clear or white, or nothing' },
          colour: 'green',
        },
        { code: 'yellow-green', score: 1, text: { nb: 'Gult eller grønt', en: 'Yellow or green' }, colour: 'yellow' },
        { code: 'bloody', score: 2, text: { nb: 'Det er blod i det', en: 'There is blood in it' }, colour: 'red' },
      ]),
    ]),
    choice('sleep', { nb: 'Hvordan sov du i natt?', en: 'How did you sleep last night?' }, ASSUMPTION, [
      { code: 'usual', score: 0, text: { nb: 'Som vanlig', en: 'As usual' }, colour: 'green' },
      {
        code: 'woken',
        score: 1,
        text: { nb: 'Jeg våknet av pusten eller hosten', en: 'My breathing or cough woke me' },
        colour: 'yellow',
      },
      {
        code: 'sat-up',
        score: 2,
        text: { nb: 'Jeg måtte sitte oppe for å få puste', en: 'I had to sit up to breathe' },
        colour: 'red',
      },
    ]),
    choice(
      'reliever',
      {
        nb: 'Hvor ofte har du trengt den hurtigvirkende medisinen det siste døgnet?',
        en: 'How often have you needed your quick-relief medicine in the last day?',
      },
      ASSUMPTION,
      [
        {
          code: 'usual',
          score: 0,
          text: { nb: 'Som vanlig, eller sjeldnere', en: 'As usual, or less often' },
          colour: 'green',
        },
        {
          code: 'more',
          score: 1,
          text: { nb: 'Oftere enn vanlig, og den hjelper', en: 'More often than usual, and it helps' },
          colour: 'yellow',
        },
        {
          code: 'no-help',
          score: 2,
          text: { nb: 'Oftere enn vanlig, og den hjelper lite', en: 'More often than usual, and it helps little' },
          colour: 'red',
        },
      ],
    ),
    scale(
      'condition',
      {
        nb: 'Hvor dårlig er formen i dag? 0 er så god den kan bli, 10 er så dårlig du kan tenke deg',
        en: 'How poor is your condition today? 0 is as good as it can be, 10 as bad as you can imagine',
      },
      ASSUMPTION,
      { yellow: 6, red: 9 },
    ),
    freeText('more', { nb: 'Er det noe mer du vil si?', en: 'Is there anything more you want to say?' }),
    wantsContact,
  ],
);
