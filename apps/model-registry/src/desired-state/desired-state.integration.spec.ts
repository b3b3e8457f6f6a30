import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelEndpoints } from '@slipway/contracts';
import { InvalidInputError } from '@slipway/kernel';
import { until } from '@slipway/testing';
import { startRegistryWithGit, type RegistryWithGit } from '../testing/registry-with-git.ts';

let harness: RegistryWithGit;
let git: RegistryWithGit['git'];

beforeAll(async () => {
  harness = await startRegistryWithGit();
  ({ git } = harness);
});

afterAll(() => harness.stop());

const params = (name: string): { team: string; name: string } => ({ team: 'demo', name });

describe('the registry and the environment repository', () => {
  it('takes an alias back when its commit is reverted by git', async () => {
    await harness.makeModel('iris', 2);
    await harness.setAlias('iris', 'champion', 1);
    await harness.setAlias('iris', 'champion', 2);
    await git.commit();
    expect(await harness.versionAt('iris', 'champion')).toBe('2');
    const reverted = await git.revert('main');
    await harness.pointsTo('iris', 'champion', '1');

    const { aliases } = await harness.as('carl').call(modelEndpoints.getModel, { params: params('iris') });
    expect(aliases).toMatchObject([{ alias: 'champion', version: 1, commit: reverted, protected: false }]);
    const { items = [] } = await harness
      .as('carl')
      .call(modelEndpoints.modelHistory, { params: params('iris') });
    expect(items.map(({ alias, version, by, commit }) => [alias, version, by, commit !== undefined])).toEqual(
      [
        ['champion', 1, aliases[0]?.by, true],
        ['champion', 2, 'carl', true],
        ['champion', 1, 'carl', true],
      ],
    );
    const [, second] = items;
    const past = await harness.as('carl').call(modelEndpoints.modelHistory, {
      params: params('iris'),
      query: { at: second?.at ?? '' },
    });
    expect(past.aliases).toMatchObject([{ alias: 'champion', version: 2, by: 'carl', since: second?.at }]);
    await git.commit();
    expect(await git.git('log', '-1', '--format=%s', 'main')).toMatch(/^Revert /);
  });

  it('lets a change of its own and an edit in git end at the same', async () => {
    await harness.makeModel('tulip', 2);
    await harness.setAlias('tulip', 'champion', 1);
    await harness.setAlias('tulip', 'champion', 2);
    await git.commit();
    await harness.followed();
    // Accepted before the revert is seen, and written over it.
    await harness.call('POST', 'registered-models/set-tag', { name: 'tulip', key: 'owner', value: 'vera' });
    await git.revert('main');
    await git.commit();
    await harness.pointsTo('tulip', 'champion', '1');
    await git.commit();
    await harness.followed();
    const text = await git.file('teams/demo/models/tulip.yaml');
    expect(text).toMatch(/champion:\n\s+version: 1\n/);
    expect(text).toContain('owner: vera');
    expect(await git.pending()).toEqual([]);
  });

  it('takes over models that are written, renamed and removed by hand', async () => {
    const document = (name: string): string =>
      [
        'apiVersion: slipway.dev/v1',
        'kind: RegisteredModel',
        `metadata: { name: ${name} }`,
        'spec:',
        '  aliases: { champion: 1 }',
        '  versions: [{ version: 1, source: "s3://models/rose" }]',
        '',
      ].join('\n');
    const first = await git.push('Add rose', { 'teams/demo/models/rose.yaml': document('rose') });
    await harness.pointsTo('rose', 'champion', '1');
    const { aliases } = await harness.as('carl').call(modelEndpoints.getModel, { params: params('rose') });
    expect(aliases).toMatchObject([{ alias: 'champion', version: 1, commit: first, reason: 'Add rose' }]);
    await git.push('Rename rose', {
      'teams/demo/models/rose.yaml': undefined,
      'teams/demo/models/dog-rose.yaml': document('dog-rose'),
    });
    await harness.pointsTo('dog-rose', 'champion', '1');
    const { items } = await harness
      .as('carl')
      .call(modelEndpoints.modelHistory, { params: params('dog-rose') });
    expect(items).toMatchObject([{ alias: 'champion', version: 1, commit: first }]);
    await git.push('Remove dog-rose', { 'teams/demo/models/dog-rose.yaml': undefined });
    await until('it is gone', async () => {
      const { status } = await harness.registry.call(
        'GET',
        'registered-models/get',
        { name: 'dog-rose' },
        'carl',
      );
      return status === 404;
    });
    await git.commit();
    expect(await git.git('ls-tree', '-r', '--name-only', 'main')).not.toContain('rose');
  });

  it('tells what is wrong with a file, goes on with the others, and takes it when it is mended', async () => {
    await harness.makeModel('lily', 2);
    await harness.setAlias('lily', 'champion', 1);
    await git.commit();
    await harness.followed();
    const file = 'teams/demo/models/lily.yaml';
    const good = await git.file(file);
    await git.push('Break lily', { [file]: good.replace('version: 1\n', 'version: one\n') });
    await until('it is told', async () => {
      const { problems } = await harness.as('carl').call(modelEndpoints.getModel, { params: params('lily') });
      return problems.length === 1;
    });
    const { problems } = await harness.as('carl').call(modelEndpoints.getModel, { params: params('lily') });
    expect(problems[0]).toMatchObject({ path: file });
    expect(problems[0]?.message).toMatch(/lily\.yaml:\d+:\d+: spec\.aliases\.champion/);
    expect(await harness.versionAt('lily', 'champion')).toBe('1');
    await git.push('Mend lily', { [file]: good.replace(/(champion:\s+version:) 1\n/, '$1 2\n') });
    await harness.pointsTo('lily', 'champion', '2');
    const mended = await harness.as('carl').call(modelEndpoints.getModel, { params: params('lily') });
    expect(mended.problems).toEqual([]);
  });

  it('takes a change back that git does not take, and tells', async () => {
    await harness.makeModel('daisy', 2);
    await harness.setAlias('daisy', 'champion', 1);
    await git.commit();
    await harness.setAlias('daisy', 'champion', 2);
    expect(await harness.versionAt('daisy', 'champion')).toBe('2');
    await git.commit(() => 'the remote declined it');
    await harness.pointsTo('daisy', 'champion', '1');
    const { problems } = await harness.as('carl').call(modelEndpoints.getModel, { params: params('daisy') });
    expect(problems).toMatchObject([{ message: 'the change was rejected: the remote declined it' }]);
  });

  it('goes on when a later change follows one that git did not take', async () => {
    await harness.makeModel('aster', 2);
    await harness.setAlias('aster', 'champion', 1);
    const [rejected] = await git.pending();
    await harness.setAlias('aster', 'challenger', 2);
    await git.commit(({ id }) => (id === rejected?.id ? 'no' : undefined));
    await harness.followed();
    await until('it was told', async () => {
      const { problems } = await harness
        .as('carl')
        .call(modelEndpoints.getModel, { params: params('aster') });
      return problems.length === 1;
    });
    await git.commit();
    expect([
      await harness.versionAt('aster', 'champion'),
      await harness.versionAt('aster', 'challenger'),
    ]).toEqual(['1', '2']);
    expect(await git.file('teams/demo/models/aster.yaml')).toMatch(/champion:\n\s+version: 1/);
  });

  it('lists models in pages by name', async () => {
    const list = (cursor?: string) =>
      harness.as('vera').call(modelEndpoints.listModels, {
        params: { team: 'demo' },
        query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) },
      });
    const names: string[] = [];
    for (let page = await list(); ; page = await list(page.cursor)) {
      names.push(...page.items.map(({ name }) => name));
      if (page.cursor === undefined) break;
    }
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['iris', 'lily', 'tulip']));
    await expect(list('bm8')).resolves.toBeDefined();
    await expect(list('!')).rejects.toThrow(InvalidInputError);
  });
});
