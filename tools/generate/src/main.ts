import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { apiReference } from './api-reference.ts';
import { chartFiles } from './chart-files.ts';
import { checkRunPictures } from './check-run-pictures.ts';
import { commandReference } from './command-reference.ts';
import { databaseSchema } from './database-schema.ts';
import type { Generator } from './generated-file.ts';
import { goldenFiles } from './golden-files.ts';
import { metricsReference } from './metrics-reference.ts';
import { mlflowReference } from './mlflow-reference.ts';
import { resourceSchemas } from './resource-schemas.ts';
import { tuningPictures } from './tuning-pictures.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const generators: readonly Generator[] = [
  apiReference,
  resourceSchemas,
  goldenFiles,
  databaseSchema,
  metricsReference,
  commandReference,
  mlflowReference,
  chartFiles,
  checkRunPictures,
  tuningPictures,
];
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const files = (await Promise.all(generators.map((generate) => generate()))).flat();
let stale = 0;
for (const file of files) {
  const at = path.join(root, file.path);
  const present = await readFile(at, 'utf8').catch(() => undefined);
  if (present === file.content) continue;
  stale += 1;
  if (values.check) {
    console.error(`${file.path} is ${present === undefined ? 'missing' : 'not current'}`);
    continue;
  }
  await mkdir(path.dirname(at), { recursive: true });
  await writeFile(at, file.content);
  console.log(`wrote ${file.path}`);
}
if (values.check && stale > 0) {
  console.error(
    `${String(stale)} of ${String(files.length)} generated files are not current: run npm run generate and read the diff`,
  );
  process.exit(1);
}
console.log(`${String(files.length)} generated files are current`);
process.exit(0);
