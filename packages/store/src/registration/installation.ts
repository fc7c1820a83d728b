import type { Queryable } from '../database.ts';

/** `demo` and `test` take synthetic people only; `production` takes real ones. */
export type InstallationKind = 'production' | 'test' | 'demo';

/** Thrown when a database that was made for one kind of installation is opened as another. */
export class InstallationKindError extends Error {}

/**
 * Says what kind of installation this database serves. The first word stands: real people's data must never become a demo, nor a
 * demo's people production.
 */
export async function setInstallation(client: Queryable, kind: InstallationKind): Promise<void> {
  await client.query('insert into installation (kind) values ($1) on conflict do nothing', [kind]);
  const stands = await readInstallation(client);
  if (stands !== kind) {
    throw new InstallationKindError(
      `this database is a ${stands} installation and cannot become a ${kind} installation`,
    );
  }
}

/** `production` until something else was said, since that is the strictest about who may see what. */
export async function readInstallation(client: Queryable): Promise<InstallationKind> {
  const { rows } = await client.query<{ kind: InstallationKind }>('select kind from installation');
  return rows[0]?.kind ?? 'production';
}
