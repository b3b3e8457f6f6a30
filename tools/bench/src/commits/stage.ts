import { chmod, cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createCommitterService } from '@slipway/committer';
import { openEmbeddedBranch } from '@slipway/git';
import { systemClock, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { openDatabase, startEmbeddedPostgres, type Database } from '@slipway/postgres';
import { createLogger, createMetrics } from '@slipway/telemetry';
import { settle } from './git.ts';

export const repository = 'environment';

/** A bare repository of its own, a copy of the one that all measurements start with. */
export async function copyRepository(template: string, folder: string): Promise<string> {
  const directory = path.join(folder, 'environment.git');
  await cp(template, directory, { recursive: true });
  return directory;
}

/** The parts of the platform that a change passes through, on data of their own. */
export class Stage {
  readonly database: Database;
  /** The bare repository. */
  readonly directory: string;
  readonly #logger: Logger;
  readonly #undo: (() => Promise<void>)[];

  private constructor(database: Database, directory: string, logger: Logger, undo: (() => Promise<void>)[]) {
    this.database = database;
    this.directory = directory;
    this.#logger = logger;
    this.#undo = undo;
  }

  /** A PostgreSQL server as `npm start` runs it, fsync on, and a copy of the repository, in a folder that is removed at the end. */
  static async open(template: string, folder: string): Promise<Stage> {
    const logger = createLogger({ level: 'error' });
    const undo = [(): Promise<void> => rm(folder, { recursive: true, force: true })];
    try {
      await mkdir(folder);
      await chmod(folder, 0o755);
      const directory = await copyRepository(template, folder);
      const server = await startEmbeddedPostgres({ directory: path.join(folder, 'postgres'), logger });
      undo.push(() => server.stop());
      const database = await openDatabase({ url: server.url, logger });
      undo.push(() => database.close());
      await database.migrate();
      await settle();
      return new Stage(database, directory, logger, undo);
    } catch (error) {
      await undoAll(undo);
      throw error;
    }
  }

  /**
   * Starts the committer in this process, as `npm start` does. It shares the database connections with the writers.
   * @returns what stops it and its background work in the repository.
   */
  async startCommitter({
    clock = systemClock,
    pushesPerMinute = Infinity,
    onPush,
  }: CommitterSettings = {}): Promise<() => Promise<void>> {
    const { changeQueue: queue, changeReader: reader, leases, signals } = this.database;
    const branch = await openEmbeddedBranch({ directory: this.directory, logger: this.#logger });
    const metrics = createMetrics();
    const committer = createCommitterService({
      queue,
      reader,
      leases,
      signals,
      branch,
      repository,
      pushesPerMinute,
      clock,
      logger: this.#logger,
      metrics: {
        ...metrics,
        count: (name, labels, by) => {
          if (name === 'slipway_pushes_total') onPush?.(clock.now().getTime());
          metrics.count(name, labels, by);
        },
      },
    });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopped ??= committer.stop().then(() => branch.close()));
    this.#undo.push(stop);
    await committer.start();
    return stop;
  }

  close(): Promise<void> {
    return undoAll(this.#undo);
  }
}

export interface CommitterSettings {
  readonly clock?: Clock;
  /** Default: no bound, as for the embedded remote. */
  readonly pushesPerMinute?: number;
  /** Called after each push, whatever became of it, with the clock's time in milliseconds. */
  readonly onPush?: (at: number) => void;
}

async function undoAll(undo: (() => Promise<void>)[]): Promise<void> {
  for (let one = undo.pop(); one !== undefined; one = undo.pop()) await one();
}
