import type {
  DeviceReading,
  HandoverAction,
  Isbar,
  PauseReason,
  PauseScope,
  ReadBack,
  TaskKind,
} from '@samvakt/contract';
import { demoId } from './draw.ts';
import type { TeamKey } from './organizations.ts';

/*
 * What single patients of the demo have been through, so that what the platform keeps of it can be seen. Names of devices stand for who
 * lives there, see `demoPatients`.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Somebody whom one team began with and another has taken over from it. */
export interface Arrival {
  readonly followedForMs: number;
  /** Who began, and offered; the patient's own team has accepted. */
  readonly from: TeamKey;
  readonly offeredBy: string;
  readonly acceptedBy: string;
  /** After the beginning: early enough that nothing the plan asks for was missing in the offer. */
  readonly offeredAfterMs: number;
  readonly acceptedAfterMs: number;
  readonly isbar: Isbar;
  readonly readBack: ReadBack;
}

export const ARRIVALS: Readonly<Record<string, Arrival>> = {
  'home-01': {
    followedForMs: 42 * DAY,
    from: 'lung',
    offeredBy: person('silje'),
    acceptedBy: person('jonas'),
    offeredAfterMs: 2 * HOUR,
    acceptedAfterMs: 4 * HOUR,
    isbar: {
      illnessSeverity: 'stable',
      situation: 'Utskrevet i dag etter fire døgn for forverring av kols. I bedring.',
      background: 'Kjent kols, to innleggelser det siste året. Bor alene og bruker trygghetsalarm.',
      assessment: 'Tilbake i sin vanlige form. Måler selv og kjenner igjen tegn på forverring.',
      recommendation: 'Daglig SpO₂ og spørsmål om pust og slim. Legekontroll er bestilt om åtte uker.',
      contingency: 'Ved fallende SpO₂ over flere målinger: ring pasienten, og ring oss for time samme dag.',
    },
    readBack: {
      illnessSeverity: 'stable',
      firstAction: 'Vi ringer henne i morgen formiddag og går gjennom målingene og planen.',
      redAlertIds: [],
    },
  },
  'home-15': {
    followedForMs: 63 * DAY,
    from: 'heart',
    offeredBy: person('eva'),
    acceptedBy: person('ingrid'),
    offeredAfterMs: 3 * HOUR,
    acceptedAfterMs: 5 * HOUR,
    isbar: {
      illnessSeverity: 'watcher',
      situation: 'Utskrevet i går etter innleggelse for hjertesvikt med væskeopphopning.',
      background: 'Hjertesvikt i fem år. Bor sammen med ektefelle, som hjelper med vekten.',
      assessment: 'Tørr nå, men har fort samlet væske tidligere.',
      recommendation: 'Vekt hver morgen. Ring oss ved vektøkning over få dager.',
      contingency: 'Ved tung pust i hvile: 113.',
    },
    readBack: {
      illnessSeverity: 'watcher',
      firstAction: 'Vi besøker ham i ettermiddag og ser at vekten og nettbrettet virker.',
      redAlertIds: [],
    },
  },
};

/** The patient's own numbers, set by a member of the team that was accountable. */
export const OWN_LIMITS: Readonly<
  Record<string, { readonly values: Readonly<Record<string, number>>; readonly reason: string; readonly setBy: string }>
> = {
  'home-08': {
    values: { 'saturation-yellow': 88, 'saturation-red': 85 },
    reason: 'Ligger lavere enn standard når hun er stabil. Vurdert av lungelege; vurderes på nytt ved neste kontroll.',
    setBy: person('olav'),
  },
  'home-09': {
    values: { 'saturation-yellow': 89, 'saturation-red': 87 },
    reason: 'Egen normal er lavere enn standard. Avtalt med lungepoliklinikken ved siste kontroll.',
    setBy: person('jonas'),
  },
  'home-18': {
    values: { 'pulse-yellow': 110, 'pulse-red': 125 },
    reason: 'Kjent atrieflimmer med noe raskere puls. Avtalt med kardiolog.',
    setBy: person('amir'),
  },
};

