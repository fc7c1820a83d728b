import { decode } from '@samvakt/contract';
import { foldEvents, initialState, step, storedForm, type TriageEvent, type TriageState } from '@samvakt/triage';
import { inTurn, type Rounds } from './inTurn.ts';
import type { Load } from './loads.ts';

/** From the gateway's clock to the platform's. */
const TRAVEL_MS = 700;

interface Way {
  readonly patient: number;
  readonly events: readonly TriageEvent[];
}

export interface StepsMeasured {
  /** One `step` against the `JSON.parse` of the message that bore it. */
  readonly perStep: Rounds;
  /** All of a message's readings, given to `foldEvents` at once as the service does, against the same. */
  readonly perMessage: Rounds;
  readonly bytesPerMessage: number;
  /** Of one episode, as it is written to the database. */
  readonly bytesPerState: number;
}

/**
 * Messages of many patients in turn, as a service meets them, each judged upon what was remembered of its patient. What is compared with one
 * step is the parsing of its whole message.
 */
export function measureSteps({ protocol, format, messages, since }: Load, rounds: number): StepsMeasured {
  const texts = messages.map(({ payload }) => payload);
  const patients = new Map([...new Set(messages.map(({ deviceId }) => deviceId))].map((id, place) => [id, place]));
  const ways = messages.map(
    ({ deviceId, payload }): Way => ({ patient: patients.get(deviceId) ?? -1, events: eventsOf(payload, format) }),
  );
  const events = ways.reduce((sum, way) => sum + way.events.length, 0);
  const fresh = () => Array.from(patients, () => initialState(protocol, since));
  const parse = () => texts.reduce((sum, text) => sum + (JSON.parse(text) ? 1 : 0), 0);

  let states: TriageState[] = [];
  const stepByStep = () => {
    states = fresh();
    let found = 1;
    for (const { patient, events: own } of ways) {
      for (const event of own) {
        const result = step(protocol, states[patient] as TriageState, event);
        states[patient] = result.state;
        found += result.findings.length;
      }
    }
    return found;
  };
  const messageByMessage = () => {
    states = fresh();
    let found = 1;
    for (const { patient, events: own } of ways) {
      const result = foldEvents(protocol, states[patient] as TriageState, own);
      states[patient] = result.state;
      found += result.findings.length;
    }
    return found;
  };
  const steps = inTurn(rounds, parse, stepByStep);
  const perMessage = inTurn(rounds, parse, messageByMessage);
  const share = texts.length / events;
  return {
    perStep: {
      parse: steps.parse.map((time) => time / texts.length),
      triage: steps.triage.map((time) => time / events),
      ratios: steps.ratios.map((ratio) => ratio * share),
    },
    perMessage: {
      parse: perMessage.parse.map((time) => time / texts.length),
      triage: perMessage.triage.map((time) => time / texts.length),
      ratios: perMessage.ratios,
    },
    bytesPerMessage: texts.reduce((sum, text) => sum + text.length, 0) / texts.length,
    bytesPerState: states.reduce((sum, state) => sum + JSON.stringify(storedForm(state)).length, 0) / states.length,
  };
}

function eventsOf(payload: string, format: Load['format']): TriageEvent[] {
  const { sentAt, issued } = JSON.parse(payload);
  const receivedAt = Date.parse(sentAt ?? issued) + TRAVEL_MS;
  const decoded = decode({ format, payload: Buffer.from(payload), receivedAt });
  if (!decoded.readable || decoded.faults.length > 0) throw new Error('a message of the bench is not readable');
  // Steps are taken in the order in which readings of one instant count, as `foldEvents` would put them.
  const readings = decoded.readings.toSorted((a, b) => (a.metric < b.metric ? -1 : 1));
  return readings.map(({ metric, effectiveAt: at, value }) => ({
    type: 'measurement',
    metric,
    at,
    value,
    receivedAt,
  }));
}
