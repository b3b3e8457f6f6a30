import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints } from '@slipway/contracts';
import { SlipwayError } from '@slipway/kernel';
import { startPlatformProcess, type PlatformProcess } from './platform-process.ts';
import { hostileDocuments } from './testing/hostile-documents.ts';

const run = promisify(execFile);

describe('hostile input', () => {
  let folder: string;
  let platform: PlatformProcess;
  let headBefore: string;

  const head = async (): Promise<string> =>
    (await run('git', ['-C', path.join(folder, 'data/environment.git'), 'rev-parse', 'main'])).stdout;
  const peakMemory = async (): Promise<number> =>
    Number(
      /^VmHWM:\s+(\d+)/m.exec(await readFile(`/proc/${String(platform.child.pid)}/status`, 'utf8'))?.[1],
    ) / 1024;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-hostile-'));
    await chmod(folder, 0o755);
    platform = await startPlatformProcess(path.join(folder, 'data'));
    headBefore = await head();
  });

  afterAll(async () => {
    await platform.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(hostileDocuments)('refuses $what and says why', async ({ text }) => {
    const refusal: unknown = await platform.client
      .call(resourceEndpoints.apply, { body: { documents: [{ file: 'hostile.yaml', text }] } })
      .then(
        (answer) => answer,
        (error: unknown) => error,
      );
    expect(refusal).toBeInstanceOf(SlipwayError);
    const { code, message, issues } = refusal as SlipwayError;
    expect(['invalid_input', 'not_found', 'too_large']).toContain(code);
    const said = [message, ...issues.map((issue) => issue.message)].join('\n');
    expect(said.length).toBeGreaterThan(10);
    expect(said.length).toBeLessThan(20_000);
    expect(said).not.toMatch(/undefined|\[object|Cannot read|at \w+ \(/);
  });

  it('has written nothing, started nothing, and kept its memory', async () => {
    expect(hostileDocuments.length).toBeGreaterThan(100);
    expect(await head()).toBe(headBefore);
    const { items } = await platform.client.call(runEndpoints.listRuns, { params: { team: 'demo' } });
    expect(items).toEqual([]);
    expect(await peakMemory()).toBeLessThan(600);
  });
});
