import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Service } from '../service.ts';
import {
  recordingLogger,
  recordingMetrics,
  serviceOf,
  tokensFor,
  until,
} from '../testing/example-service.ts';
import { runMain } from './run-main.ts';
import { runServices } from './run-services.ts';
import type { ProcessLike } from './supervise-process.ts';

function recorded(
  name: string,
  events: string[],
  start: () => Promise<void> = () => Promise.resolve(),
): Service {
  return {
    ...serviceOf([], { name }),
    start: async () => {
      await start();
      events.push(`${name} started`);
    },
    stop: () => {
      events.push(`${name} stopped`);
      return name === 'stubborn' ? Promise.reject(new Error('stuck')) : Promise.resolve();
    },
  };
}

describe('services', () => {
  const http = { host: '127.0.0.1', port: 0, tokens: tokensFor({}), metrics: recordingMetrics().metrics };

  it('start in order and stop in reverse, HTTP first, also when one fails to stop', async () => {
    const events: string[] = [];
    const { logger, lines } = recordingLogger();
    const running = await runServices({
      services: ['a', 'stubborn', 'c'].map((name) => recorded(name, events)),
      http,
      logger,
    });
    expect((await fetch(`${String(running.url)}/readyz`)).status).toBe(200);
    await Promise.all([running.stop(), running.stop()]);
    expect(events).toEqual([
      'a started',
      'stubborn started',
      'c started',
      'c stopped',
      'stubborn stopped',
      'a stopped',
    ]);
    expect(lines.find(({ level }) => level === 'error')?.message).toBe('service failed to stop');
    await expect(fetch(`${String(running.url)}/readyz`)).rejects.toThrow();
  });

  it('that have started are stopped again when the next one fails', async () => {
    const events: string[] = [];
    const services = [
      recorded('a', events),
      recorded('b', events, () => Promise.reject(new Error('no database'))),
    ];
    await expect(runServices({ services, logger: recordingLogger().logger })).rejects.toThrow('no database');
    expect(events).toEqual(['a started', 'a stopped']);
  });
});

class FakeProcess extends EventEmitter implements ProcessLike {
  readonly env: Record<string, string> = {};
  readonly argv: string[];
  readonly written: string[] = [];
  readonly exits: number[] = [];
  readonly stdout = { write: (text: string): unknown => this.written.push(text) };
  readonly stderr = this.stdout;

  constructor(...args: string[]) {
    super();
    this.argv = ['node', 'main.ts', ...args];
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('the main of a service', () => {
  const config = z.object({
    name: z.string().default('x'),
    token: z.string().optional().meta({ secret: true }),
  });

  it('runs until it is asked to stop, stops in order, and gives the signals back', async () => {
    const host = new FakeProcess();
    const events: string[] = [];
    const { logger, lines } = recordingLogger();
    const close = (): Promise<void> => Promise.resolve(void events.push('closed'));
    const done = runMain({
      name: 'example',
      config,
      process: host,
      compose: () => Promise.resolve({ services: [recorded('a', events)], logger, close }),
    });
    await until(() => lines.some(({ message }) => message === 'ready'));
    host.emit('SIGTERM');
    await done;
    expect(events).toEqual(['a started', 'a stopped', 'closed']);
    expect(host.exits).toEqual([]);
    expect(host.eventNames()).toEqual([]);
  });

  it('leaves at once at the second signal', async () => {
    const host = new FakeProcess();
    const { logger, lines } = recordingLogger();
    const stuck = { ...serviceOf([]), stop: () => new Promise<void>(() => undefined) };
    void runMain({
      name: 'example',
      config,
      process: host,
      compose: () => Promise.resolve({ services: [stuck], logger }),
    });
    await until(() => lines.some(({ message }) => message === 'ready'));
    host.emit('SIGINT');
    host.emit('SIGINT');
    expect(host.exits).toEqual([130]);
  });

  it('logs an error that nobody caught and ends with 1', async () => {
    const host = new FakeProcess();
    const { logger, lines } = recordingLogger();
    void runMain({
      name: 'example',
      config,
      process: host,
      compose: () => Promise.resolve({ services: [], logger }),
    });
    await until(() => lines.some(({ message }) => message === 'ready'));
    host.emit('unhandledRejection', new Error('forgotten'));
    expect(host.exits).toEqual([1]);
    expect(lines.at(-1)).toMatchObject({ level: 'error', message: 'unhandled error' });
  });

  it('ends with 3 for a wrong configuration, 1 for a failed start, and prints what is asked for', async () => {
    const wrong = new FakeProcess('--nmae=x');
    await runMain({
      name: 'example',
      config,
      process: wrong,
      compose: () => Promise.reject(new Error('not reached')),
    });
    expect(wrong.exits).toEqual([3]);
    expect(wrong.written.join('')).toBe('example: there is no option "--nmae": did you mean --name?\n');

    const failing = new FakeProcess();
    await runMain({
      name: 'example',
      config,
      process: failing,
      compose: () => Promise.reject(new Error('no disk')),
    });
    expect([failing.exits, failing.written.join('')]).toEqual([[1], 'example: no disk\n']);

    const printing = new FakeProcess('--print-config', '--token', 'hunter2');
    await runMain({
      name: 'example',
      config,
      process: printing,
      compose: () => Promise.reject(new Error('not reached')),
    });
    expect(printing.exits).toEqual([]);
    expect(printing.written.join('')).toBe(
      'SLIPWAY_NAME  = x  # default\nSLIPWAY_TOKEN = (redacted)  # --token\n',
    );
  });
});
