import type { Logger } from '@slipway/ports';

/** What the shell uses of a process. */
export interface ProcessLike {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly argv: readonly string[];
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  on(event: string, listener: (cause: unknown) => void): unknown;
  off(event: string, listener: (cause: unknown) => void): unknown;
  exit(code: number): void;
}

export interface Supervised {
  /** Resolves at the first SIGINT or SIGTERM. */
  readonly stopAsked: Promise<void>;
  /** The process has stopped as asked: gives the signals back. */
  end(): void;
}

/**
 * Takes over the signals and the last resort of a process: the first SIGINT or SIGTERM asks to stop, the second leaves
 * with 130; an error that nobody caught is logged and ends the process with 1, because nobody knows its state any more.
 */
export function superviseProcess(host: ProcessLike, logger: Logger): Supervised {
  let asked: () => void = () => undefined;
  const stopAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals === 1) asked();
    else host.exit(130);
  };
  const onFault = (error: unknown): void => {
    logger.error('unhandled error', { error });
    host.exit(1);
  };
  const listeners = [
    ['SIGINT', onSignal],
    ['SIGTERM', onSignal],
    ['uncaughtException', onFault],
    ['unhandledRejection', onFault],
  ] as const;
  for (const [event, listener] of listeners) host.on(event, listener);
  return {
    stopAsked,
    end: () => {
      for (const [event, listener] of listeners) host.off(event, listener);
    },
  };
}
