import { InvalidArgumentError, Option, type Command } from 'commander';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { GlobalOptions, Invocation } from '../invocation.ts';
import { numberOf } from '../input/scalar.ts';
import { formats } from '../output/format.ts';

/** What a command does, loaded when it is used: its positional arguments and its own options come as commander parsed them. */
export type Action = (
  invocation: Invocation,
  words: readonly string[],
  options: unknown,
) => Promise<ExitCode> | Promise<void>;

/** Runs an action with the process around it; given to the commands when the program is made. */
export type Runner = (
  action: (invocation: Invocation) => Promise<ExitCode>,
  options: GlobalOptions,
) => Promise<void>;

export interface Registry {
  readonly program: Command;
  readonly run: Runner;
}

/** A command of its own file: adds itself to the program. */
export type AddCommand = (registry: Registry) => void;

const sharedGroup = 'Options of every command:';

/** Options that every command takes, before or after its name. */
export function addSharedOptions(command: Command, without: readonly string[] = []): Command {
  const options = [
    new Option('--server <url>', 'URL of the server'),
    new Option('--token <token>', 'token to call it with'),
    new Option('-t, --team <team>', 'team that the command is about'),
    new Option('--data <folder>', 'data directory of a local platform'),
    new Option('-o, --output <format>', 'how data is written').choices([...formats]),
    new Option('--json', 'the same as -o json'),
    new Option('--no-color', 'no colours, also on a terminal'),
  ];
  for (const option of options) {
    if (without.includes(option.long ?? '')) continue;
    command.addOption(option.helpGroup(sharedGroup));
  }
  return command;
}

/** Gives a command its action and the shared options. The action's options are those of the command itself. */
export function attach(
  { program, run }: Registry,
  command: Command,
  action: Action,
  without: readonly string[] = [],
): Command {
  addSharedOptions(command, without);
  return command.action(async () => {
    const words = command.processedArgs.flatMap((argument: unknown) =>
      argument === undefined ? [] : argument,
    ) as string[];
    const own = command.opts<GlobalOptions>();
    const given = Object.fromEntries(Object.entries(own).filter(([name]) => !without.includes(`--${name}`)));
    const shared = { ...program.opts<GlobalOptions>(), ...given };
    await run(async (invocation) => (await action(invocation, words, own)) ?? exitCodes.ok, shared);
  });
}

/** A whole number within bounds, for options. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${String(least)} to ${String(most)}.`);
  };
}

/** Collects the values of an option that may be repeated. */
export function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** A finite number, for options. */
export function numeric(text: string): number {
  const value = numberOf(text);
  if (value === undefined) throw new InvalidArgumentError('Expected a number.');
  return value;
}
