import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface PythonResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the interpreter until it ends, for at most ten minutes. @returns its exit code and all that it said */
export async function runPython(
  python: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<PythonResult> {
  const child = spawn(python, args, {
    cwd,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 600_000,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: `${out}${err}` };
}
