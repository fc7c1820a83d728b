import type {
  Alert,
  DeviceStatus,
  EpisodeDetail,
  EpisodePlan,
  Handover,
  HandoverRequest,
  Pause,
  Practitioner,
  PresentSetting,
  Session,
  Task,
  Team,
  TimelineEntry,
  Trend,
  Worklist,
  WorklistItem,
} from '@samvakt/contract';

/** Invented answers of the API for tests, each a whole that a test changes in one place. */
export const NOW = Date.parse('2026-11-21T08:00:00Z');
const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const ago = (ms: number): string => new Date(NOW - ms).toISOString();
export const ahead = (ms: number): string => new Date(NOW + ms).toISOString();

export const municipality: Team = {
  id: idOf(11),
  name: 'Oppfølgingsteamet',
  phone: '00 00 10 01',
  organization: { id: idOf(1), name: 'Fjordvik kommune', kind: 'municipality' },
};
export const hospital: Team = {
  id: idOf(13),
  name: 'Lungepoliklinikken',
  phone: '00 00 20 01',
  organization: { id: idOf(2), name: 'Storfjell sykehus HF', kind: 'hospital-trust' },
};
export const ingrid: Practitioner = { id: idOf(21), name: 'Ingrid Havn', role: 'Sykepleier' };
export const jonas: Practitioner = { id: idOf(22), name: 'Jonas Lyngmo', role: 'Teamleder' };
const silje: Practitioner = { id: idOf(23), name: 'Silje Breivoll', role: 'nurse' };

export const exampleSession = (change: Partial<Session> = {}): Session => ({
  practitioner: ingrid,
  teams: [municipality],
  csrfToken: 'token-of-the-session',
  installation: 'demo',
  serverTime: new Date(NOW).toISOString(),
  ...change,
});

export const exampleItem = (number: number, change: Partial<WorklistItem> = {}): WorklistItem => ({
  episodeId: idOf(100 + number),
  patient: { id: idOf(200 + number), name: `Pasient ${number}`, birthDate: '1948-05-03', gender: 'female' },
  condition: 'copd',
  team: municipality,
  accountableSince: ago(18 * DAY),
  status: 'green',
  reason: { nb: 'Alt som forventet', en: 'All as expected' },
  since: null,
  newestMeasurementAt: ago(12 * MINUTE),
  openAlerts: { red: 0, yellow: 0, paused: 0 },
  redAlerts: [],
  pauses: [],
  nextDue: null,
  limits: null,
  claimedBy: null,
  unanswered: 0,
  openHandover: null,
  ...change,
});

export const exampleWorklist = (items: WorklistItem[], change: Partial<Worklist> = {}): Worklist => ({
  items,
  covered: [],
  computedAt: new Date(NOW).toISOString(),
  cursor: '7.1',
  ...change,
});

export const exampleEvidence = (items: object[], review: object | null = null): Record<string, unknown> => ({
  protocol: { id: 'copd', version: 3 },
  limitsVersion: 2,
  ruleId: 'saturation-low',
  severity: 'red',
  kind: 'clinical',
  at: NOW,
  items,
  review,
});

export const saturationItem = {
  type: 'value',
  metric: 'oxygen-saturation',
  test: 'below',
  threshold: { name: 'red', value: 86, origin: 'limits' },
  readings: [
    { at: NOW - HOUR, value: 85 },
    { at: NOW - 7 * MINUTE, value: 84 },
  ],
  count: 2,
  compared: 84,
};

