import { systemClock } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import type { Workflow } from '@slipway/resources';
import { beginWorkflow } from '../workflows/begin-workflow.ts';

/** Runs of workflows in a database of their own, each begun by another commit: the first one by `…0001`. */
export class BegunWorkflows {
  readonly database: Database;
  readonly #drop: () => Promise<void>;
  #count = 0;

  private constructor(database: Database, drop: () => Promise<void>) {
    this.database = database;
    this.#drop = drop;
  }

  static async open(): Promise<BegunWorkflows> {
    const test = await createTestDatabase();
    const database = await openDatabase({ url: test.url, maxConnections: 2 });
    return new BegunWorkflows(database, () => test.drop());
  }

  /** Returns the id of the run. */
  async begin(workflow: Workflow, event: 'push' | 'pull_request', repository: string): Promise<number> {
    this.#count += 1;
    const commit = String(this.#count).padStart(40, '0');
    const pull = { number: 1, base: 'main', branch: 'x', author: 'ada', fromFork: false };
    const begun = await beginWorkflow(
      { workflows: this.database.workflowStore, clock: systemClock },
      {
        ...{ team: 'vision', repository, cloneUrl: `https://github.com/${repository}.git`, workflow },
        ...{ isOnGitHub: true, key: String(this.#count) },
        event: event === 'push' ? { name: event, branch: 'main', commit } : { name: event, commit, ...pull },
      },
    );
    return begun?.id ?? 0;
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.#drop();
  }
}
