import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { changesAsStream, checkRepository, fastImport, makeRepository } from './git.ts';
import { makeWorkload } from './workload.ts';

describe('checkRepository', () => {
  const workload = makeWorkload(40, 6);
  const ids = workload.changes.map(({ id }) => id);
  let folder: Awaited<ReturnType<typeof temporaryDirectory>>;
  let directory: string;

  beforeAll(async () => {
    folder = await temporaryDirectory();
    directory = path.join(folder.path, 'environment.git');
    await makeRepository(directory, workload);
    await fastImport(directory, changesAsStream(workload.changes));
  });

  afterAll(() => folder.remove());

  it('accepts a history with each change once', async () => {
    await expect(checkRepository(directory, ids)).resolves.toBeUndefined();
  });

  it('refuses one that lacks a change', async () => {
    await expect(checkRepository(directory, [...ids, 'absent'])).rejects.toThrow('1 changes are missing');
  });

  it('refuses one that has a change twice', async () => {
    const [, second] = workload.changes;
    await fastImport(directory, changesAsStream(second === undefined ? [] : [second]));
    await expect(checkRepository(directory, ids)).rejects.toThrow('1 are doubled');
  });
});
