import { createHash } from 'node:crypto';
import { layout } from '@slipway/changes';

/**
 * As many models of a team lie side by side. Each may have a file and a folder there, beside 256 folders of further ones:
 * below 1,000 entries, GitHub's page of the folder shows all of them. Each commit hashes the folder anew.
 */
export const unshardedModels = 300;

const plain = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9_-])?$/;
/** Names that would be taken for another model's hashed name, for a folder of models, or for a model's folder. */
const ambiguous = /-[0-9a-f]{10}$|^shard-[0-9a-f]{2}$|\.yaml$/;

/**
 * Where a model lies in the environment repository, without `.yaml`. Names may have any character, and file systems
 * fold their case: a name that is no plain one is cut down to a readable part and told apart by its hash. `siblings` is
 * how many models of the team lie in its folder already: further ones are spread over 256 folders.
 */
export function modelPath(team: string, name: string, siblings: number): string {
  const hash = createHash('sha256').update(name).digest('hex');
  const file =
    plain.test(name) && !ambiguous.test(name) ? name : `${readablePart(name)}-${hash.slice(0, 10)}`;
  const shard = siblings < unshardedModels ? undefined : hash.slice(0, 2);
  return layout.model(team, file, shard);
}

function readablePart(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 40).replace(/-$/, '') || 'model';
}
