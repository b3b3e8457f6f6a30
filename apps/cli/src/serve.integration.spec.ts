import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';

const program = path.resolve(import.meta.dirname, '../bin/slipway.mjs');

interface Command {
  readonly stdout: Promise<string>;
  /** Resolves when stderr has said this. */
  readonly said: (words: string) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

function slipway(...args: string[]): Command {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', SLIPWAY_DATABASE_URL: '' };
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let stderr = '';
  const look = new EventTarget();
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    look.dispatchEvent(new Event('more'));
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, stderr });
      look.dispatchEvent(new Event('more'));
    });
  });
  return {
    stdout: text(child.stdout),
    said: (words) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (stderr.includes(words)) resolve();
          else if (child.exitCode !== null) reject(new Error(stderr));
        };
        look.addEventListener('more', check);
        check();
      }),
    ended,
    kill: (signal) => child.kill(signal),
  };
}

describe('slipway serve', () => {
  it('runs the services it is given over embedded parts, answers the other commands, and stops cleanly', async () => {
    const directory = await temporaryDirectory();
    const data = path.join(directory.path, 'data');
    const server = slipway(
      'serve',
      'scheduler',
      'committer',
      '--port',
      '0',
      '--data',
      data,
      '--log-level',
      'warn',
    );
    try {
      await server.said('Slipway is ready at http://127.0.0.1:');
      const teams = slipway('get', 'teams', '--data', data, '--json');
      expect(JSON.parse(await teams.stdout)).toEqual({ items: [] });
      expect(await teams.ended).toEqual({ code: 0, stderr: '' });
      const doctor = slipway('doctor', '--data', data);
      expect(await doctor.stdout).toMatch(/^ok +server .*ready$/m);
    } finally {
      server.kill('SIGTERM');
      const { code, stderr } = await server.ended;
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^Slipway is ready.*\nCtrl-C stops it; the data stays\.\n$/),
      ]);
      await directory.remove();
    }
  });

  it('names the nearest service for one that there is not', async () => {
    const directory = await temporaryDirectory();
    const wrong = slipway('serve', 'comitter', '--data', path.join(directory.path, 'data'));
    expect(await wrong.ended).toEqual({
      code: 3,
      stderr: expect.stringContaining('did you mean committer?'),
    });
    await directory.remove();
  });
});
