import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface ServiceProcess {
  /** Its URL as soon as it is ready; undefined when it ended before. */
  readonly ready: Promise<string | undefined>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/**
 * Starts a service as it is deployed, in a process of its own that is configured by its environment alone, on a free port.
 * What it warns of goes to stderr.
 * @param main its `main.ts`
 */
export function startServiceProcess(
  main: string,
  settings: { readonly directory: string; readonly environment: Readonly<Record<string, string>> },
): ServiceProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning', main],
    {
      cwd: settings.directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        SLIPWAY_PORT: '0',
        ...settings.environment,
      },
    },
  );
  const ended = once(child, 'close');
  const ready = new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /"url":"([^"]+)".*"msg":"ready"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
      else if (!line.includes('"level":"info"')) process.stderr.write(`${line}\n`);
    });
    void ended.then(() => {
      resolve(undefined);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { ready, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