export const exampleAlert = (number: number, change: Partial<Alert> = {}): Alert => ({
  id: idOf(400 + number),
  episodeId: idOf(100),
  ruleId: 'saturation-low',
  kind: 'clinical',
  severity: 'red',
  status: 'open',
  openedAt: ago(7 * MINUTE),
  updatedAt: ago(7 * MINUTE),
  conditionClearedAt: null,
  late: false,
  pausedUntil: null,
  summary: { nb: 'Oksygenmetning 84 %', en: 'Oxygen saturation 84 %' },
  meaning: { nb: 'Kan være forverring', en: 'May be an exacerbation' },
  action: { nb: 'Ring pasienten nå', en: 'Call the patient now' },
  evidence: exampleEvidence([saturationItem]),
  protocol: { id: 'copd', version: 3 },
  limitsVersion: 2,
  claimedBy: null,
  claimedAt: null,
  claimedUntil: null,
  escalation: null,
  resolvedBy: null,
  resolvedAt: null,
  outcome: null,
  notes: [],
  version: 1,
  ...change,
});

export const examplePause = (change: Partial<Pause> = {}): Pause => ({
  id: idOf(700),
  episodeId: idOf(100),
  scope: { type: 'episode' },
  scopeText: { nb: 'Hele oppfølgingen', en: 'The whole follow-up' },
  includesRed: false,
  reason: 'holiday',
  note: '',
  setBy: ingrid,
  setAt: ago(HOUR),
  startsAt: ago(HOUR),
  endsAt: ahead(7 * DAY),
  endedAt: null,
  endedBy: null,
  version: 1,
  ...change,
});

export const exampleHandover = (change: Partial<Handover> = {}): Handover => ({
  id: idOf(300),
  episodeId: idOf(100),
  patient: { id: idOf(200), name: 'Pasient 0', birthDate: '1948-05-03' },
  condition: 'copd',
  fromTeam: hospital,
  toTeam: municipality,
  kind: 'offer',
  batchId: null,
  status: 'offered',
  version: 1,
  isbar: {
    illnessSeverity: 'watcher',
    situation: 'Økende tungpust',
    background: 'To innleggelser i år',
    assessment: 'Begynnende forverring',
    recommendation: 'Ring daglig',
    contingency: '',
  },
  digest: {
    alerts: [{ alertId: idOf(402), severity: 'yellow', summary: { nb: 'Puls 112 /min', en: 'Heart rate 112 /min' } }],
    missing: ['fev1'],
    trends: [{ metric: 'oxygen-saturation', count: 41, min: 83, max: 93, newest: 84, newestAt: ago(7 * MINUTE) }],
  },
  offeredBy: silje,
  offeredAt: ago(HOUR),
  deadlineAt: ahead(3 * HOUR),
  remindedAt: null,
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  readBack: null,
  effectiveAt: null,
  calledOff: null,
  redAlertsSinceAcceptance: null,
  review: null,
  ...change,
});

export const exampleRequest = (change: Partial<HandoverRequest> = {}): HandoverRequest => ({
  id: idOf(500),
  episodeId: idOf(100),
  patient: { id: idOf(200), name: 'Pasient 0', birthDate: '1948-05-03' },
  condition: 'copd',
  team: hospital,
  accountableTeam: municipality,
  status: 'open',
  version: 1,
  reason: 'Hun er innlagt hos oss',
  wantedAt: null,
  requestedBy: silje,
  requestedAt: ago(HOUR),
  deadlineAt: ahead(14 * 24 * HOUR),
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  handoverId: null,
  ...change,
});

