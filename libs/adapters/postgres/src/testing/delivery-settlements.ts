import { Client } from 'pg';

/** Counts how often each delivery is settled, in the database itself: what a crash takes back is not counted. */
export class DeliverySettlements {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async of(databaseUrl: string): Promise<DeliverySettlements> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`
      create table settlement (id uuid not null);
      create function note_settlement() returns trigger language plpgsql as
        $$ begin insert into settlement values (new.id); return null; end $$;
      create trigger note_settlement after update on github.delivery for each row
        when (old.state = 'pending' and new.state <> 'pending') execute function note_settlement()`);
    return new DeliverySettlements(client);
  }

  /** Of deliveries that wait, how many there are. */
  async pending(): Promise<number> {
    const { rows } = await this.#client.query<{ readonly count: string }>(
      `select count(*) from github.delivery where state = 'pending'`,
    );
    return Number(rows[0]?.count);
  }

  /** How often each was settled. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#client.query<{ readonly id: string; readonly count: string }>(
      'select id, count(*) from settlement group by id',
    );
    return new Map(rows.map(({ id, count }) => [id, Number(count)]));
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
