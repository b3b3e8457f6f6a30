import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeError } from '@slipway/kernel';
import { folderSource, upstreamSource } from './definition-sources.ts';
import { definitionFolder, keepDefinition, keptDefinition, pinDefinition } from './definition-store.ts';
import { lockFile, pinnedDefinitions, sharedFolder } from './pinned-definitions.ts';

const usage = `npm run crds [-- --from DIR] [--update]

Brings the pinned definitions of Flux and Argo CD that rendered manifests are checked against.

--from DIR  take them from the files below this folder; without it from ../shared/crds where that exists, else from upstream
--update    write the checksums of what is there into the lock file, after its versions were changed
`;

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else await bring(values.from, values.update);

async function bring(from: string | undefined, update: boolean): Promise<void> {
  const given = from === undefined ? sharedFolder : path.resolve(process.env.INIT_CWD ?? '', from);
  const source = from !== undefined || existsSync(given) ? folderSource(given) : upstreamSource();
  const pinned = await pinnedDefinitions();
  if (update) {
    const updated = await Promise.all(pinned.map((definition) => pinDefinition(definition, source)));
    await writeFile(lockFile, `${JSON.stringify(updated, undefined, 2)}\n`);
  }
  const folder = definitionFolder(process.env);
  for (const definition of update ? await pinnedDefinitions() : pinned) {
    const title = `${definition.name} of ${definition.repository} ${definition.version}`;
    try {
      const kept = await keptDefinition(folder, definition.sha256);
      const at = kept === undefined ? (await keepDefinition(folder, definition, source)).at : 'kept before';
      process.stdout.write(`${title}: ${at}\n`);
    } catch (error) {
      process.stderr.write(`${describeError(error)}\n`);
      process.exitCode = 1;
    }
  }
}
