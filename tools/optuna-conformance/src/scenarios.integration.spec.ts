import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { optunaPython, runPython } from '@slipway/testing';
import { withOptunaStorage } from './with-optuna-storage.ts';

const scenarios = path.resolve(import.meta.dirname, '../scenarios');

it('lets unmodified optuna and optuna-dashboard do all that they do with a storage of their own', async () => {
  const python = await optunaPython(console.log);
  await withOptunaStorage(async ({ optunaPort, data }) => {
    const connection: unknown = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8'));
    const { token } = connection as { readonly token: string };
    const { code, output } = await runPython(python, ['-m', 'pytest'], {
      cwd: scenarios,
      env: { OPTUNA_PORT: String(optunaPort), SLIPWAY_TOKEN: token, TZ: 'UTC' },
    });
    expect(code === 0 ? '' : output.slice(-20_000)).toBe('');
  });
}, 600_000);
