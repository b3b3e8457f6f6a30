/** MLflow's limits; texts are counted in code points. */
export const limits = {
  keyLength: 250,
  paramValueLength: 6000,
  runTagValueLength: 8000,
  experimentNameLength: 500,
  experimentTagValueLength: 20_000,
  registryTagValueLength: 100_000,
  /** Width of MLflow's column. */
  modelNameLength: 256,
  aliasLength: 255,
  artifactLocationLength: 2048,
  datasetNameLength: 500,
  datasetDigestLength: 36,
  datasetSourceLength: 65_535,
  datasetSchemaLength: 1_048_575,
  datasetProfileLength: 16_777_215,
  inputTagKeyLength: 255,
  inputTagValueLength: 500,
  batchMetrics: 1000,
  batchParams: 100,
  batchTags: 100,
  batchEntities: 1000,
} as const;
