import { describe, expect, it } from '@jest/globals';
import { contentsToRead } from './scope.ts';
import { environment, findingLines, planOf, snapshotOf } from './testing/repository.ts';

const main = 'teams/vision/models/iris.yaml';
const more = 'teams/vision/models/iris/versions-101-200.yaml';
const model = (spec: string, name = 'iris'): string =>
  `apiVersion: slipway.dev/v1\nkind: RegisteredModel\nmetadata: { name: ${name}, team: vision }\nspec:\n${spec}`;
const good = model(
  '  versions: [{ version: 1, source: "s3://models/iris/1" }]\n  aliases: { champion: 1 }\n',
);
const base = { ...environment, [main]: good };
const found = (change: Readonly<Record<string, string | undefined>>, from = base): readonly string[] =>
  findingLines(planOf(from, change)).filter((line) => line.includes('/models/'));

describe('models that a change touches', () => {
  it('are read as the registry reads them: what is wrong is told where it stands, before it is merged', () => {
    expect(found({ [main]: good.replace('champion: 1', 'champion: 2') })).toEqual([
      `failure ${main}:6:24 not valid: spec.aliases.champion: there is no version 2`,
    ]);
    expect(found({ [main]: good.replace('team: vision', 'team: speech') })[0]).toContain(`failure ${main}:3`);
    expect(found({ [main]: good.replace('aliases', 'alias') })[0]).toContain('unknown field "alias"');
  });

  it('are well when they are, and when they are removed as a whole', () => {
    expect(found({ [main]: good.replace('iris/1', 'iris/one') })).toEqual([]);
    expect(found({ [main]: undefined })).toEqual([]);
  });

  it('are read with their other files, also when these alone have changed', () => {
    const beside = { ...base, [more]: 'kind: RegisteredModelVersions\n' };
    expect(found({ [main]: good.replace('iris/1', 'iris/one') }, beside)[0]).toContain(`failure ${more}:1`);
    const files = (entries: Readonly<Record<string, string>>) => snapshotOf(entries).files;
    const ids = contentsToRead(files(base), files(beside));
    expect(ids).toContain(files(beside).get(main)?.id);
    expect(found({ [main]: undefined }, beside)).toEqual([
      `failure ${more}:1 not valid: its model is gone: remove its versions too`,
    ]);
  });
});
