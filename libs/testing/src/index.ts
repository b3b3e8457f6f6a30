export { plainGit } from './plain-git.ts';
export { processesWith } from './processes.ts';
export { quietLogger } from './quiet-logger.ts';
export { seededRandom } from './seeded-random.ts';
export { temporaryDirectory } from './temporary-directory.ts';
export { until } from './until.ts';
