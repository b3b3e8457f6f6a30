import { CommanderError, type Command } from 'commander';
import { systemClock, type Clock } from '@slipway/kernel';
import type { Runner } from './commands/attach.ts';
import { UsageError, exitCodeOf, exitCodes, type ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import { errorLines } from './output/error-lines.ts';
import { createOutput, type Output, type OutputOptions } from './output/output.ts';
import type { Writable } from 'node:stream';

/** What a command line runs in: the real process, or a test. */
export interface Surroundings {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly isTerminal: { readonly stdout: boolean; readonly stderr: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborts with an Interruption when the command shall end. */
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** Makes the commands that a command line may have. */
export type CreateProgram = (run: Runner) => Command;

/** Runs `slipway` with these arguments and returns its exit code. Errors are written to stderr and never thrown. */
export async function runCommandLine(
  createProgram: CreateProgram,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { stdout, stderr, stdin, isTerminal, env, cwd, signal, clock = systemClock } = surroundings;
  const sources = new Map<string, string>();
  const colours = !args.includes('--no-color') && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const output = (stream: Writable, terminal: boolean): Output => {
    const options: OutputOptions = { isTerminal: terminal, colours };
    return createOutput(stream, options);
  };
  const out = output(stdout, isTerminal.stdout);
  const err = output(stderr, isTerminal.stderr);
  let code: ExitCode = exitCodes.ok;
  const run: Runner = async (action, options) => {
    const invocation: Invocation = { out, err, input: stdin, env, cwd, clock, signal, options, sources };
    code = await action(invocation);
  };
  try {
    const program = createProgram(run);
    redirect(program, out, err);
    await program.parseAsync([...(args.length === 0 ? ['--help'] : args)], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const cause: unknown = signal.aborted ? signal.reason : error;
    const failure = exitCodeOf(cause);
    // Who pressed Ctrl-C knows why it ended.
    if (failure === exitCodes.interrupted || failure === exitCodes.terminated) return failure;
    for (const line of errorLines(cause, { sources, colours: err.colours })) await err.line(line);
    if (cause instanceof UsageError) await err.line('"slipway help" and "slipway COMMAND --help" say more');
    return failure;
  }
}

/** Help to stdout, complaints to stderr, in the words of the other errors. */
function redirect(program: Command, out: Output, err: Output): void {
  const settings = {
    writeOut: (text: string) => void out.write(text),
    writeErr: (text: string) => void err.write(text),
    outputError: (text: string, write: (text: string) => void) => {
      write(text.replace(/^error:/, err.colours.red('error:')));
    },
    getOutHelpWidth: () => 100,
    getErrHelpWidth: () => 100,
  };
  const visit = (command: Command): void => {
    command.configureOutput(settings);
    command.exitOverride();
    command.commands.forEach(visit);
  };
  visit(program);
}
