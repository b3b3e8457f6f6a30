import path from 'node:path';
import { InvalidInputError } from '@slipway/kernel';

/** Joins a relative path from a manifest to a directory. @throws InvalidInputError when it would lead elsewhere. */
export function pathBelow(directory: string, relative: string): string {
  const parts = relative.split('/');
  if (
    relative === '' ||
    path.isAbsolute(relative) ||
    relative.includes('\0') ||
    relative.includes('\\') ||
    parts.includes('..')
  ) {
    throw new InvalidInputError(`${JSON.stringify(relative)} is not a path below the working directory`);
  }
  return path.join(directory, relative);
}
