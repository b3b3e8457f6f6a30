import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ComponentPlan } from './component-plan.ts';
import { isReady } from './readiness.ts';

/** A component that can be stopped, killed and started again. Once started, it is started again when it ends by itself. */
export interface Component {
  readonly name: string;
  /** Path of the file that all it says goes to. */
  readonly log: string;
  /** Its process; undefined while it does not run. */
  readonly pid: () => number | undefined;
  /** Starts it, if it does not run, and waits until it is ready. @throws Error when it ends or does not become ready */
  readonly start: () => Promise<void>;
  /** Asks it to end, and kills it when it has not after 10 s. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a crash would. It stays down until it is started. */
  readonly kill: () => Promise<void>;
  /** Stops it and starts it again. */
  readonly restart: () => Promise<void>;
}

export interface ComponentSurroundings {
  /** Working directory, and home, of the program. */
  readonly directory: string;
  /** Folder of log files. */
  readonly logs: string;
  /** Path of the certificate that servers are checked by. */
  readonly authority: string;
}

const startTimeout = 120_000;
const stopTimeout = 10_000;
const restartDelays = { first: 500, most: 15_000 };

export function createComponent(plan: ComponentPlan, surroundings: ComponentSurroundings): Component {
  const log = path.join(surroundings.logs, `${plan.name}.log`);
  let wanted = false;
  let running: ChildProcess | undefined;

  const launch = async (): Promise<ChildProcess> => {
    const output = await open(log, 'a', 0o600);
    try {
      // The kernel ends the program when this process ends in whatever way: nothing is left behind.
      const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', plan.program, ...plan.args], {
        cwd: surroundings.directory,
        env: { PATH: process.env.PATH, HOME: surroundings.directory, ...plan.env },
        stdio: ['ignore', output.fd, output.fd],
      });
      await once(child, 'spawn');
      running = child;
      return child;
    } catch (cause) {
      throw new Error('setpriv cannot be run: install util-linux and put it on the PATH', { cause });
    } finally {
      await output.close();
    }
  };
  const isWanted = (child: ChildProcess): boolean => wanted && running === child;
  const keepRunning = async (child: ChildProcess): Promise<void> => {
    for (let wait = restartDelays.first; ; wait = Math.min(wait * 2, restartDelays.most)) {
      await ended(child);
      if (!isWanted(child)) return;
      await delay(wait);
      if (!isWanted(child)) return;
      child = await launch();
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    wanted = false;
    const child = running;
    if (!child || hasEnded(child)) return;
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), stopTimeout);
    await ended(child);
    clearTimeout(patience);
  };

  const component: Component = {
    name: plan.name,
    log,
    pid: () => (running && !hasEnded(running) ? running.pid : undefined),
    async start() {
      if (wanted) return;
      wanted = true;
      const child = await launch();
      const deadline = Date.now() + startTimeout;
      while (!(await isReady(plan.ready, surroundings.authority))) {
        if (hasEnded(child)) {
          wanted = false;
          throw new Error(`${plan.name} ended before it was ready; ${log} ends with:\n${await tail(log)}`);
        }
        if (Date.now() > deadline) {
          await end('SIGKILL');
          throw new Error(
            `${plan.name} was not ready within ${String(startTimeout / 1000)} s; ${log} ends with:\n${await tail(log)}`,
          );
        }
        await delay(50);
      }
      void keepRunning(child);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await component.stop();
      await component.start();
    },
  };
  return component;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit');
}

async function tail(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-15).join('\n');
}
