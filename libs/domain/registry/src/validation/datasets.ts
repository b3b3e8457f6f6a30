import { limits } from './limits.ts';
import { checkLength } from './text-length.ts';
import type { KeyValue } from './run-data.ts';

/** A dataset that a run has read, as a request names it. */
export interface DatasetInput {
  readonly tags: readonly KeyValue[];
  readonly dataset: {
    readonly name: string;
    readonly digest: string;
    readonly source: string;
    readonly schema: string | undefined;
    readonly profile: string | undefined;
  };
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkDatasetInput({ dataset, tags }: DatasetInput): void {
  checkLength('name', dataset.name, limits.datasetNameLength);
  checkLength('digest', dataset.digest, limits.datasetDigestLength);
  checkLength('source', dataset.source, limits.datasetSourceLength);
  checkLength('schema', dataset.schema ?? '', limits.datasetSchemaLength);
  checkLength('profile', dataset.profile ?? '', limits.datasetProfileLength);
  for (const { key, value } of tags) {
    checkLength('key', key, limits.inputTagKeyLength);
    checkLength('value', value, limits.inputTagValueLength);
  }
}
