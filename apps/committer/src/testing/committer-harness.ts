import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Change } from '@slipway/changes';
import { initEmbeddedRepository, openEmbeddedBranch } from '@slipway/git';
import { newId, systemClock } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, sampleChange } from '@slipway/postgres/testing';
import type { EnvironmentBranch, FoundChange } from '@slipway/ports';
import type { Service } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { plainGit, quietLogger, temporaryDirectory, until } from '@slipway/testing';
import type { CommitterDeps } from '../committer-deps.ts';
import { createCommitterService } from '../create-committer-service.ts';

/** A commit of the repository as tests look at it. */
export interface Written {
  readonly commit: string;
  readonly change: string;
  readonly subject: string;
  readonly author: string;
}

/** A database and an environment repository, and committers on them. */
export class CommitterHarness {
  readonly repository = 'environment';
  readonly database: Database;
  readonly databaseUrl: string;
  readonly folder: string;
  /** The bare repository. */
  readonly directory: string;
  readonly #undo: (() => Promise<void>)[] = [];

  private constructor(database: Database, databaseUrl: string, folder: string) {
    this.database = database;
    this.databaseUrl = databaseUrl;
    this.folder = folder;
    this.directory = path.join(folder, 'environment.git');
  }

  static async start(): Promise<CommitterHarness> {
    const test = await createTestDatabase();
    const folder = await temporaryDirectory();
    const database = await openDatabase({ url: test.url, maxConnections: 5 });
    const harness = new CommitterHarness(database, test.url, folder.path);
    await initEmbeddedRepository(harness.directory);
    harness.#undo.push(
      () => folder.remove(),
      () => test.drop(),
      () => database.close(),
    );
    return harness;
  }

  async close(): Promise<void> {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) await undo();
  }

  /** Starts a committer with a branch and connections of its own. It is stopped at the end, if not before. */
  async committer(overrides: Partial<CommitterDeps> = {}): Promise<Service> {
    const database = await openDatabase({ url: this.databaseUrl, maxConnections: 5 });
    const branch = overrides.branch ?? (await this.branch());
    const service = createCommitterService({
      queue: database.changeQueue,
      reader: database.changeReader,
      leases: database.leases,
      signals: database.signals,
      repository: this.repository,
      pushesPerMinute: Infinity,
      servedDirectory: this.directory,
      clock: systemClock,
      logger: quietLogger,
      metrics: createMetrics(),
      ...overrides,
      branch,
    });
    await service.start();
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> =>
      (stopped ??= service
        .stop()
        .then(() => branch.close())
        .then(() => database.close()));
    this.#undo.push(stop);
    return { ...service, stop };
  }

  branch(): Promise<EnvironmentBranch> {
    return openEmbeddedBranch({ directory: this.directory });
  }

  /** Appends a change of a team that writes one file of its own. */
  async append(name: string, overrides: Partial<Change> = {}): Promise<string> {
    const change = sampleChange({
      id: newId(new Date()),
      subject: `Add ${name}`,
      operations: [{ op: 'write', path: `teams/vision/jobs/${name}.yaml`, content: `name: ${name}\n` }],
      ...overrides,
    });
    await this.database.appendChange(change);
    return change.id;
  }

  async found(id: string): Promise<FoundChange> {
    const found = await this.database.changeReader.find(id);
    if (!found) throw new Error(`change ${id} is not in the log`);
    return found;
  }

  /** Waits until every one of these has an outcome, and returns them in the same order. */
  async settled(ids: readonly string[], milliseconds?: number): Promise<readonly FoundChange['record'][]> {
    await until(
      'every change has an outcome',
      async () => (await this.database.changeQueue.unsettled(this.repository, ids)).size === 0,
      milliseconds,
    );
    return Promise.all(ids.map(async (id) => (await this.found(id)).record));
  }

  git(...args: readonly string[]): Promise<string> {
    return plainGit(this.directory, ...args);
  }

  /** All commits of the branch, oldest first. */
  async log(): Promise<readonly Written[]> {
    const format = '%H%x09%(trailers:key=Change-Id,valueonly,separator=%x2C)%x09%an%x09%s';
    const text = await this.git('log', '--reverse', `--format=${format}`, 'main');
    return text.split('\n').map((line) => {
      const [commit = '', change = '', author = '', subject = ''] = line.split('\t');
      return { commit, change, author, subject };
    });
  }

  /** A clone of the repository in which somebody else works. */
  async outsider(): Promise<{
    readonly directory: string;
    push(file: string, content: string): Promise<string>;
  }> {
    const directory = path.join(this.folder, `clone-${newId(new Date())}`);
    await plainGit(this.folder, 'clone', '--quiet', this.directory, directory);
    return {
      directory,
      push: async (file, content) => {
        await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
        await writeFile(path.join(directory, file), content);
        await plainGit(directory, 'add', '.');
        await plainGit(directory, 'commit', '--quiet', '-m', `By hand: ${file}`);
        // The committer may be faster: then once more on top of what it wrote, as any user would.
        for (let tries = 20; ; tries -= 1) {
          await plainGit(directory, 'pull', '--quiet', '--rebase');
          const pushed = plainGit(directory, 'push', '--quiet', 'origin', 'HEAD:main');
          if (tries === 0) await pushed;
          else if (
            !(await pushed.then(
              () => true,
              () => false,
            ))
          )
            continue;
          break;
        }
        return plainGit(directory, 'rev-parse', 'HEAD');
      },
    };
  }
}
