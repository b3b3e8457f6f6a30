import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Targets of Nx whose results are JSON files of jest. */
export const targets = {
  test: { config: 'jest.config.mjs', results: 'jest-results.json' },
  'test-integration': {
    config: 'jest.integration.config.mjs',
    results: 'jest-results-integration.json',
  },
  'test-cluster': { config: 'jest.cluster.config.mjs', results: 'jest-results-cluster.json' },
} as const;
export type Target = keyof typeof targets;

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

export interface JestResults {
  readonly testResults: readonly JestFile[];
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
}

/** What a target has found in one project. */
export interface TargetResults {
  readonly target: Target;
  /** Folder of the project. */
  readonly project: string;
  readonly results: JestResults;
}

export const readResults = (file: string): JestResults =>
  JSON.parse(readFileSync(file, 'utf8')) as JestResults;

/** The results of a target in all projects that have some. */
export const resultsOf = (target: Target): readonly TargetResults[] =>
  globSync(`{apps,libs,tools}/**/${targets[target].results}`, { exclude: ['**/node_modules/**'] }).map(
    (file) => ({
      target,
      project: path.dirname(file),
      results: readResults(file),
    }),
  );

/** Tests that failed; a file that could not be run at all counts as one. */
export const failuresIn = ({ numFailedTests, numFailedTestSuites }: JestResults): number =>
  Math.max(numFailedTests, numFailedTestSuites);

/** The failed tests of a file with what they said, or what the file itself said. */
export function saidBy({ name, message, assertionResults }: JestFile): readonly string[] {
  const failures = assertionResults.filter((test) => test.status === 'failed');
  const said =
    failures.length > 0
      ? failures.map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`)
      : [message];
  return said.map((text) => `${path.relative('.', name)}: ${stripVTControlCharacters(text).slice(0, 1500)}`);
}
