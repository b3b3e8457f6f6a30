import {
  credentials,
  Metadata,
  makeGenericClientConstructor,
  type Client,
  type ServiceError,
} from '@grpc/grpc-js';
import { openDatabase } from '@slipway/postgres';
import { tokensOf } from '@slipway/service';
import { quietLogger } from '@slipway/testing';
import type { CallName, StorageCalls } from '../optuna/messages.ts';
import { openOptuna } from '../optuna/open-optuna.ts';
import { storageService } from '../optuna/protocol.ts';
import { tokenEntries, TuningHarness } from './tuning-harness.ts';

type Method = (
  request: unknown,
  metadata: Metadata,
  answer: (error: ServiceError | null, reply: never) => void,
) => void;

/** A tuning service, and Optuna's storage on its database with a client that names who calls. */
export class OptunaHarness {
  readonly tuning: TuningHarness;
  readonly #client: Client;
  readonly #stop: () => Promise<void>;

  private constructor(tuning: TuningHarness, client: Client, stop: () => Promise<void>) {
    this.tuning = tuning;
    this.#client = client;
    this.#stop = stop;
  }

  static async start(): Promise<OptunaHarness> {
    const tuning = await TuningHarness.start();
    const database = await openDatabase({ url: tuning.databaseUrl, maxConnections: 5 });
    const tokens = tokensOf(tokenEntries);
    const service = await openOptuna(
      { store: database.optunaStore, clock: tuning.clock, logger: quietLogger },
      { host: '127.0.0.1', port: 0, tokens, openTeam: undefined },
    );
    await service.start();
    const Storage = makeGenericClientConstructor(await storageService(), 'StorageService');
    const client = new Storage(`127.0.0.1:${String(service.port)}`, credentials.createInsecure());
    return new OptunaHarness(tuning, client, async () => {
      client.close();
      await service.stop();
      await database.close();
      await tuning.stop();
    });
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** @throws Error with the `code` of the status */
  call<Name extends CallName>(
    name: Name,
    request: Partial<StorageCalls[Name][0]>,
    principal = 'alice',
  ): Promise<StorageCalls[Name][1]> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${principal}`);
    const method = (this.#client as unknown as Record<string, Method>)[name];
    return new Promise((resolve, reject) => {
      method?.call(this.#client, request, metadata, (error, reply) => {
        if (error) reject(error);
        else resolve(reply);
      });
    });
  }
}
