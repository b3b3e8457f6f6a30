import path from 'node:path';
import type { Service } from '@slipway/service';
import { temporaryDirectory, until } from '@slipway/testing';
import type { AgentOptions } from '../agent-options.ts';
import { createAgentService } from '../agent-service.ts';
import { openFolderReader, putFile, removeFile } from './fake-environment.ts';
import { startFakeScheduler, type FakeScheduler } from './fake-scheduler.ts';
import { attemptFile, attemptPath, teamFile, teamPath, type AttemptFileOptions } from './manifests.ts';
import { keepingLogger, noMetrics } from './keeping-logger.ts';

/** An agent with a scheduler and an environment repository of its own, for one test. */
export interface TestBench extends AsyncDisposable {
  readonly scheduler: FakeScheduler;
  readonly data: string;
  readonly folder: string;
  /** Programs that the agent finds before others. */
  readonly bin: string;
  readonly log: string[];
  agent: Service;
  newAgent(options?: Partial<AgentOptions>): Service;
  put(options: AttemptFileOptions): Promise<void>;
  remove(attempt: string): Promise<void>;
  /** Waits until the attempt has ended and says how. */
  outcome(attempt: string): Promise<string>;
}

export async function testBench(options: Partial<AgentOptions> = {}): Promise<TestBench> {
  const directory = await temporaryDirectory();
  const scheduler = await startFakeScheduler();
  const data = path.join(directory.path, 'agent');
  const folder = path.join(directory.path, 'environment');
  const bin = path.join(directory.path, 'bin');
  const logger = keepingLogger();
  const newAgent = (over: Partial<AgentOptions> = {}): Service =>
    createAgentService({
      url: scheduler.url,
      token: 'agent-token',
      cluster: 'local',
      data,
      environment: openFolderReader(folder),
      logger,
      metrics: noMetrics,
      host: { PATH: `${bin}:${process.env.PATH ?? ''}`, SLIPWAY_TOKEN: 'secret' },
      options: { pollMs: 60_000, ...options, ...over },
    });
  await putFile(folder, teamPath('research'), teamFile('research'));
  const bench: TestBench = {
    scheduler,
    data,
    folder,
    bin,
    log: logger.lines,
    agent: newAgent(),
    newAgent,
    put: async (attempt) => {
      await putFile(folder, attemptPath(attempt.attempt), attemptFile(attempt));
      scheduler.push();
    },
    remove: async (attempt) => {
      await removeFile(folder, attemptPath(attempt));
      scheduler.push();
    },
    outcome: async (attempt) => {
      await until(`${attempt} has ended`, () => scheduler.ended(attempt) !== undefined, 15_000).catch(
        (cause: unknown) => {
          throw new Error(logger.lines.join('\n'), { cause });
        },
      );
      const ended = scheduler.ended(attempt);
      return ended ? `${ended.outcome}: ${ended.reason}` : '';
    },
    [Symbol.asyncDispose]: async () => {
      await bench.agent.stop();
      await scheduler.close();
      await directory[Symbol.asyncDispose]();
    },
  };
  return bench;
}
