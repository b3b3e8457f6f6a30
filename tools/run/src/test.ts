import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { runCommand } from './run-command.ts';

interface JestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

interface JestResults {
  readonly testResults: readonly JestFile[];
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
}

// All unit and integration tests of all projects; what has not changed comes from the cache of Nx.
const code = await runCommand(
  'nx',
  [
    'run-many',
    '-t',
    'test',
    'test-integration',
    '--parallel=2',
    '--output-style=static',
    ...process.argv.slice(2),
  ],
  { NX_DAEMON: 'false', NX_TUI: 'false' },
);

const results = globSync('{apps,libs,tools}/**/jest-results*.json', { exclude: ['**/node_modules/**'] }).map(
  (file) => JSON.parse(readFileSync(file, 'utf8')) as JestResults,
);
const sum = (of: (result: JestResults) => number): number =>
  results.reduce((total, result) => total + of(result), 0);
const passed = sum((result) => result.numPassedTests);
const failed = sum((result) => Math.max(result.numFailedTests, result.numFailedTestSuites));
const skipped = sum((result) => result.numPendingTests);
for (const file of results.flatMap(({ testResults }) => testResults)) reportFailures(file);
console.log(
  `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`,
);
process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0;

/** Says again at the end what failed, since the log before it is long. */
function reportFailures({ name, status, message, assertionResults }: JestFile): void {
  if (status !== 'failed') return;
  const failures = assertionResults.filter((test) => test.status === 'failed');
  const said =
    failures.length > 0
      ? failures.map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`)
      : [message];
  for (const text of said) {
    console.log(`FAILED ${relative('.', name)}: ${stripVTControlCharacters(text).slice(0, 1500)}\n`);
  }
}
