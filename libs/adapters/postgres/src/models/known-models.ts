import { versionsPerFile, type RegisteredModelState } from '@slipway/registry';
import type { ModelMark } from './model-expressions.ts';

/** A model with the state that it is in. */
export interface MarkedModel {
  readonly model: RegisteredModelState | undefined;
  /** Undefined when there is no model. */
  readonly mark: ModelMark | undefined;
}

/** Models, and bytes of the files of each, that are kept. */
const bounds = { models: 500, bytes: 8_000 } as const;

/**
 * The models that this process wrote last, as it left them. Somebody else may have written them since: who edits one from
 * here writes it only if it is still in that state.
 */
export class KnownModels {
  readonly #models = new Map<string, MarkedModel>();

  find(team: string, name: string): MarkedModel | undefined {
    return this.#models.get(keyOf(team, name));
  }

  /** @param bytes about those of its files */
  keep(model: RegisteredModelState, mark: ModelMark, bytes: number): void {
    const key = keyOf(model.team, model.name);
    this.#models.delete(key);
    // Those with a single file are there with all of their versions, whichever an edit asks for.
    if (model.nextVersion > versionsPerFile + 1 || bytes > bounds.bytes) return;
    this.#models.set(key, { model, mark });
    const [oldest] = this.#models.keys();
    if (this.#models.size > bounds.models && oldest !== undefined) this.#models.delete(oldest);
  }

  forget(team: string, name: string): void {
    this.#models.delete(keyOf(team, name));
  }
}

const keyOf = (team: string, name: string): string => `${team}/${name}`;
