import { describe, expect, it } from '@jest/globals';
import type { RegisteredModelState } from '../models/registered-model.ts';
import { editEvents } from './edit-events.ts';

const version = (
  number: number,
  tags: Record<string, string> = {},
): RegisteredModelState['versions'][number] => ({
  version: number,
  createdAt: 1,
  updatedAt: 1,
  userId: undefined,
  stage: 'None',
  description: '',
  source: 's3://models/1',
  storageLocation: undefined,
  runId: 'run',
  runLink: undefined,
  modelId: undefined,
  tags,
});

const model = (tags: Record<string, string> = {}): RegisteredModelState => ({
  team: 'vision',
  name: 'iris',
  path: 'teams/vision/models/iris',
  createdAt: 1,
  updatedAt: 1,
  description: undefined,
  tags,
  aliases: {},
  nextVersion: 2,
  versions: [],
});
const champion = { champion: { version: 1, since: 1, by: 'alice' } };

describe('editEvents', () => {
  it("tells of a model in MLflow's words, and of what MLflow has no words for", () => {
    const before = { ...model(), versions: [version(1, { old: '1' }), version(2)], aliases: champion };
    const after: RegisteredModelState = {
      ...before,
      name: 'lily',
      description: 'flowers',
      tags: { silent: 'yes' },
      aliases: {},
      versions: [
        { ...version(1, { new: '2' }), stage: 'Production', description: 'good' },
        { ...version(3), source: 's3://models/3' },
      ],
    };
    const named = { name: 'lily', tags: { silent: 'yes' }, description: 'flowers' };
    const first = { name: 'lily', version: '1' };
    expect(editEvents({ before, after }).map(({ name, data }) => [name, data])).toEqual([
      ['registered_model.updated', { ...named, previous_name: 'iris' }],
      ['registered_model.updated', named],
      ['model_version_alias.deleted', { name: 'lily', alias: 'champion' }],
      ['model_version.deleted', { name: 'lily', version: '2' }],
      ['model_version.updated', { ...first, description: 'good' }],
      ['model_version_tag.set', { ...first, key: 'new', value: '2' }],
      ['model_version_tag.deleted', { ...first, key: 'old' }],
      ['model_version_stage.transitioned', { ...first, from_stage: 'None', to_stage: 'Production' }],
      [
        'model_version.created',
        { name: 'lily', version: '3', source: 's3://models/3', run_id: 'run', tags: {}, description: null },
      ],
    ]);
    expect(editEvents({ before: model(), after: undefined })).toEqual([
      { name: 'registered_model.deleted', data: { name: 'iris' } },
    ]);
  });

  it('tells of a prompt by events of its own, without the tags that make it one', () => {
    const tags = { 'mlflow.prompt.is_prompt': 'true', owner: 'vera' };
    const after = {
      ...model(tags),
      aliases: champion,
      versions: [version(1, { ...tags, 'mlflow.prompt.text': 'Hi {{name}}' })],
    };
    expect(editEvents({ before: undefined, after }).map(({ name, data }) => [name, data])).toEqual([
      ['prompt.created', { name: 'iris', tags: { owner: 'vera' }, description: null }],
      [
        'prompt_version.created',
        { name: 'iris', version: '1', template: 'Hi {{name}}', tags: { owner: 'vera' }, description: null },
      ],
      ['prompt_alias.created', { name: 'iris', alias: 'champion', version: '1' }],
    ]);
    expect(editEvents({ before: model(tags), after: model({ ...tags, owner: 'mia' }) })).toEqual([
      { name: 'prompt_tag.set', data: { name: 'iris', key: 'owner', value: 'mia' } },
    ]);
  });
});
