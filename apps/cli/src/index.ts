export { cliReference } from './reference/cli-reference.ts';
export { exitCodes, type ExitCode } from './exit-codes.ts';
export { runCommandLine, type Surroundings } from './run-command-line.ts';
