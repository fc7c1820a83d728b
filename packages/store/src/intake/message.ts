import type { Fault, MessageId, Receipt, ReceiptStatus } from '@samvakt/contract';
import { idColumn, plainColumn } from '../columns.ts';
import { type Queryable, sqlState } from '../database.ts';

/** The account of one message. `received = stored + duplicates + rejected`; of a message that could not be read, nothing was counted. */
export type MessageAccount = {
  deviceId: string;
  id: MessageId;
  receivedAt: number;
  sentAt: number | null;
  status: ReceiptStatus;
  counts: Receipt['counts'];
};

export function keyOf(deviceId: string, id: MessageId): string {
  return `${deviceId} ${id.queue} ${id.number}`;
}

/** The accounts that these messages already have, with the faults that their receipts named, by `keyOf`. */
export async function readAccounts(
  client: Queryable,
  messages: readonly { deviceId: string; id: MessageId }[],
): Promise<Map<string, { account: MessageAccount; faults: Fault[] }>> {
  const { rows } = await client.query<{
    deviceId: string;
    queue: string;
    number: string;
    receivedAt: Date;
    sentAt: Date | null;
    status: ReceiptStatus;
    received: number;
    stored: number;
    duplicates: number;
    rejected: number;
    faults: Fault[] | null;
  }>({
    name: 'read-accounts',
    text: `
      select device_id as "deviceId", queue, number, received_at as "receivedAt", sent_at as "sentAt", status,
        received, stored, duplicates, rejected,
        case when status <> 'accepted' then (
          select reasons from quarantine
          where quarantine.device_id = message.device_id and quarantine.queue = message.queue and quarantine.number = message.number
          order by quarantine.received_at, quarantine.id limit 1
        ) end as faults
      from unnest($1::text[], $2::uuid[], $3::bigint[]) as given (device_id, queue, number)
      join message using (device_id, queue, number)
    `,
    values: [
      idColumn(messages.map((message) => message.deviceId)),
      plainColumn(messages.map((message) => message.id.queue)),
      plainColumn(messages.map((message) => message.id.number)),
    ],
  });
  return new Map(
    rows.map(({ deviceId, queue, number, receivedAt, sentAt, status, faults, ...counts }) => {
      const id = { queue, number: Number(number) };
      const account = {
        deviceId,
        id,
        receivedAt: receivedAt.getTime(),
        sentAt: sentAt?.getTime() ?? null,
        status,
        counts,
      };
      return [keyOf(deviceId, id), { account, faults: faults ?? [] }];
    }),
  );
}

/** Some message has its account already: of an earlier time, or from another worker just now. Look again in a new transaction. */
export class AccountExistsError extends Error {}

const UNIQUE_VIOLATION = '23505';

/** Opens the accounts of new messages. Throws `AccountExistsError`, and the transaction can then only be rolled back. */
export async function insertAccounts(client: Queryable, accounts: readonly MessageAccount[]): Promise<void> {
  if (accounts.length === 0) return;
  try {
    await insert(client, accounts);
  } catch (cause) {
    if (sqlState(cause) !== UNIQUE_VIOLATION) throw cause;
    throw new AccountExistsError('a message of this batch has its account already', { cause });
  }
}

async function insert(client: Queryable, accounts: readonly MessageAccount[]): Promise<void> {
  await client.query({
    name: 'insert-accounts',
    text: `
      insert into message (device_id, queue, number, received_at, sent_at, status, received, stored, duplicates, rejected)
      select device_id, queue, number, to_timestamp(received_ms / 1000.0), to_timestamp(sent_ms / 1000.0), status,
        received, stored, duplicates, rejected
      from unnest($1::text[], $2::uuid[], $3::bigint[], $4::double precision[], $5::double precision[], $6::text[],
          $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[])
        as given (device_id, queue, number, received_ms, sent_ms, status, received, stored, duplicates, rejected)
    `,
    values: [
      idColumn(accounts.map((account) => account.deviceId)),
      plainColumn(accounts.map((account) => account.id.queue)),
      plainColumn(accounts.map((account) => account.id.number)),
      plainColumn(accounts.map((account) => account.receivedAt)),
      plainColumn(accounts.map((account) => account.sentAt ?? 'null')),
      plainColumn(accounts.map((account) => account.status)),
      plainColumn(accounts.map((account) => account.counts.received)),
      plainColumn(accounts.map((account) => account.counts.stored)),
      plainColumn(accounts.map((account) => account.counts.duplicates)),
      plainColumn(accounts.map((account) => account.counts.rejected)),
    ],
  });
}

/** Byte for byte the same each time: the database keeps the faults, but not the order of their keys. */
export function receiptOf(account: MessageAccount, faults: readonly Fault[]): Receipt {
  const { id, status, counts } = account;
  return { ...id, status, counts, faults: faults.map(({ path, code, text }) => ({ path, code, text })) };
}
