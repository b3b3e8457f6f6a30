import type { FoundVersion, ModelOverview } from '@slipway/ports';
import type { ModelHead, Tags } from '@slipway/registry';

/** A registered model as MLflow's API shows it: the versions in it come without their aliases. */
export const modelView = ({ model, latest }: ModelOverview): object => ({
  name: model.name,
  creation_timestamp: model.createdAt,
  last_updated_timestamp: model.updatedAt,
  description: model.description,
  latest_versions: latest.map((version) => versionView({ model: model.name, version, aliases: [] })),
  tags: tagViews(model.tags),
  aliases: aliasViews(model),
});

/** A version as MLflow's API shows it: it is ready as soon as it is there. */
export const versionView = ({ model, version, aliases }: FoundVersion): object => ({
  name: model,
  version: String(version.version),
  creation_timestamp: version.createdAt,
  last_updated_timestamp: version.updatedAt,
  user_id: version.userId,
  current_stage: version.stage,
  description: version.description,
  source: version.source,
  run_id: version.runId ?? '',
  status: 'READY',
  tags: tagViews(version.tags),
  run_link: version.runLink ?? '',
  aliases,
  model_id: version.modelId,
});

const tagViews = (tags: Tags): object[] => byKey(tags).map(([key, value]) => ({ key, value }));

const aliasViews = ({ aliases }: ModelHead): object[] =>
  byKey(aliases).map(([alias, { version }]) => ({ alias, version: String(version) }));

const byKey = <Value>(entries: Readonly<Record<string, Value>>): (readonly [string, Value])[] =>
  Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1));
