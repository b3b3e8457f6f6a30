import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { studyEndpoints } from '@slipway/contracts';
import { OptunaHarness } from '../testing/optuna-harness.ts';

let harness: OptunaHarness;
beforeAll(async () => {
  harness = await OptunaHarness.start();
});
afterAll(() => harness.stop());

const float = JSON.stringify({
  name: 'FloatDistribution',
  attributes: { low: 0, high: 1, log: false, step: null },
});
const noneOrA = '{"name": "CategoricalDistribution", "attributes": {"choices": [null, "a"]}}';

const create = async (name: string): Promise<number> =>
  (await harness.call('CreateNewStudy', { study_name: name, directions: ['MAXIMIZE'] })).study_id;

const begin = async (study: number): Promise<number> =>
  (await harness.call('CreateNewTrial', { study_id: study, template_trial_is_none: true })).trial_id;

describe("a study of Optuna's", () => {
  it('is a study of the API too, with its parameters, its counts and its best trial', async () => {
    const study = await create('Digits / é');
    for (const value of [0.25, 0.75]) {
      const trial = await begin(study);
      const parameter = { trial_id: trial, param_value_internal: value, distribution: float };
      await harness.call('SetTrialParameter', { ...parameter, param_name: 'x' });
      await harness.call('SetTrialParameter', {
        ...{ trial_id: trial, param_name: 'kind', param_value_internal: 0, distribution: noneOrA },
      });
      await harness.call('SetTrialIntermediateValue', { trial_id: trial, step: 3, intermediate_value: NaN });
      await harness.call('SetTrialStateValues', { trial_id: trial, state: 'COMPLETE', values: [value] });
    }
    await begin(study);
    const client = harness.tuning.as('vera');
    const { items } = await client.call(studyEndpoints.listStudies, {
      params: { team: 'vision' },
      query: {},
    });
    const shown = items.find(({ optunaName }) => optunaName === 'Digits / é');
    expect(shown).toMatchObject({
      name: expect.stringMatching(/^digits-e-[0-9a-f]{8}$/),
      counts: { waiting: 0, running: 1, complete: 2, pruned: 0, failed: 0 },
    });
    const name = shown?.name ?? '';
    expect(await harness.tuning.study(name)).toMatchObject({
      spec: {
        sampler: 'external',
        objectives: [{ metric: 'value', direction: 'maximize' }],
        parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
      },
      best: [
        { id: 1, values: [0.75], parameters: { x: 0.75, kind: 'null' }, last: { step: 3, values: ['NaN'] } },
      ],
    });
    expect(await harness.tuning.trials(name)).toMatchObject([
      { id: 0, state: 'complete' },
      { id: 1, state: 'complete' },
      { id: 2, state: 'running', worker: 'alice' },
    ]);
  });

  it('takes no trials by the API, where its clients would not know of them', async () => {
    await create('theirs');
    await expect(harness.tuning.ask('theirs', 'worker')).rejects.toThrow(/belongs to clients of Optuna/);
    await expect(harness.tuning.change('theirs', 'pauseStudy')).rejects.toThrow(
      /belongs to clients of Optuna/,
    );
  });

  it('gives its results to a study that starts from it', async () => {
    const study = await create('source');
    const trial = await begin(study);
    await harness.call('SetTrialParameter', {
      ...{ trial_id: trial, param_name: 'x', param_value_internal: 0.5, distribution: float },
    });
    await harness.call('SetTrialStateValues', { trial_id: trial, state: 'COMPLETE', values: [1] });
    const objectives = [{ metric: 'value', direction: 'maximize' as const }];
    await harness.tuning.create('next', { objectives, warmStart: { studies: ['source'] } });
    expect((await harness.tuning.ask('next', 'worker')).trials).toHaveLength(1);
  });

  it('goes with all of its trials, and its name is free again', async () => {
    const study = await create('gone');
    const trial = await begin(study);
    await harness.call('DeleteStudy', { study_id: study });
    await expect(harness.call('GetTrial', { trial_id: trial })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    expect(await create('gone')).toBeGreaterThan(study);
  });

  it('has another name in the API when a study of Slipway has it already', async () => {
    await harness.tuning.create('taken');
    await create('taken');
    const { items } = await harness.tuning
      .as('vera')
      .call(studyEndpoints.listStudies, { params: { team: 'vision' }, query: {} });
    expect(items.filter(({ name }) => name.startsWith('taken')).map(({ optunaName }) => optunaName)).toEqual([
      undefined,
      'taken',
    ]);
  });
});

describe("Optuna's storage", () => {
  it('lets no team see or change what another one has', async () => {
    const study = await create('private');
    const trial = await begin(study);
    const code = status.NOT_FOUND;
    const calls = [
      harness.call('GetStudyNameFromId', { study_id: study }, 'bob'),
      harness.call('GetStudyIdFromName', { study_name: 'private' }, 'bob'),
      harness.call('DeleteStudy', { study_id: study }, 'bob'),
      harness.call('GetTrials', { study_id: study, trial_id_greater_than: -1 }, 'bob'),
      harness.call('GetTrial', { trial_id: trial }, 'bob'),
      harness.call('CreateNewTrial', { study_id: study, template_trial_is_none: true }, 'bob'),
      harness.call('SetTrialUserAttribute', { trial_id: trial, key: 'a', value: '1' }, 'bob'),
      harness.call('SetStudyUserAttribute', { study_id: study, key: 'a', value: '1' }, 'bob'),
      harness.call('SetTrialStateValues', { trial_id: trial, state: 'COMPLETE', values: [1] }, 'bob'),
      harness.call('SetTrialIntermediateValue', { trial_id: trial, step: 1, intermediate_value: 1 }, 'bob'),
      harness.call(
        'SetTrialParameter',
        { trial_id: trial, param_name: 'x', param_value_internal: 1, distribution: float },
        'bob',
      ),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code })));
    expect(await harness.call('GetAllStudies', {}, 'bob')).toEqual({ studies: [] });
  });

  it('refuses strangers, and viewers who want to write', async () => {
    await expect(harness.call('GetAllStudies', {}, 'mallory')).rejects.toMatchObject({
      code: status.UNAUTHENTICATED,
    });
    await expect(harness.call('CreateNewStudy', { study_name: 'v' }, 'vera')).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
    });
  });

  it('refuses what it could not give back', async () => {
    const study = await create('strict');
    const trial = await begin(study);
    const code = status.INVALID_ARGUMENT;
    const calls = [
      harness.call('SetStudyUserAttribute', { study_id: study, key: 'a', value: '{' }),
      harness.call('SetTrialUserAttribute', { trial_id: trial, key: 'k'.repeat(513), value: '1' }),
      harness.call('SetTrialUserAttribute', { trial_id: trial, key: 'nul\u0000', value: '1' }),
      harness.call('SetTrialIntermediateValue', { trial_id: trial, step: 2 ** 60, intermediate_value: 1 }),
      harness.call('CreateNewStudy', { study_name: 'n'.repeat(513), directions: ['MINIMIZE'] }),
      harness.call('SetTrialParameter', { trial_id: trial, param_name: 'x', distribution: '{}' }),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject({ code })));
  });

  it('gives trials without gaps to many who begin them at once', async () => {
    const study = await create('crowd');
    await Promise.all(Array.from({ length: 40 }, () => begin(study)));
    const { trials } = await harness.call('GetTrials', { study_id: study, trial_id_greater_than: -1 });
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, number) => number));
    const ids = trials.map(({ trial_id }) => trial_id);
    const later = await harness.call('GetTrials', {
      ...{ study_id: study, trial_id_greater_than: ids[37] ?? 0, included_trial_ids: [ids[3] ?? 0] },
    });
    expect(later.trials.map(({ number }) => number)).toEqual([3, 38, 39]);
  });
});
