import { explainAlert } from '@samvakt/store';
import { explainFinding } from '@samvakt/triage';
import { openServiceDatabase } from '../serviceDatabase.ts';
import { ExplainError } from './explainError.ts';
import type { Alone } from './run.ts';

/** Says in both languages what an alert rests on, judges it again from all that the engine was given, and fails where that says something else. */
export async function explainAlone(
  { settings, log, stack }: Alone<'explain'>,
  alertId: string,
  write: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'explain', log, stack });
  const explanation = await explainAlert(database.pool, alertId);
  if (explanation === null) throw new ExplainError(`There is no alert ${alertId}.`);
  const { protocol, evidence, limits, judgedAt, given, rerun } = explanation;
  const source = limits && { by: limits.setBy, confirmedBy: limits.confirmedBy, at: limits.setAt };
  for (const language of ['nb', 'en'] as const) {
    write(`${language}  ${explainFinding(protocol, evidence, language, source)}\n`);
  }
  const told = {
    alertId,
    episodeId: explanation.episodeId,
    protocol: `${protocol.id} version ${protocol.version}`,
    limits: limits === null ? null : { ...limits, setAt: iso(limits.setAt), until: iso(limits.until) },
    judgedAt: iso(judgedAt),
    given,
    identical: rerun.identical,
    differences: rerun.differences,
    evidence,
    ...(rerun.identical ? {} : { found: rerun.found }),
  };
  write(`${JSON.stringify(told, null, 2)}\n`);
  if (rerun.identical) return;
  const what =
    rerun.found === null ? 'the engine finds nothing there' : `it differs in ${rerun.differences.join(', ')}`;
  throw new ExplainError(`Judged again, alert ${alertId} does not come to the same: ${what}.`);
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
