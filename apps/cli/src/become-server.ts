import os from 'node:os';

/** Threads that help the main one with its garbage: V8's four would push it off a machine with few cores while it has work. */
const helpers = Math.min(4, Math.max(1, os.availableParallelism() - 1));
/** How V8 is kept from growing with the memory of the machine: a server's garbage is short-lived. */
const flags = [
  ...['--min-semi-space-size=16', '--max-semi-space-size=16', '--max-old-space-size=1024'],
  `--v8-pool-size=${String(helpers)}`,
];
/** Of glibc's allocator: each thread's own arena keeps what it once took. */
const environment = { MALLOC_ARENA_MAX: '2' };
const marker = 'SLIPWAY_SERVER_PROCESS';

/**
 * Replaces this process by itself under settings that only hold from the start of a process, once: a server then needs
 * much less memory under load. Where that is not possible, as on Windows, the process goes on as it is.
 */
export function becomeServer(host: NodeJS.Process): void {
  if (host.env[marker] === String(host.pid) || host.execve === undefined) return;
  host.execve(host.execPath, [host.execPath, ...flags, ...host.execArgv, ...host.argv.slice(1)], {
    ...environment,
    ...host.env,
    [marker]: String(host.pid),
  });
}

/** Whether the command line asks for a server. */
export const asksForServer = (words: readonly string[]): boolean => words[0] === 'serve';