/** The offer that waits in the municipality's inbox when somebody looks for the first time. */
export const WAITING_OFFER = {
  deviceId: 'home-03',
  handoverId: demoId('handover/waiting'),
  to: 'follow-up',
  offeredBy: person('silje'),
  deadlineMs: 4 * HOUR,
  isbar: {
    illnessSeverity: 'stable',
    situation: 'Ferdig med opptrening etter innleggelse for to måneder siden. Klar for oppfølging nær hjemmet.',
    background: 'Kols. Bor sammen med ektefelle. Måler selv morgen og kveld uten hjelp.',
    assessment: 'Stabil. SpO₂ og pust har vært som vanlig de siste ukene.',
    recommendation: 'Fortsett daglige målinger. Kontroll hos oss om et halvt år.',
    ifThen: [
      { condition: 'SpO₂ faller under hans gule grense to dager på rad', response: 'Ring ham, og følg planen hans' },
      { condition: 'Han må bruke akuttmedisin fra planen', response: 'Ring poliklinikken for time innen to dager' },
    ],
    contingency: '',
  },
  actions: [
    {
      kind: 'call-back',
      text: 'Ring og hør hvordan den første uken hjemme har gått',
      owner: 'receiver',
      dueInMs: 2 * DAY,
    },
    { kind: 'adjust-plan', text: 'Sett opp ny medisinliste i planen', owner: 'sender', dueInMs: DAY },
  ],
} as const satisfies {
  readonly deviceId: string;
  readonly handoverId: string;
  readonly to: TeamKey;
  readonly offeredBy: string;
  readonly deadlineMs: number;
  readonly isbar: Isbar;
  readonly actions: readonly (Omit<HandoverAction, 'dueAt'> & { readonly dueInMs: number })[];
};

/** What is on pause when somebody looks for the first time: one patient is away, another waits for a new scale. */
export const PAUSES: readonly {
  readonly deviceId: string;
  readonly scope: PauseScope;
  readonly reason: PauseReason;
  readonly note: string;
  readonly setBy: string;
  readonly lastsMs: number;
}[] = [
  {
    deviceId: 'home-09',
    scope: { type: 'episode' },
    reason: 'holiday',
    note: 'Hos sønnen i Trondheim. Har med seg oksymeteret, men måler når det passer.',
    setBy: person('jonas'),
    lastsMs: 6 * DAY,
  },
  {
    deviceId: 'home-15',
    scope: { type: 'metrics', metrics: ['body-weight'] },
    reason: 'new-device',
    note: 'Vekten viser feil. Ny vekt er sendt.',
    setBy: person('ingrid'),
    lastsMs: 3 * DAY,
  },
];

/** What is to be done at some homes, by the team that follows them. `takenBy`: who has said so. */
export const TASKS: Readonly<
  Record<
    string,
    readonly {
      readonly kind: TaskKind;
      readonly text: string;
      readonly writtenBy: string;
      readonly takenBy?: string;
      readonly writtenAgoMs: number;
      /** Negative: it is overdue already. */
      readonly dueInMs: number;
    }[]
  >
> = {
  'home-09': [
    {
      kind: 'review',
      text: 'Vurder de individuelle grensene sammen med lungelegen',
      writtenBy: person('jonas'),
      writtenAgoMs: 3 * DAY,
      dueInMs: -2 * HOUR,
    },
  ],
  'home-01': [
    {
      kind: 'call-back',
      text: 'Ring om legekontrollen: har hun fått time?',
      writtenBy: person('jonas'),
      takenBy: person('jonas'),
      writtenAgoMs: DAY,
      dueInMs: 5 * HOUR,
    },
  ],
};

/** What two homes have sent that no human body gives, or in a unit that nobody knows: it waits in quarantine. At their very first start. */
export const ODDITIES: readonly {
  readonly deviceId: string;
  readonly readingAt: (startedAt: number) => DeviceReading;
}[] = [
  {
    deviceId: 'home-06',
    readingAt: (startedAt) => ({
      metric: 'oxygen-saturation',
      effectiveAt: startedAt - 25 * MINUTE,
      value: 134,
      unit: '%',
    }),
  },
  {
    deviceId: 'home-19',
    readingAt: (startedAt) => ({
      metric: 'body-weight',
      effectiveAt: startedAt - 50 * MINUTE,
      value: 13.2,
      unit: 'stone',
    }),
  },
];

/** Who was sent home from the emergency ward with an acute illness, so long ago. */
const SENT_HOME: Readonly<Record<string, number>> = { 'home-14': 3 * DAY };

/**
 * When follow-up of those in this home began, epoch milliseconds: with all the others, or later, in the morning of the day when they came home
 * (08:00 UTC).
 */
export function beganAt(deviceId: string, { startedAt, followedSince }: Beginning): number {
  const followedForMs = ARRIVALS[deviceId]?.followedForMs ?? SENT_HOME[deviceId];
  if (followedForMs === undefined) return followedSince;
  const day = Math.floor((startedAt - followedForMs) / DAY) * DAY;
  return Math.max(followedSince, day + 8 * HOUR);
}

export interface Beginning {
  /** Now, epoch milliseconds. */
  readonly startedAt: number;
  /** When follow-up of most of them began, epoch milliseconds. */
  readonly followedSince: number;
}

function person(subject: string): string {
  return demoId(`practitioner/${subject}`);
}
