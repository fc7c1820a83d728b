import type { EpisodeDetail } from '@samvakt/contract';
import type { Condition } from '@samvakt/simulator';

type Plan = EpisodeDetail['plan'];

/**
 * What is agreed with each demo patient, in our own words and kept general: a plan of a real person is written with that person, and names
 * medicines and doses. That there are three zones: the Norwegian self-management plans; whom to call: 116117 and 113.
 */
export const PLANS: Readonly<Record<Condition, Plan>> = {
  copd: {
    goal: 'Gå til butikken og tilbake uten lange pauser. Merke en forverring tidlig, og unngå nye innleggelser.',
    selfManagement: [
      {
        zone: 'green',
        condition: 'Jeg puster som vanlig, og hoste og slim er som vanlig.',
        action: 'Måler hver dag, tar de faste medisinene og går tur.',
      },
      {
        zone: 'yellow',
        condition: 'Jeg er tyngre i pusten, eller slimet har endret farge eller mengde.',
        action: 'Hviler, måler på nytt i ro og ringer oppfølgingen samme dag. Følger det vi har avtalt om forverring.',
      },
      {
        zone: 'red',
        condition: 'Jeg er tung i pusten i hvile, er uklar eller svært slapp.',
        action: 'Ringer 113.',
      },
    ],
  },
  'heart-failure': {
    goal: 'Sove flatt og gå trappen hjemme. Oppdage væske i kroppen før den gir plager.',
    selfManagement: [
      {
        zone: 'green',
        condition: 'Vekten er stabil, og jeg puster og sover som vanlig.',
        action: 'Veier meg hver morgen, tar de faste medisinene og er i bevegelse.',
      },
      {
        zone: 'yellow',
        condition: 'Vekten øker over få dager, beina hovner, eller jeg trenger flere puter om natten.',
        action: 'Ringer oppfølgingen samme dag. Endrer vanndrivende bare slik vi har avtalt.',
      },
      {
        zone: 'red',
        condition: 'Jeg er tung i pusten i hvile, har brystsmerter eller besvimer.',
        action: 'Ringer 113.',
      },
    ],
  },
  diabetes: {
    goal: 'Færre lave blodsukkerverdier om natten, og trygghet på egen hånd i hverdagen.',
    selfManagement: [
      {
        zone: 'green',
        condition: 'Blodsukkeret er innenfor det vi har avtalt, og jeg føler meg som vanlig.',
        action: 'Følger sensoren, spiser regelmessig og tar medisinene som avtalt.',
      },
      {
        zone: 'yellow',
        condition: 'Blodsukkeret er lavt eller høyt flere ganger, eller jeg er syk og spiser lite.',
        action: 'Tar sukker ved lavt blodsukker, måler oftere og ringer oppfølgingen samme dag.',
      },
      {
        zone: 'red',
        condition: 'Jeg blir uklar, kaster opp og får ikke i meg drikke, eller noen finner meg vanskelig å vekke.',
        action: 'Ringer 113, eller den som er hos meg gjør det.',
      },
    ],
  },
  'acute-illness': {
    goal: 'Bli frisk av lungebetennelsen hjemme. Tilbake på sykehuset uten venting om det går feil vei.',
    selfManagement: [
      {
        zone: 'green',
        condition: 'Jeg puster greit, er klar i hodet, og feberen går ned.',
        action:
          'Gjør målerunden morgen, ettermiddag og kveld sammen med den som er hos meg. Tar medisinene som avtalt.',
      },
      {
        zone: 'yellow',
        condition: 'Jeg er tyngre i pusten, slappere eller har mer feber enn i går.',
        action: 'Gjør en ny runde med en gang og ringer responssenteret, også om natten.',
      },
      {
        zone: 'red',
        condition: 'Jeg er forvirret, vanskelig å vekke eller får ikke puste.',
        action: 'Den som er hos meg, ringer 113.',
      },
    ],
  },
  hypertension: {
    goal: 'Blodtrykk under det avtalte målet i snitt over en uke, uten svimmelhet.',
    selfManagement: [
      {
        zone: 'green',
        condition: 'Blodtrykket er som avtalt, og jeg føler meg vel.',
        action: 'Måler morgen og kveld etter noen minutter i ro, og tar de faste medisinene.',
      },
      {
        zone: 'yellow',
        condition: 'Blodtrykket er over målet flere dager, eller jeg er svimmel når jeg reiser meg.',
        action: 'Måler på nytt etter hvile og ringer oppfølgingen på dagtid. Slutter ikke med medisiner på egen hånd.',
      },
      {
        zone: 'red',
        condition: 'Jeg får brystsmerter, lammelser, talevansker eller plutselig sterk hodepine.',
        action: 'Ringer 113.',
      },
    ],
  },
};
