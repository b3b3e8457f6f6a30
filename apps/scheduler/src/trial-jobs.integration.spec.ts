import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runEndpoints, type Run } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import type { TrialRecord } from '@slipway/ports';
import { noResults } from '@slipway/studies';
import { until } from '@slipway/testing';
import { beginStudy, handedOut, studyYaml, trial, type WantedStudy } from './testing/played-study.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let study: string;
let studies = 0;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start({ replicas: 2 });
  await scheduler.setUp();
});
afterAll(() => scheduler.stop());
beforeEach(async () => {
  await scheduler.push();
  study = `jobs-${String((studies += 1))}`;
});

const yaml = (options: WantedStudy = {}): string =>
  studyYaml(study, { workers: 3, ofJobs: true, ...options });

/** Tuning has so many trials at work, by number, of a study that goes on or has ended. */
const play = (trials: readonly TrialRecord[], state: 'running' | 'ended' = 'running'): Promise<void> =>
  beginStudy(
    scheduler,
    study,
    {
      ...{ state, reason: state === 'ended' ? 'loss reached 0' : undefined, nextTrial: trials.length },
      ...{ running: trials.filter((one) => one.state === 'running').length, results: noResults },
      sequence: trials.length,
    },
    trials,
  );

const runs = async (): Promise<readonly Run[]> =>
  (
    await scheduler.as('vera').call(runEndpoints.listRuns, {
      params: { team: 'vision' },
      query: { job: study, limit: 100 },
    })
  ).items.toReversed();

/** The change that the scheduler appends on its own, pushed. */
async function nextChange(subject: RegExp) {
  const change = await until(`a change: ${String(subject)}`, async () =>
    (await scheduler.pending()).find((one) => subject.test(one.subject)),
  );
  await scheduler.push();
  return change;
}

const paths = (operations: readonly { readonly op: string; readonly path: string }[]): string[] =>
  operations.map(({ op, path }) => `${op} ${path.split('/').at(-1) ?? ''}`);