export const exampleEpisode = (change: Partial<EpisodeDetail> = {}): EpisodeDetail => ({
  id: idOf(100),
  access: 'accountable',
  patient: {
    id: idOf(200),
    name: 'Pasient 0',
    birthDate: '1948-05-03',
    gender: 'female',
    nationalIdentityNumber: '03854812345',
    phone: '00 00 45 12',
  },
  condition: 'copd',
  startedAt: ago(200 * DAY),
  endedAt: null,
  status: 'red',
  reason: { nb: 'Oksygenmetning 84 %', en: 'Oxygen saturation 84 %' },
  accountable: { team: municipality, since: ago(18 * DAY), plannedUntil: null },
  cover: { by: 'own-team', until: null },
  uncovered: null,
  relations: [],
  responsibility: [
    { team: hospital, from: ago(200 * DAY), until: ago(18 * DAY), handoverId: null },
    { team: municipality, from: ago(18 * DAY), until: null, handoverId: idOf(309) },
  ],
  openHandover: null,
  openAlerts: [exampleAlert(1)],
  recentAlerts: [],
  pauses: [],
  scores: [],
  metrics: [
    {
      metric: 'oxygen-saturation',
      required: true,
      judged: true,
      judgedIn: [],
      newest: { value: 84, at: ago(7 * MINUTE) },
      bands: [{ ruleId: 'saturation-low', severity: 'red', from: null, until: 86, origin: 'limits' }],
    },
    {
      metric: 'steps',
      required: false,
      judged: false,
      judgedIn: [],
      newest: { value: 1910, at: ago(10 * HOUR) },
      bands: [],
    },
    { metric: 'inr', required: false, judged: true, judgedIn: [], newest: null, bands: [] },
  ],
  setting: exampleSetting(),
  protocol: {
    id: 'copd',
    version: 3,
    title: { nb: 'KOLS hjemme', en: 'COPD at home' },
    rules: [
      {
        id: 'saturation-low',
        severity: 'red',
        kind: 'clinical',
        meaning: { nb: 'Betydning', en: 'Meaning' },
        action: { nb: 'Handling', en: 'Action' },
        condition: { nb: 'Oksygenmetning under 86 %', en: 'Oxygen saturation below 86 %' },
      },
    ],
    numbers: [
      {
        name: 'saturation-red',
        text: { nb: 'SpO₂, rød grense', en: 'SpO₂, red limit' },
        unit: '%',
        min: 80,
        max: 92,
        standard: 88,
        own: 86,
        yellowOf: [],
        overtakenBy: [],
      },
      {
        name: 'saturation-yellow',
        text: { nb: 'SpO₂, gul grense', en: 'SpO₂, yellow limit' },
        unit: '%',
        min: 84,
        max: 94,
        standard: 90,
        own: null,
        yellowOf: [{ red: 'saturation-red', yellowIs: 'at-least' }],
        overtakenBy: [{ by: { number: 'saturation-red' }, when: 'at-most' }],
      },
    ],
    inForce: { number: 0, since: ago(90 * DAY), by: ingrid, reason: null, withoutReplay: null, newer: null },
  },
  limits: {
    version: 2,
    state: 'in-force',
    confirmedBy: null,
    until: ahead(90 * DAY),
    values: [
      {
        name: 'saturation-red',
        text: { nb: 'SpO₂, rød grense', en: 'SpO₂, red limit' },
        unit: '%',
        value: 86,
        standard: 88,
      },
    ],
    reason: 'Avtalt med lungelege',
    setBy: silje,
    setAt: ago(40 * DAY),
    withoutReplay: null,
    confirmedWithoutReplay: null,
  },
  limitsProposal: null,
  plan: {
    goal: 'Gå til butikken',
    selfManagement: [{ zone: 'yellow', condition: 'Mer tungpust', action: 'Ringer teamet' }],
  },
  devices: [
    { id: 'gw-1', kind: 'gateway', model: 'Referanse', lastHeardAt: ago(7 * MINUTE), batteryPercent: 82 },
    { id: 'ox-1', kind: 'unheard-of', model: 'Ny', lastHeardAt: null, batteryPercent: null },
  ],
  otherEpisodes: [{ episodeId: idOf(101), condition: 'hypertension', team: hospital }],
  cursor: '7.1',
  ...change,
});

/** What judges the patient of `exampleEpisode`, and what its what-ifs are compared with. */
export const exampleSetting = (change: Partial<PresentSetting> = {}): PresentSetting => ({
  protocolId: 'copd',
  protocolVersion: 3,
  adoption: 0,
  limitsVersion: 2,
  limitsInForce: true,
  planVersion: 2,
  pausesVersion: 0,
  ...change,
});

