import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { completeEntry, removeEntry, useEntry } from './cache-entries.ts';
import type { PreparationContext } from './preparation-context.ts';
import { PreparationFailedError, runTool } from './run-tool.ts';
import { SharedWork } from './shared-work.ts';

const stepTimeoutMs = 20 * 60_000;
const builds = new SharedWork<undefined>();

/**
 * A Python virtual environment with these requirements (one a line, as in requirements.txt), kept below `cache` by the
 * hash of the Python and the requirements. It is built in its final place, since it holds absolute paths; those who
 * want the same one at the same time share one build.
 * @throws PreparationFailedError when Python is missing or pip fails, with its last lines.
 */
export async function openPythonEnvironment(
  requirements: readonly string[],
  cache: string,
  context: PreparationContext,
): Promise<{ readonly entry: string; readonly binaries: string; readonly built: boolean }> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const python = await describePython(cache, context);
  const name = createHash('sha256')
    .update(JSON.stringify([python, requirements]))
    .digest('hex')
    .slice(0, 32);
  const entry = path.join(cache, name);
  let built = false;
  await builds.join(
    entry,
    async (signal, emit) => {
      if (await useEntry(entry, context.now())) return undefined;
      await build(entry, requirements, { ...context, signal, onOutput: emit });
      built = true;
      return undefined;
    },
    context,
  );
  return { entry: name, binaries: path.join(entry, 'bin'), built };
}

async function describePython(cwd: string, context: PreparationContext): Promise<string> {
  const program = 'import sys; print(sys.version, sys.executable, sys.base_prefix)';
  return runTool({
    file: 'python3',
    args: ['-I', '-c', program],
    cwd,
    environment: context.environment,
    timeoutMs: 30_000,
    signal: context.signal,
  });
}

async function build(
  entry: string,
  requirements: readonly string[],
  context: PreparationContext,
): Promise<void> {
  const step = (file: string, args: readonly string[]): Promise<string> =>
    runTool({
      file,
      args,
      cwd: entry,
      environment: context.environment,
      timeoutMs: stepTimeoutMs,
      signal: context.signal,
      onOutput: context.onOutput,
    });
  await removeEntry(entry);
  await mkdir(entry, { mode: 0o700 });
  context.onOutput(`Creating a Python environment for ${String(requirements.length)} requirements\n`);
  await step('python3', ['-m', 'venv', entry]).catch((error: unknown) => {
    if (error instanceof PreparationFailedError && /ensurepip|python3-venv/.test(error.message)) {
      throw new PreparationFailedError(
        "this machine's Python cannot make virtual environments: install python3-venv",
        { cause: error },
      );
    }
    throw error;
  });
  if (requirements.length > 0) {
    const file = path.join(entry, 'requirements.txt');
    await writeFile(file, requirements.join('\n') + '\n');
    const options = ['--no-input', '--disable-pip-version-check', '--progress-bar=off', '--no-color'];
    await step(path.join(entry, 'bin', 'python'), [
      '-m',
      'pip',
      'install',
      ...options,
      '--requirement',
      file,
    ]);
  }
  await completeEntry(entry);
}
