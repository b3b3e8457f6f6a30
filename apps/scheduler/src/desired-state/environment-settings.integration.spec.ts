import { rename } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEnvironmentHistory } from '@slipway/git';
import type { EnvironmentHistory } from '@slipway/ports';
import {
  Branches,
  quietLogger,
  SettableClock,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@slipway/testing';
import { environmentSettings, type ReadSettings } from './environment-settings.ts';

let branches: Branches;
let folder: TemporaryDirectory;
let history: EnvironmentHistory;
let clock: SettableClock;
let read: ReadSettings;
beforeEach(async () => {
  branches = await Branches.start();
  folder = await temporaryDirectory();
  history = await openEnvironmentHistory({
    directory: path.join(folder.path, 'mirror.git'),
    remote: { url: branches.git },
  });
  clock = new SettableClock(new Date('2026-11-27T12:00:00Z'));
  read = environmentSettings({ history, clock, logger: quietLogger });
});
afterEach(async () => {
  await history.close();
  await folder.remove();
  await branches[Symbol.asyncDispose]();
});

const settings = (pattern: string): string =>
  JSON.stringify({
    ...{ apiVersion: 'slipway.dev/v1', kind: 'Environment', metadata: { name: 'acme' } },
    spec: { changes: [{ pattern, by: 'pull-request' }] },
  });
const patterns = async (): Promise<readonly string[] | undefined> =>
  (await read())?.spec.changes.map(({ pattern }) => pattern);

describe('settings of an environment repository elsewhere', () => {
  it('are read anew when they are a second old', async () => {
    expect(await patterns()).toBeUndefined();
    await branches.write('main', { 'slipway.yaml': settings('/a/') });
    expect(await patterns()).toBeUndefined();
    clock.advance(1_000);
    expect(await patterns()).toEqual(['/a/']);
    await branches.write('main', { 'slipway.yaml': undefined });
    clock.advance(1_000);
    expect(await patterns()).toBeUndefined();
  });

  it('are those that were seen last while it does not answer', async () => {
    await branches.write('main', { 'slipway.yaml': settings('/a/') });
    expect(await patterns()).toEqual(['/a/']);
    await rename(branches.git, `${branches.git}.away`);
    clock.advance(1_000);
    expect(await patterns()).toEqual(['/a/']);
    await rename(`${branches.git}.away`, branches.git);
    await branches.write('main', { 'slipway.yaml': settings('/b/') });
    clock.advance(1_000);
    expect(await patterns()).toEqual(['/b/']);
  });

  it('that are not understood are a fault until they are mended, and not guessed', async () => {
    await branches.write('main', { 'slipway.yaml': settings('!no') });
    await expect(patterns()).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(patterns()).rejects.toThrow('has to be mended first: slipway.yaml');
    await branches.write('main', { 'slipway.yaml': settings('/a/') });
    expect(await patterns()).toEqual(['/a/']);
  });
});
