import { Command } from 'commander';
import { addSharedOptions } from './commands/attach.ts';
import { version } from './version.ts';

/** `slipway` with the options of every command, and without commands. */
export function emptyProgram(): Command {
  const program = new Command('slipway')
    .description(
      'GitOps for machine learning and data pipelines: everything that changes what runs is a commit',
    )
    .usage('<command> [options]')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride();
  addSharedOptions(program);
  return program;
}