describe('a Study whose trials are Jobs', () => {
  it('is a change with the Study alone, and one for each wave of its trials', async () => {
    const applied = await scheduler.applyOne('alice', { yaml: yaml() });
    expect(applied).toMatchObject({ action: 'created', paths: [`teams/vision/studies/${study}.yaml`] });
    expect(applied.run).toBeUndefined();
    await scheduler.push();
    await play([handedOut(0), handedOut(1), handedOut(2)]);
    const wave = await nextChange(/^Start trials 0 to 2 of Study/);
    const first = await runs();
    expect(paths(wave.operations)).toEqual(first.map(({ name }) => `write ${name}-1.yaml`));
    expect(wave).toMatchObject({ team: 'vision', resource: `Study/vision/${study}`, requestedBy: 'alice' });
    const [manifest] = wave.operations;
    const content = manifest && 'content' in manifest ? manifest.content : '';
    expect(content).toContain('args:\n            - tune.py\n            - --x=0\n');
    expect(content).toContain('- name: SLIPWAY_TRIAL\n              value: "0"\n');

    const [one, two] = first;
    await scheduler.report(`${one?.name ?? ''}-1`, pickedUp, started, ended('succeeded'));
    await scheduler.report(`${two?.name ?? ''}-1`, pickedUp, started, ended('failed'));
    expect((await scheduler.runIn(two?.name ?? '', 'failed')).attempts).toHaveLength(1);
    expect(await scheduler.pending()).toEqual([]);
    await play([
      trial(0, [1]),
      { ...trial(1, []), state: 'failed' },
      handedOut(2),
      handedOut(3),
      handedOut(4),
    ]);
    const next = await nextChange(/^Start trials 3 to 4 of Study/);
    expect(paths(next.operations)).toEqual([
      ...(await runs()).slice(3).map(({ name }) => `write ${name}-1.yaml`),
      `delete ${one?.name ?? ''}-1.yaml`,
      `delete ${two?.name ?? ''}-1.yaml`,
    ]);
    await scheduler.runWhen(one?.name ?? '', ({ retiredBy }) => retiredBy !== undefined);
  });

  it('has each of its trials begun once, however many schedulers look', async () => {
    await scheduler.applyOne('alice', { yaml: yaml() });
    await scheduler.push();
    await play([handedOut(0), handedOut(1)]);
    await nextChange(/^Start trials 0 to 1 of Study/);
    await play([handedOut(0), handedOut(1), handedOut(2)]);
    await nextChange(/^Start trial 2 of Study/);
    expect(await runs()).toHaveLength(3);
    expect(await scheduler.pending()).toEqual([]);
  });

  it('has a trial cancelled that was stopped early, and takes it out of git at once', async () => {
    await scheduler.applyOne('alice', { yaml: yaml() });
    await scheduler.push();
    await play([handedOut(0), handedOut(1)]);
    await nextChange(/^Start trials/);
    const [one] = await runs();
    await scheduler.report(`${one?.name ?? ''}-1`, pickedUp, started);
    await play([{ ...trial(0, [9]), state: 'pruned' }, handedOut(1)]);
    const retired = await nextChange(/^Retire 1 trial of Study/);
    expect(paths(retired.operations)).toEqual([`delete ${one?.name ?? ''}-1.yaml`]);
    expect(await scheduler.run(one?.name ?? '')).toMatchObject({ reason: 'the trial was stopped early' });
  });

  it('that has ended has what still runs cancelled, and all of it retired in one change', async () => {
    await scheduler.applyOne('alice', { yaml: yaml() });
    await scheduler.push();
    await play([handedOut(0), handedOut(1), handedOut(2)]);
    await nextChange(/^Start trials/);
    const all = await runs();
    await scheduler.report(`${all[0]?.name ?? ''}-1`, pickedUp, started, ended('succeeded'));
    await scheduler.runIn(all[0]?.name ?? '', 'succeeded');
    await play([trial(0, [0]), handedOut(1), handedOut(2)], 'ended');
    const retired = await nextChange(/^Retire 3 trials of Study/);
    expect(paths(retired.operations).sort()).toEqual(all.map(({ name }) => `delete ${name}-1.yaml`).sort());
    expect(await scheduler.runIn(all[1]?.name ?? '', 'cancelled')).toMatchObject({
      reason: 'the study has ended: loss reached 0',
    });
  });

  it('starts nothing when it is applied without runs, and can not be run by hand', async () => {
    await scheduler.applyOne('alice', { yaml: yaml(), run: 'never' });
    await scheduler.push();
    await play([handedOut(0)]);
    const idle = study;
    study = `${study}-b`;
    await scheduler.applyOne('alice', { yaml: yaml() });
    await scheduler.push();
    await play([handedOut(0)]);
    await nextChange(/-b$/);
    study = idle;
    expect(await runs()).toEqual([]);
    await expect(
      scheduler.as('alice').call(runEndpoints.startRun, {
        params: { team: 'vision', name: study },
        body: { reason: 'now' },
      }),
    ).rejects.toThrow('begin by themselves');
    await scheduler.applyOne('alice', { yaml: yaml(), run: 'always' });
    await nextChange(/^Start trial 0 of Study/);
  });

  it('keeps its mode while trials are at work', async () => {
    await scheduler.applyOne('alice', { yaml: yaml() });
    await scheduler.push();
    await play([handedOut(0)]);
    await nextChange(/^Start trial 0/);
    await expect(scheduler.applyOne('alice', { yaml: yaml({ ofJobs: false }) })).rejects.toThrow(
      ConflictError,
    );
  });

  it('is refused when no cluster can take a trial', async () => {
    const wanting = yaml().replace('"command"', '"placement":{"clusters":["nowhere"]},"command"');
    await expect(scheduler.applyOne('alice', { yaml: wanting })).rejects.toThrow("can't run");
  });
});
