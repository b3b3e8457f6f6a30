import type { Command } from 'commander';

/** A command as documentation and completion see it. */
export interface CommandShape {
  /** `artifact get` */
  readonly name: string;
  /** `slipway artifact get [options] <run> <name>` */
  readonly usage: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
  readonly options: readonly OptionShape[];
  readonly examples: readonly string[];
  readonly commands: readonly CommandShape[];
}

export interface OptionShape {
  readonly flags: string;
  readonly description: string;
  readonly long: string;
  readonly short: string | undefined;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly group: string | undefined;
}

const examples = new WeakMap<Command, readonly string[]>();

/** Examples of a command, shown by its help and in the reference. */
export function withExamples(command: Command, lines: readonly string[]): Command {
  examples.set(command, lines);
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

export function shapeOf(command: Command, parent = ''): CommandShape {
  const path = `${parent}${command.name()}`;
  return {
    name: path,
    usage: `${path} ${command.usage()}`,
    description: command.description(),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      choices: argument.argChoices ?? [],
    })),
    options: command.options
      .filter((option) => !option.hidden)
      .map((option) => ({
        flags: option.flags,
        description: option.description,
        long: option.long ?? option.flags,
        short: option.short,
        takesValue: option.required || option.optional,
        choices: option.argChoices ?? [],
        group: option.helpGroupHeading,
      })),
    examples: examples.get(command) ?? [],
    commands: command.commands.map((child) => shapeOf(child, `${path} `)),
  };
}
