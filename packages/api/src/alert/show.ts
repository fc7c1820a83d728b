import type { Alert } from '@samvakt/contract';
import type { AlertRow } from '@samvakt/store';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { findingWords } from '../protocol/wording.ts';

/** Stored alerts with their words, made of the protocol version that raised each. */
export async function showAlerts(shelf: ProtocolShelf, rows: readonly AlertRow[]): Promise<Alert[]> {
  await shelf.fetch(rows.map((row) => row.protocol));
  return rows.map((row) => ({ ...row, ...findingWords(shelf.take(row.protocol), row) }));
}
