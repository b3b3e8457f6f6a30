import type { ImportRecord } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import type { Experiment } from '@slipway/ports';
import type { RegistryContext } from '../context.ts';
import type { Imported } from './import-routes.ts';

type Given = Extract<ImportRecord, { readonly kind: 'experiment' }>;
type End = Extract<ImportRecord, { readonly kind: 'experiment-end' }>;

/** Makes the experiment, or finds the one of this name, and has it active until its runs are there. */
export async function importExperiment(
  { trackingStore, trackingImport, artifactRoot, clock }: RegistryContext,
  team: string,
  { name, creationTime, tags, artifactLocation }: Given,
): Promise<Imported> {
  await trackingStore.openTeam(team, artifactRoot, clock.now().getTime());
  const find = (): Promise<Experiment | undefined> => trackingStore.findExperimentByName(team, name);
  let found = await find();
  if (!found) {
    await trackingStore.createExperiment(team, {
      name,
      artifactLocation,
      artifactRoot,
      tags,
      at: creationTime,
    });
    found = await find();
  }
  if (!found) throw new ConflictError(`the experiment ${name} was renamed while it was being imported`);
  if (found.lifecycleStage === 'deleted')
    await trackingImport.setExperiment(team, found.id, { lifecycleStage: 'active' });
  for (const tag of tags) await trackingStore.setExperimentTag(team, found.id, tag);
  return { id: found.id, artifactUri: found.artifactLocation };
}

export async function importExperimentEnd(
  { trackingImport }: RegistryContext,
  team: string,
  { id, lastUpdateTime, lifecycleStage }: End,
): Promise<Imported> {
  await trackingImport.setExperiment(team, id, { lastUpdateTime, lifecycleStage });
  return {};
}
