import path from 'node:path';
import { buildRunner } from './build-runner.ts';

const folder = path.resolve(process.argv[2] ?? 'dist/runner');
await buildRunner(folder);
console.log(`The runner is in ${folder}`);
