import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseLock, type PinnedDefinition } from './pinned-definition.ts';

/** Pins a checksum for each definition that rendered manifests need. */
export const lockFile = path.resolve(import.meta.dirname, '../../definitions.lock.json');

/** Beside the repository, where it is: copies for machines without the internet. */
export const sharedFolder = path.resolve(import.meta.dirname, '../../../../../shared/crds');

export const pinnedDefinitions = async (): Promise<readonly PinnedDefinition[]> =>
  parseLock(lockFile, await readFile(lockFile, 'utf8'));
