import {
  applyLimits,
  type CompiledProtocol,
  compileProtocol,
  type Limits,
  LimitsSchema,
  type Pause,
  type PlanVersion,
  type Protocol,
} from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readOwn } from '../own/unreadable.ts';
import { readTriagePauses } from '../pause/judgedBy.ts';
import { readTriagePlans } from '../plan/judgedBy.ts';
import { readProtocols } from '../reading/protocol.ts';

/** What judges an episode: a protocol version, the version of the patient's own limits (null: none), and those of its pauses and of its measuring plan (0: none). */
type JudgedBy = {
  episodeId: string;
  protocolId: string;
  protocolVersion: number;
  limitsVersion: number | null;
  pausesVersion: number;
  planVersion: number;
  /** When what judges was last put in force: nobody judges by it as of an earlier instant, whatever the own clock says. */
  settingSince: number | null;
};

const asOf = ({ settingSince }: JudgedBy, now: number): number => Math.max(now, settingSince ?? now);

export type ProtocolCache = {
  /** The compiled protocol of each episode, by episode id, as it holds at `now`. @throws SettingUnreadable where something of a patient's own cannot be read */
  compiled(client: Queryable, judgedBy: readonly JudgedBy[], now: number): Promise<Map<string, CompiledProtocol>>;
};

type Entry = { protocol: CompiledProtocol; from: number; until: number };

/**
 * Keeps compiled protocols for as long as they hold: a version never changes once registered, and a patient's limits hold between two
 * instants. Entries of episodes that are gone stay until the process ends; an episode costs some kilobytes.
 */
export function createProtocolCache(): ProtocolCache {
  const protocols = new Map<string, Protocol>();
  const entries = new Map<string, Entry>();

  async function compileMissing(client: Queryable, missing: readonly JudgedBy[], now: number): Promise<void> {
    const unread = missing.filter((by) => !protocols.has(protocolKey(by)));
    if (unread.length > 0) {
      const keys = unread.map((by) => ({ id: by.protocolId, version: by.protocolVersion }));
      for (const protocol of await readProtocols(client, keys)) {
        protocols.set(`${protocol.id}@${protocol.version}`, protocol);
      }
    }
    const limits = await readLimits(client, missing);
    const paused = missing.filter((by) => by.pausesVersion > 0).map((by) => by.episodeId);
    const pauses = await readTriagePauses(client, paused);
    // Another protocol version may have asked for something else before.
    const planned = missing.filter((by) => by.planVersion > 0 || by.settingSince !== null).map((by) => by.episodeId);
    const plans = await readTriagePlans(client, planned);
    for (const by of missing) {
      const protocol = protocols.get(protocolKey(by));
      if (!protocol)
        throw new Error(`episode ${by.episodeId} is judged by ${protocolKey(by)}, which is not registered`);
      entries.set(
        entryKey(by),
        entryOf(
          protocol,
          {
            limits: limits.get(by.episodeId) ?? null,
            pauses: pauses.get(by.episodeId)?.pauses ?? [],
            plans: plans.get(by.episodeId) ?? [],
          },
          asOf(by, now),
        ),
      );
    }
  }

  return {
    async compiled(client, judgedBy, now) {
      const holds = (by: JudgedBy): boolean => {
        const entry = entries.get(entryKey(by));
        const at = asOf(by, now);
        return entry !== undefined && entry.from <= at && at < entry.until;
      };
      const missing = judgedBy.filter((by) => !holds(by));
      if (missing.length > 0) await compileMissing(client, missing, now);
      return new Map(
        judgedBy.map((by) => {
          const entry = entries.get(entryKey(by));
          if (!entry) throw new Error(`episode ${by.episodeId}: its protocol was not compiled`);
          return [by.episodeId, entry.protocol];
        }),
      );
    },
  };
}

type Own = { limits: Limits | null; pauses: readonly Pause[]; plans: readonly PlanVersion[] };

function entryOf(protocol: Protocol, { limits, pauses, plans }: Own, now: number): Entry {
  const turns = [limits?.since ?? now, limits?.until ?? now];
  return {
    protocol: compileProtocol(applyLimits(protocol, limits, now, pauses, plans)),
    from: Math.max(Number.NEGATIVE_INFINITY, ...turns.filter((turn) => turn <= now && turn !== now)),
    until: Math.min(Number.POSITIVE_INFINITY, ...turns.filter((turn) => turn > now)),
  };
}

async function readLimits(client: Queryable, judgedBy: readonly JudgedBy[]): Promise<Map<string, Limits>> {
  const own = judgedBy.filter((by) => by.limitsVersion !== null);
  if (own.length === 0) return new Map();
  const { rows } = await client.query<{ episodeId: string; body: unknown }>(
    `
      select episode_id as "episodeId", body from limits
      join unnest($1::uuid[], $2::integer[]) as given (episode_id, version) using (episode_id, version)
    `,
    [own.map((by) => by.episodeId), own.map((by) => by.limitsVersion)],
  );
  return new Map(
    rows.map(({ episodeId, body }) => [episodeId, readOwn(LimitsSchema, body, { episodeId, setting: 'limits' })]),
  );
}

/** Protocols that an episode began with, with neither limits, pauses nor a plan of the patient's own, are the same for all: one compiled protocol serves them. */
function entryKey(by: JudgedBy): string {
  const { episodeId, limitsVersion, pausesVersion, planVersion, settingSince } = by;
  if (limitsVersion === null && pausesVersion === 0 && planVersion === 0 && settingSince === null) {
    return protocolKey(by);
  }
  return `${protocolKey(by)} ${episodeId} ${limitsVersion} ${pausesVersion} ${planVersion} ${settingSince}`;
}

function protocolKey(by: JudgedBy): string {
  return `${by.protocolId}@${by.protocolVersion}`;
}
