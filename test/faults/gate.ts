import type { Pool } from 'pg';

/** What a worker does is let through so far and no further: it can then be killed in the middle however slow the one is who kills it. */
export interface Gate {
  /** Lets it through until so many have been done. */
  readonly allow: (done: number) => Promise<void>;
  /** The server notices at once that a killed worker is gone, as it would by itself where the worker did not wait here. */
  readonly forget: (applicationName: string) => Promise<void>;
  /** From here on everything is let through. */
  readonly open: () => Promise<void>;
}

/** `act`: at which change of which table it is stopped; `done`: how many have been done, in SQL. Nothing is let through at first. */
export async function buildGate(pool: Pool, { act, done }: { act: string; done: string }): Promise<Gate> {
  const KEY = 20_261_122;
  await pool.query(`
    create table gate (allowed integer not null);
    insert into gate values (0);
    create function wait_at_gate() returns trigger language plpgsql as $$
    begin
      if (${done}) >= (select allowed from gate) then perform pg_advisory_xact_lock(${KEY}); end if;
      return new;
    end $$;
    create trigger gate before ${act} for each row execute function wait_at_gate();
  `);
  const keeper = await pool.connect();
  await keeper.query('select pg_advisory_lock($1)', [KEY]);
  return {
    allow: async (count) => {
      await pool.query('update gate set allowed = $1', [count]);
    },
    forget: async (applicationName) => {
      for (;;) {
        const { rowCount } = await pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1`,
          [applicationName],
        );
        if (rowCount === 0) return;
      }
    },
    open: async () => {
      await keeper.query('select pg_advisory_unlock($1)', [KEY]);
      keeper.release();
    },
  };
}
