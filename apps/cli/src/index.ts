export { cliReference } from './reference/cli-reference.ts';
export { exitCodes, type ExitCode } from './exit-codes.ts';
