import { fileOperations } from '../models/model-files.ts';
import type { ModelVersionState, RegisteredModelState } from '../models/registered-model.ts';

export interface GoldenModel {
  /** Below this folder. */
  readonly path: string;
  readonly content: string;
}

const createdAt = Date.UTC(2026, 10, 24, 12);
const later = createdAt + 3_600_123;

const version = (number: number, fields: Partial<ModelVersionState> = {}): ModelVersionState => ({
  version: number,
  createdAt,
  updatedAt: createdAt,
  userId: undefined,
  stage: 'None',
  description: '',
  source: `s3://models/iris/${String(number)}`,
  storageLocation: undefined,
  runId: undefined,
  runLink: undefined,
  modelId: undefined,
  tags: {},
  ...fields,
});

const blank: RegisteredModelState = {
  team: 'vision',
  name: 'blank',
  path: 'blank',
  createdAt,
  updatedAt: createdAt,
  description: undefined,
  tags: {},
  aliases: {},
  nextVersion: 1,
  versions: [],
};

const models: readonly RegisteredModelState[] = [
  blank,
  {
    ...blank,
    name: 'iris',
    path: 'iris',
    updatedAt: later,
    description: 'Which iris is it?\n\nTrained each night on the garden.\n',
    tags: { task: 'classification', 'data.digest': '9f86d081', empty: '' },
    aliases: {
      champion: { version: 2, since: later, by: 'alice' },
      'challenger-1': { version: 101, since: createdAt, by: 'robot@example.com' },
    },
    nextVersion: 103,
    versions: [
      version(1, { stage: 'Archived', updatedAt: later, description: undefined }),
      version(2, {
        stage: 'Production',
        updatedAt: later,
        userId: 'alice',
        description: 'The first good one: 97 %',
        source: 'models:/m-0123456789abcdef0123456789abcdef',
        storageLocation: 'mlflow-artifacts:/1/models/m-0123456789abcdef0123456789abcdef/artifacts',
        runId: '0123456789abcdef0123456789abcdef',
        runLink: 'https://mlflow.example.com/#/runs/7',
        modelId: 'm-0123456789abcdef0123456789abcdef',
        tags: { accuracy: '0.97', approved: 'yes', note: 'two\nlines' },
      }),
      version(101, { tags: { retrained: '2026-11-24' } }),
      version(102),
    ],
  },
  {
    ...blank,
    name: '虹彩 "2": #1 \u0007\u2028\u{1F338}',
    path: 'hostile',
    description: ' leading space\r\ntab\t and \u0000-like \\0, trailing space \n ',
    tags: { null: 'null', '1': 'true', 'a b/c:d': '- list\n- of things\n\n\n', 'ключ': '{{ template }} %d' },
    nextVersion: 2,
    versions: [version(1, { description: '   ', source: 'dbfs:/a b/#c' })],
  },
];

/** Every file that is rendered of some models, as the golden files have them. */
export const goldenModels = (): readonly GoldenModel[] =>
  models.flatMap((model) =>
    fileOperations({ before: undefined, after: model }).flatMap((operation) =>
      operation.op === 'write' ? [{ path: operation.path, content: operation.content }] : [],
    ),
  );
