import { changeLimits, type FileOperation } from '@slipway/changes';
import { InvalidInputError, newId } from '@slipway/kernel';
import type { ModelTransaction } from '@slipway/ports';
import { fileOperations, type RegisteredModelState } from '@slipway/registry';
import type { RegistryDeps } from '../context.ts';
import { changeWith, modelResource, type EditChange } from '../models/edit-change.ts';

/** A model whose files somebody else touched, and what the registry has of it now. */
export interface TouchedModel {
  readonly team: string;
  readonly name: string;
  readonly files: ReadonlySet<string>;
  /** Undefined: it has none. */
  readonly model: RegisteredModelState | undefined;
}

/**
 * Appends a change that makes the touched files say what the registry has. Changes that the registry accepted before it
 * saw the edit are written over it in git; this one is written after them, and so both end at the same. When git says the
 * same already it makes no commit.
 */
export async function settleModel(
  { repository, random, clock, logger }: Pick<RegistryDeps, 'repository' | 'random' | 'clock' | 'logger'>,
  { changes }: Pick<ModelTransaction, 'changes'>,
  { team, name, files, model }: TouchedModel,
  reason: string,
): Promise<void> {
  const operations = settling(files, model);
  for (let start = 0; start < operations.length; start += changeLimits.operations) {
    try {
      const change: EditChange = {
        id: newId(clock.now(), random),
        team,
        subject: `Settle model ${name}`,
        requestedBy: 'model-registry',
        resource: modelResource(team, name),
        reason,
        traceparent: undefined,
      };
      const part = operations.slice(start, start + changeLimits.operations);
      await changes.append(changeWith(part, change, repository));
    } catch (error) {
      // Git has something that no change may write, such as what looks like a secret: it stays as it is there.
      if (!(error instanceof InvalidInputError)) throw error;
      logger.warn('a model that was edited in git can not be written back', { team, model: name, error });
    }
  }
}

/** The touched files as they must be, and the main file, which holds what concerns all versions. */
function settling(
  files: ReadonlySet<string>,
  model: RegisteredModelState | undefined,
): readonly FileOperation[] {
  const wanted = new Map(
    fileOperations({ before: undefined, after: model }).map((operation) => [operation.path, operation]),
  );
  const paths = new Set([...files, ...(model ? [`${model.path}.yaml`] : [])]);
  return [...paths].sort().map((path) => wanted.get(path) ?? { op: 'delete', path });
}
