import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { buildRunner } from './build-runner.ts';

it('does not replace a folder that is no runner, as one that was mistyped', async () => {
  await using folder = await temporaryDirectory();
  await writeFile(path.join(folder.path, 'thesis.tex'), 'all of it');
  await expect(buildRunner(folder.path)).rejects.toThrow('has files in it and is no runner');
  expect(await readdir(folder.path)).toEqual(['thesis.tex']);
});
