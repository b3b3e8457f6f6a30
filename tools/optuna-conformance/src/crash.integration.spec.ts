import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from '@jest/globals';
import { optunaPython } from '@slipway/testing';
import { withOptunaStorage } from './with-optuna-storage.ts';

const script = path.resolve(import.meta.dirname, '../scenarios/optimise_through_crashes.py');

it('loses no told trial when it is killed in the middle of an optimisation, and its clients go on', async () => {
  const python = await optunaPython(console.log);
  await withOptunaStorage(async (first, restart) => {
    let storage = first;
    const client = spawn(python, ['-W', 'ignore', script, String(storage.optunaPort)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => client.on('close', resolve));
    let told = 0;
    let kills = 0;
    let last = '';
    for await (const line of createInterface({ input: client.stdout })) {
      last = line;
      if (!line.startsWith('told')) continue;
      told += 1;
      if (told % 15 !== 0 || kills === 3) continue;
      kills += 1;
      await storage.kill();
      storage = await restart();
    }
    expect({ code: await ended, last, kills }).toEqual({
      code: 0,
      last: 'every told trial is there',
      kills: 3,
    });
  });
}, 300_000);
