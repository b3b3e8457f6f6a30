import { existsSync } from 'node:fs';
import { folderSource } from './definition-sources.ts';
import { definitionFolder, keepDefinition, keptDefinition } from './definition-store.ts';
import { pinnedDefinitions, sharedFolder } from './pinned-definitions.ts';

/**
 * All pinned definitions as JSON, from what was kept or lies beside the repository; nothing is downloaded.
 * @returns undefined when one is missing: `npm run crds` brings them
 * @throws Error when one that lies beside the repository is not the pinned one
 */
export async function definitionsAtHand(): Promise<readonly string[] | undefined> {
  const folder = definitionFolder(process.env);
  const texts: string[] = [];
  for (const pinned of await pinnedDefinitions()) {
    if ((await keptDefinition(folder, pinned.sha256)) === undefined && existsSync(sharedFolder))
      await keepDefinition(folder, pinned, folderSource(sharedFolder));
    const text = await keptDefinition(folder, pinned.sha256);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}
