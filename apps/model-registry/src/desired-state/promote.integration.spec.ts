import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelEndpoints } from '@slipway/contracts';
import { ForbiddenError, InvalidInputError, NotFoundError, PreconditionFailedError } from '@slipway/kernel';
import { until } from '@slipway/testing';
import { startRegistryWithGit, type RegistryWithGit } from '../testing/registry-with-git.ts';

let harness: RegistryWithGit;
let git: RegistryWithGit['git'];

beforeAll(async () => {
  harness = await startRegistryWithGit();
  ({ git } = harness);
  await harness.makeModel('detector', 3);
  await harness.makeModel('ranker', 3);
});

afterAll(() => harness.stop());

const params = { team: 'demo' };
const promote = (who: 'mia' | 'carl', promotions: readonly object[], more: object = {}) =>
  harness.as(who).call(modelEndpoints.promote, {
    params,
    body: { promotions: promotions as never, ...more },
  });
const champion = (model: string, version: number): object => ({ model, alias: 'champion', version });

const settings = (spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: { name: environment }\n${spec}`;

describe('promotions', () => {
  it('move several models by one commit, and readers see all of it or nothing', async () => {
    await promote('carl', [champion('detector', 1), champion('ranker', 1)]);
    await git.commit();
    const seen = new Set<string>();
    let isDone = false;
    const look = async (): Promise<void> => {
      while (!isDone) {
        const { items } = await harness.as('vera').call(modelEndpoints.listModels, { params });
        seen.add(
          items.map(({ aliases }) => aliases.find(({ alias }) => alias === 'champion')?.version).join(' '),
        );
      }
    };
    const looking = look();
    const reason = 'better on the holdout set';
    const { change } = await promote('carl', [champion('ranker', 2), champion('detector', 2)], { reason });
    isDone = true;
    await looking;
    expect([...seen].every((pair) => pair === '1 1' || pair === '2 2')).toBe(true);
    const committed = await git.commit();
    expect(committed.map(({ id }) => id)).toEqual([change]);
    expect(
      await git.git('log', '-1', '--format=%s|%(trailers:key=Reason,valueonly,separator=)', 'main'),
    ).toBe(`Promote ranker@champion to version 2 and 1 more|${reason}`);
    expect(await git.git('show', '--name-only', '--format=', 'main')).toBe(
      'teams/demo/models/detector.yaml\nteams/demo/models/ranker.yaml',
    );
  });

  it('move nothing when one of them is not possible', async () => {
    await expect(promote('carl', [champion('detector', 3), champion('ranker', 9)])).rejects.toThrow(
      NotFoundError,
    );
    await expect(
      promote('carl', [champion('detector', 3), { ...champion('ranker', 3), expectedVersion: 1 }]),
    ).rejects.toThrow(PreconditionFailedError);
    await expect(promote('carl', [champion('detector', 3), champion('detector', 2)])).rejects.toThrow(
      InvalidInputError,
    );
    expect(await harness.versionAt('detector', 'champion')).toBe('2');
    expect(await git.pending()).toEqual([]);
  });

  it('say on a dry run what would move, and archive what is in the stage before', async () => {
    const move = { model: 'ranker', version: 1, stage: 'Production', archiveExisting: true };
    const dry = await promote('carl', [move, champion('ranker', 3)], { dryRun: true });
    expect(dry).toEqual({
      promotions: [
        { model: 'ranker', version: 1, stage: 'Production', from: 'None' },
        { model: 'ranker', version: 3, alias: 'champion', from: 2 },
      ],
    });
    expect(await git.pending()).toEqual([]);
    await promote('carl', [move]);
    await promote('carl', [{ ...move, version: 2 }]);
    const { model_versions: versions } = (await harness.call('GET', 'model-versions/search', {
      filter: "name = 'ranker'",
    })) as { model_versions: { version: string; current_stage: string }[] };
    expect(new Map(versions.map(({ version, current_stage }) => [version, current_stage]))).toEqual(
      new Map([
        ['3', 'None'],
        ['2', 'Production'],
        ['1', 'Archived'],
      ]),
    );
    await git.commit();
  });
});

describe('a protected alias', () => {
  beforeAll(async () => {
    await git.push('Protect champions', {
      'slipway.yaml': settings(
        'spec: { registry: { protectedAliases: [{ alias: champion, models: [det*] }] } }\n',
      ),
    });
    await until('the rule holds', async () => {
      const { aliases } = await harness
        .as('carl')
        .call(modelEndpoints.getModel, { params: { team: 'demo', name: 'detector' } });
      return aliases.some((alias) => alias.protected);
    });
  });

  it("is refused through MLflow's API, which says how to propose it", async () => {
    const move = { name: 'detector', alias: 'champion', version: '3' };
    for (const who of ['carl', 'mia']) {
      const { status, body } = await harness.registry.call('POST', 'registered-models/alias', move, who);
      expect([status, body]).toEqual([
        403,
        {
          error_code: 'PERMISSION_DENIED',
          message:
            'The alias champion of model detector is protected. Propose the change by slipway promote --propose, or by ' +
            'editing teams/demo/models/detector.yaml in a pull request to the environment repository, or let a ' +
            'maintainer of team demo promote it.',
        },
      ]);
    }
    await harness.setAlias('ranker', 'champion', 3);
    await harness.setAlias('detector', 'challenger', 3);
    await git.commit();
  });

  it('is promoted by a maintainer, and by nobody else', async () => {
    await expect(promote('carl', [champion('detector', 3)])).rejects.toThrow(ForbiddenError);
    await promote('mia', [champion('detector', 3)]);
    expect(await harness.versionAt('detector', 'champion')).toBe('3');
    await git.commit();
  });

  it('is proposed by who may not move it, and stays where it is until then', async () => {
    const store = harness.registry.database.proposalStore('environment');
    const reason = 'better on the holdout set';
    const { change, proposal = '' } = await promote('carl', [champion('detector', 2)], {
      propose: true,
      reason,
    });
    expect(change).toBeUndefined();
    expect(await harness.versionAt('detector', 'champion')).toBe('3');
    expect(await git.pending()).toEqual([]);
    expect(await store.find(proposal)).toMatchObject({
      ...{ state: 'accepted', key: 'detector@champion', requestedBy: 'carl', reason, autoMerge: false },
      ...{ subject: 'Promote detector@champion to version 2', service: 'model-registry', team: 'demo' },
      evidence: '`detector@champion` moves to version 2 from version 3.',
      operations: [{ op: 'write', path: 'teams/demo/models/detector.yaml' }],
    });
    const again = await promote('carl', [champion('detector', 1)], { propose: true });
    expect(await store.find(proposal)).toMatchObject({ state: 'superseded' });
    const dry = await promote('carl', [champion('detector', 1)], { propose: true, dryRun: true });
    expect(dry.proposal).toBeUndefined();
    expect(again.proposal).not.toBe(proposal);
  });

  it('is proposed with the metrics of the runs that made both versions', async () => {
    await harness.call('POST', 'registered-models/create', { name: 'scored' });
    for (const accuracy of [0.5, 0.75]) {
      const { run } = (await harness.call('POST', 'runs/create', { experiment_id: '0' })) as {
        run: { info: { run_id: string } };
      };
      const { run_id } = run.info;
      const metric = { key: 'accuracy', value: accuracy, timestamp: 1, step: 1 };
      await harness.call('POST', 'runs/log-batch', { run_id, metrics: [metric] });
      await harness.call('POST', 'model-versions/create', {
        name: 'scored',
        source: 's3://m/scored',
        run_id,
      });
    }
    await harness.setAlias('scored', 'champion', 1);
    await git.commit();
    const { proposal = '' } = await promote('carl', [champion('scored', 2)], { propose: true });
    const found = await harness.registry.database.proposalStore('environment').find(proposal);
    expect(found?.evidence).toBe(
      '`scored@champion` moves to version 2 from version 1.\n\n' +
        '| metric | version 1 | version 2 |\n| --- | ---: | ---: |\n| `accuracy` | 0.5 | 0.75 |',
    );
  });

  it('moves by an edit that was reviewed in git', async () => {
    const file = 'teams/demo/models/detector.yaml';
    const text = await git.file(file);
    await git.push('Go back to 1', { [file]: text.replace(/(champion:\s+version:) 3/, '$1 1') });
    await harness.pointsTo('detector', 'champion', '1');
  });

  it('is proposed also by a maintainer where slipway.yaml wants a pull request of models', async () => {
    await git.push('Review models', {
      'slipway.yaml': settings('spec: { changes: [{ pattern: /teams/*/models/, by: pull-request }] }\n'),
    });
    await harness.followed();
    const { proposal } = await promote('mia', [champion('ranker', 1)]);
    expect(proposal).toEqual(expect.any(String));
    await git.push('Protect champions', {
      'slipway.yaml': settings(
        'spec: { registry: { protectedAliases: [{ alias: champion, models: [det*] }] } }\n',
      ),
    });
    await harness.followed();
  });

  it('stays protected while the settings are not understood', async () => {
    await git.push('Break the settings', { 'slipway.yaml': settings('spec: { registry: [] }\n') });
    await harness.followed();
    const { status } = await harness.registry.call(
      'DELETE',
      'registered-models/alias',
      { name: 'detector', alias: 'champion' },
      'carl',
    );
    expect(status).toBe(403);
  });
});
