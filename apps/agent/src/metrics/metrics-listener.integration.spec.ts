import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory } from '@slipway/testing';
import { Journal } from '../attempts/journal.ts';
import { keepingLogger } from '../testing/keeping-logger.ts';
import { openMetricsListener, type MetricsListener } from './metrics-listener.ts';

interface Bench extends AsyncDisposable {
  readonly listener: MetricsListener;
  readonly journal: Journal;
  readonly portFile: string;
  readonly log: string[];
  reopen(): Promise<void>;
  send(
    body: string,
    options?: { token?: string; attempt?: string; method?: string },
  ): Promise<[number, string]>;
}

async function bench(): Promise<Bench> {
  const directory = await temporaryDirectory();
  const journal = await Journal.open(directory.path, systemClock, () => undefined);
  const logger = keepingLogger();
  const portFile = path.join(directory.path, 'listener.json');
  const open = (): Promise<MetricsListener> =>
    openMetricsListener({
      portFile,
      logger,
      find: (attempt) => (attempt === 'digits-a-1' ? { token: 'right', journal } : undefined),
    });
  const state = { listener: await open() };
  return {
    journal,
    portFile,
    log: logger.lines,
    get listener() {
      return state.listener;
    },
    reopen: async () => {
      await state.listener.close();
      state.listener = await open();
    },
    send: async (body, { token = 'right', attempt = 'digits-a-1', method = 'POST' } = {}) => {
      const answer = await fetch(state.listener.url(attempt), {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(method === 'POST' && { body }),
      });
      return [answer.status, await answer.text()];
    },
    [Symbol.asyncDispose]: async () => {
      await state.listener.close();
      await journal.close().catch(() => undefined);
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe('the metrics listener', () => {
  it('answers 204 once the metrics are journaled', async () => {
    await using test = await bench();
    expect(await test.send('{"metrics": {"accuracy": 0.97, "loss": 0.1}, "step": 3}')).toEqual([204, '']);
    expect(await test.send('{"progress": 0.4, "message": "epoch 2"}')).toEqual([204, '']);
    expect((await test.journal.nextReports(10)).map(({ report }) => report)).toEqual([
      { type: 'metric', name: 'accuracy', value: 0.97, step: 3 },
      { type: 'metric', name: 'loss', value: 0.1, step: 3 },
      { type: 'progress', fraction: 0.4, message: 'epoch 2' },
    ]);
  });

  it.each<[string, Parameters<Bench['send']>, number, string]>([
    ['a wrong token', ['{}', { token: 'wrong' }], 401, 'the token is not that of this attempt'],
    [
      'an attempt that is not here',
      ['{}', { attempt: 'other-a-1' }],
      401,
      'the token is not that of this attempt',
    ],
    ['another method', ['', { method: 'GET' }], 405, 'use POST'],
    ['another path', ['{}', { attempt: '../x' }], 404, 'there is nothing here'],
    ['no JSON', ['{'], 400, 'the body is not JSON'],
    ['an unknown field', ['{"metric": {}}'], 400, 'Unrecognized key'],
    ['a value that is no number', ['{"metrics": {"a": "1"}}'], 400, 'expected number'],
    ['a name that is none', ['{"metrics": {"a b": 1}}'], 400, 'is not the name of a metric'],
    ['a fractional step', ['{"metrics": {"a": 1}, "step": 1.5}'], 400, 'expected int'],
    ['too much progress', ['{"progress": 1.1}'], 400, 'Too big'],
    ['nothing', ['{}'], 400, 'there are neither metrics nor progress'],
    ['too long a body', [JSON.stringify({ message: 'x'.repeat(70_000) })], 413, 'at most 65536 bytes'],
  ])('refuses %s', async (_, request, status, text) => {
    await using test = await bench();
    expect(await test.send(...request)).toEqual([status, expect.stringContaining(text)]);
    expect(test.journal.state.sequence).toBe(0);
  });

  it('refuses a long body also when its length was not announced', async () => {
    await using test = await bench();
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(65_536, ' '));
    const answer = await fetch(test.listener.url('digits-a-1'), {
      method: 'POST',
      headers: { authorization: 'Bearer right' },
      ...{ body: ReadableStream.from(pieces), duplex: 'half' },
    });
    expect([answer.status, await answer.text()]).toEqual([413, 'a body has at most 65536 bytes\n']);
  });

  it('refuses metrics of an attempt that has ended, and asks to wait while too many are on their way', async () => {
    await using test = await bench();
    const answers = await Promise.all(Array.from({ length: 200 }, () => test.send('{"metrics": {"a": 1}}')));
    const accepted = answers.filter(([status]) => status === 204).length;
    expect(accepted).toBe(test.journal.state.sequence);
    expect(answers.every(([status]) => status === 204 || status === 429)).toBe(true);
    await test.journal.append({ reports: [{ type: 'ended', outcome: 'succeeded', reason: 'exit code 0' }] });
    expect(await test.send('{"metrics": {"a": 1}}')).toEqual([410, 'the attempt has ended\n']);
  });

  it('says so when the metrics cannot be written', async () => {
    await using test = await bench();
    await rm(path.join(path.dirname(test.portFile), 'events.jsonl'));
    expect(await test.send('{"metrics": {"a": 1}}')).toEqual([
      503,
      'the metrics could not be written; send them again\n',
    ]);
  });

  it('takes its port again after a restart, and another one when it is taken', async () => {
    await using test = await bench();
    const url = test.listener.url('digits-a-1');
    await test.reopen();
    expect(test.listener.url('digits-a-1')).toBe(url);
    await test.listener.close();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    await test.reopen();
    expect(test.listener.url('digits-a-1')).not.toBe(url);
    expect((other.address() as AddressInfo).port).toBe(Number(new URL(url).port));
    expect(test.log.some((line) => line.includes('The port of the metrics listener is taken'))).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });
});
