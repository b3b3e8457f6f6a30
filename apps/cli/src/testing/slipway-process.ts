import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const program = path.resolve(import.meta.dirname, '../../bin/slipway.mjs');

export interface SlipwayProcess {
  readonly stdout: Promise<string>;
  /** Resolves when stderr has said this. */
  readonly said: (words: string) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

/** Runs `slipway` as anybody would, in a process of its own. */
export function slipwayProcess(args: readonly string[], extra: NodeJS.ProcessEnv = {}): SlipwayProcess {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', SLIPWAY_DATABASE_URL: '', ...extra };
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
