import { importEndpoints, type ImportRecord } from '@slipway/contracts';

/** Refused fields of one record that are named. */
const named = 3;

/** Why the registry would refuse a record, by its fields that it does not take; undefined when it takes all of them. */
export function refusalOf(record: ImportRecord): string | undefined {
  const read = importEndpoints.importRecord.body.safeParse(record);
  if (read.success) return undefined;
  const { issues } = read.error;
  const told = issues.slice(0, named).map(({ path, message }) => `${placeOf(record, path)}: ${message}`);
  const more = issues.length > named ? [`and ${String(issues.length - named)} more`] : [];
  return `${titleOf(record)}: ${[...told, ...more].join('; ')}`;
}

function titleOf(record: ImportRecord): string {
  switch (record.kind) {
    case 'experiment':
      return `experiment ${record.name}`;
    case 'experiment-end':
      return `end of experiment ${record.id}`;
    case 'run':
    case 'run-end':
      return `run ${record.id}`;
    case 'metrics':
      return `run ${record.runId}`;
    case 'logged-model':
      return `logged model ${record.id}`;
    case 'model':
      return `registered model ${record.name}`;
  }
}

/** A field of a record as people find it: an item of a list by its key or version, where it has one. */
function placeOf(record: object, path: readonly PropertyKey[]): string {
  let value: unknown = record;
  let place = '';
  for (const step of path) {
    value = (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step];
    const { key, version } = (value ?? {}) as { readonly key?: string; readonly version?: number };
    if (typeof step === 'number') place += `[${String(key ?? version ?? step)}]`;
    else place += `${place && '.'}${String(step)}`;
  }
  return place;
}