export const exampleTrend = (change: Partial<Trend> = {}): Trend => ({
  metric: 'oxygen-saturation',
  from: ago(7 * DAY),
  until: new Date(NOW).toISOString(),
  bucketMs: 30 * MINUTE,
  buckets: [
    { at: ago(10 * HOUR), min: 88, max: 90, mean: 89, count: 3 },
    { at: ago(6 * HOUR), min: 86, max: 88, mean: 87, count: 2 },
    { at: ago(2 * HOUR), min: 84, max: 84, mean: 84, count: 1 },
  ],
  ...change,
});

export const exampleEntry = (change: Partial<TimelineEntry> = {}): TimelineEntry => ({
  cursor: '5.1',
  kind: 'alert-opened',
  occurredAt: ago(7 * MINUTE),
  practitioner: null,
  team: null,
  alertId: null,
  handoverId: null,
  data: {},
  ...change,
});

export const exampleDevice = (number: number, change: Partial<DeviceStatus> = {}): DeviceStatus => ({
  id: `gw-${number}`,
  kind: 'gateway',
  model: 'Referanse',
  assignedTo: { episodeIds: [idOf(100)], patientName: 'Pasient 0' },
  lastHeardAt: ago(7 * MINUTE),
  batteryPercent: 82,
  firmware: '1.4.2',
  account: { messages: 10, knownMissing: 0, received: 40, stored: 38, duplicates: 1, rejected: 1 },
  quarantined: 0,
  ...change,
});

/** A plan of the patient's own: once a day. Of two due times behind one was met; today's waits, and tomorrow's is ahead. */
export const examplePlan = (change: Partial<EpisodePlan> = {}): EpisodePlan => ({
  version: 2,
  origin: 'own',
  plan: {
    timeZone: 'Europe/Oslo',
    entries: [
      {
        metric: 'oxygen-saturation',
        days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
        from: '00:00',
        by: '20:00',
        graceMinutes: 240,
        onHolidays: 'asked',
      },
    ],
    holidays: [],
  },
  reason: 'Avtalt på telefon',
  setBy: ingrid,
  setAt: ago(3 * DAY),
  withoutReplay: null,
  metrics: ['oxygen-saturation', 'heart-rate'],
  questionnaires: [{ url: 'urn:example:copd', title: { nb: 'Kolsplager i dag', en: 'COPD symptoms today' } }],
  forms: [
    {
      title: { nb: 'Kolsplager i dag', en: 'COPD symptoms today' },
      everyMs: 7 * DAY,
      lastAnsweredAt: ago(2 * DAY),
      by: ahead(5 * DAY),
      overdueAt: ahead(7 * DAY),
      state: 'waiting',
    },
  ],
  occasions: ([-2, -1, 0, 1] as const).map((days) => {
    const by = Date.parse('2026-11-21T19:00:00Z') + days * DAY;
    const state = ({ '-2': 'overdue', '-1': 'answered', '0': 'waiting', '1': 'waiting' } as const)[days];
    return {
      metric: 'oxygen-saturation',
      opensAt: new Date(by - 20 * HOUR).toISOString(),
      by: new Date(by).toISOString(),
      overdueAt: new Date(by + 4 * HOUR).toISOString(),
      state,
      answeredAt: state === 'answered' ? new Date(by - HOUR).toISOString() : null,
    };
  }),
  mayChange: true,
  ...change,
});

export const exampleTask = (number: number, change: Partial<Task> = {}): Task => ({
  id: idOf(500 + number),
  episodeId: idOf(100),
  patient: { id: idOf(200), name: 'Pasient 0', birthDate: '1948-05-03', gender: 'female' },
  condition: 'copd',
  kind: 'call-back',
  text: { nb: `Oppgave ${number}`, en: `Task ${number}` },
  origin: 'person',
  alertId: null,
  handoverId: null,
  ownerTeam: municipality,
  person: null,
  dueAt: ahead(HOUR),
  overdue: false,
  status: 'open',
  createdBy: jonas,
  createdAt: ago(HOUR),
  closedBy: null,
  closedAt: null,
  outcomeNote: null,
  version: 1,
  may: { claim: true, close: true },
  ...change,
});
