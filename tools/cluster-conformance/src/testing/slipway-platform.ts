import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { createClient, resourceEndpoints, runEndpoints, type Client, type Run } from '@slipway/contracts';
import { startSlipway, until, type SlipwayServer } from '@slipway/testing';

const run = promisify(execFile);
const repository = path.resolve(import.meta.dirname, '../../../..');
const node = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];
const minutes = 60_000;

/** Where the environment repository is, when the platform does not serve its own. */
export interface RepositoryElsewhere {
  /** Of its server on this machine. */
  readonly port: number;
  /** `/acme/environment.git` */
  readonly path: string;
  /** The bare repository. */
  readonly directory: string;
}

export interface SlipwayPlatformOptions {
  readonly team?: string;
  /** Besides the scheduler and the committer. */
  readonly services?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly repository?: RepositoryElsewhere;
}

/** Scheduler and committer as one process that can be killed and started again, and what users do with them. */
export class SlipwayPlatform {
  readonly team: string;
  readonly port: number;
  readonly #directory: string;
  readonly #options: SlipwayPlatformOptions;
  #server: SlipwayServer | undefined;
  #token = '';
  #pusher: string | undefined;

  private constructor(directory: string, port: number, options: SlipwayPlatformOptions) {
    this.team = options.team ?? 'vision';
    this.#options = options;
    this.#directory = directory;
    this.port = port;
  }

  /** Starts it on this directory, with the team, by default `vision`. */
  static async start(directory: string, options: SlipwayPlatformOptions = {}): Promise<SlipwayPlatform> {
    const platform = new SlipwayPlatform(path.join(directory, 'slipway'), await freePort(), options);
    await platform.startServer();
    await platform.apply({
      apiVersion: 'slipway.dev/v1',
      kind: 'Team',
      metadata: { name: platform.team },
      spec: { quota: { runs: 20, cpu: 8, memory: '16Gi', accelerators: { nvidia: 2 } } },
    });
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get client(): Client {
    return createClient({ url: this.url, token: this.#token });
  }

  async startServer(): Promise<void> {
    const port = String(this.port);
    const { services = [], env = {} } = this.#options;
    const args = ['committer', ...services, '--port', port];
    this.#server = await startSlipway('scheduler', this.#directory, { args, env });
    const connection = await readFile(path.join(this.#directory, 'connection.json'), 'utf8');
    this.#token = (JSON.parse(connection) as { token: string }).token;
  }

  async killServer(): Promise<void> {
    await this.#server?.kill();
    this.#server = undefined;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** Applies one resource, and returns the name of the run that this began. */
  async apply(resource: object): Promise<string> {
    const { resources } = await this.client.call(resourceEndpoints.apply, {
      body: { documents: [{ file: 'resource.yaml', text: JSON.stringify(resource) }] },
    });
    return resources[0]?.run ?? '';
  }

  /** Applies a Job of the team that runs a shell script, and returns the name of its run. */
  runJob(name: string, script: string, spec: object = {}): Promise<string> {
    return this.apply({
      apiVersion: 'slipway.dev/v1',
      kind: 'Job',
      metadata: { name, team: this.team },
      spec: {
        image: 'docker.io/library/busybox:1',
        command: ['sh', '-c', script],
        resources: { cpu: '100m', memory: '64Mi' },
        ...spec,
      },
    });
  }

  getRun(name: string): Promise<Run> {
    return this.client.call(runEndpoints.getRun, { params: { team: this.team, run: name } });
  }

  /** The run when it is in the state. @throws Error when it has ended in another */
  untilRun(name: string, state: Run['state']): Promise<Run> {
    return until(
      `run ${name} is ${state}`,
      async () => {
        const found = await this.getRun(name).catch(() => undefined);
        if (found?.state === state) return found;
        if (found && ['succeeded', 'failed', 'cancelled'].includes(found.state))
          throw new Error(`run ${name} is ${found.state}: ${found.reason ?? ''}`);
        return undefined;
      },
      3 * minutes,
    );
  }

  /** Waits until the run has ended so and its manifest is no longer in git. */
  async untilRetired(name: string, state: Run['state']): Promise<Run> {
    await this.untilRun(name, state);
    return until(
      `run ${name} is retired`,
      async () => {
        const now = await this.getRun(name);
        return now.retiredBy !== undefined && now;
      },
      minutes,
    );
  }

  /** The log of the first process of its newest attempt. */
  async logOf(name: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    const log = this.client.bytes(runEndpoints.runLogs, {
      params: { team: this.team, run: name },
      query: {},
    });
    for await (const chunk of log) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  async cancel(name: string): Promise<void> {
    await this.client.call(runEndpoints.cancelRun, { params: { team: this.team, run: name }, body: {} });
  }

  async move(name: string, cluster: string): Promise<void> {
    const params = { team: this.team, run: name };
    await this.client.call(runEndpoints.moveRun, { params, body: { cluster } });
  }

  /** Waits until the history of the run has a message like this. */
  async untilEvent(name: string, message: RegExp): Promise<void> {
    const events = this.client.events(runEndpoints.watchRuns, {
      params: { team: this.team },
      query: { run: name },
      signal: AbortSignal.timeout(3 * minutes),
    });
    for await (const { data } of events) if (message.test(data.message)) return;
  }

  /** Runs `slipway` with this command line and returns what it writes. */
  async slipway(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(
      process.execPath,
      [...node, path.join(repository, 'apps/cli/src/main.ts'), ...args, '--data', this.#directory],
      { env: { PATH: process.env.PATH } },
    );
    return stdout;
  }

  /** Where clusters read the environment repository. */
  get repository(): RepositoryElsewhere {
    const directory = path.join(this.#directory, 'environment.git');
    return this.#options.repository ?? { port: this.port, path: '/git/environment.git', directory };
  }

  /** URL of the environment repository for somebody who may push. */
  async pushUrl(): Promise<string> {
    this.#pusher ??= (await this.slipway('token', 'create', 'pusher', '--role', 'git-writer')).trim();
    return `${this.url.replace('//', `//x:${this.#pusher}@`)}/git/environment.git`;
  }

  /** When something was pushed to the environment repository last, in milliseconds since 1970. */
  async pushedAt(): Promise<number> {
    return (await stat(path.join(this.repository.directory, 'refs', 'heads', 'main'))).mtimeMs;
  }

  /** Commit at the head of the environment repository. */
  async head(): Promise<string> {
    const { stdout } = await run('git', ['-C', this.repository.directory, 'rev-parse', 'main']);
    return stdout.trim();
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
