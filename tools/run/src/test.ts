import { execFileSync } from 'node:child_process';
import {
  failuresIn,
  readResults,
  resultsOf,
  saidBy,
  targets,
  type Target,
  type TargetResults,
} from './jest-results.ts';
import { runCommand } from './run-command.ts';

// All unit and integration tests of all projects, or those on real clusters; what has not changed comes from the cache of
// Nx. What fails is tried once more alone: a test that then passes is named FLAKY, and is a fault of the test to be mended.
const given = process.argv.slice(2);
const onClusters = given.includes('--cluster');
const counts = given.includes('--total') ? (Object.keys(targets) as Target[]) : undefined;
const forNx = given.filter((word) => word !== '--cluster' && word !== '--total');
const chosen: readonly Target[] = onClusters ? ['test-cluster'] : ['test', 'test-integration'];
const counted = counts ?? chosen;

const code = await runCommand(
  'nx',
  [
    ...['run-many', '-t', ...chosen, `--parallel=${onClusters ? '1' : '2'}`],
    ...['--output-style=static', ...forNx],
  ],
  { NX_DAEMON: 'false', NX_TUI: 'false' },
);

const all = counted.flatMap(resultsOf);
const sum = (of: (result: TargetResults) => number): number =>
  all.reduce((total, result) => total + of(result), 0);
let mended = 0;
for (const result of all) {
  const failed = result.results.testResults.filter(({ status }) => status === 'failed');
  if (failed.length === 0) continue;
  const again = await passesAlone(
    result,
    failed.map(({ name }) => name),
  );
  if (again) mended += failuresIn(result.results);
  for (const text of failed.flatMap(saidBy)) console.log(`${again ? 'FLAKY' : 'FAILED'} ${text}\n`);
}
const failed = sum(({ results }) => failuresIn(results)) - mended;
const passed = sum(({ results }) => results.numPassedTests) + mended;
const skipped = sum(({ results }) => results.numPendingTests);
console.log(
  `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`,
);
const isExplained = code === 0 || (mended > 0 && (forNx.length > 0 || chosen.every(hasAllResults)));
process.exitCode = failed > 0 || passed === 0 || !isExplained ? 1 : 0;

/** Whether each project with the target has results: one that could not even begin has none. */
function hasAllResults(target: Target): boolean {
  const projects = execFileSync('nx', ['show', 'projects', '--withTarget', target, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  return (JSON.parse(projects) as string[]).length === resultsOf(target).length;
}

/** Runs files of a project again, one after the other and with nothing beside them. */
async function passesAlone({ target, project }: TargetResults, files: readonly string[]): Promise<boolean> {
  const outputFile = 'jest-results-again.json';
  await runCommand(
    'jest',
    ['--config', targets[target].config, '--runInBand', '--json', `--outputFile=${outputFile}`, ...files],
    {
      NODE_OPTIONS:
        '--experimental-vm-modules --conditions=@slipway/source --disable-warning=ExperimentalWarning',
    },
    project,
  );
  return failuresIn(readResults(`${project}/${outputFile}`)) === 0;
}
