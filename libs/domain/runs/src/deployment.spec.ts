import { describe, expect, it } from '@jest/globals';
import { deploymentOf, isSettled, type DeployedResource, type RenderedChange } from './deployment.ts';
import { RunState } from './run.ts';

const change = (fields: Partial<RenderedChange> = {}): RenderedChange => ({
  ...{ state: 'pushed', rejection: undefined, clusters: ['east'], appliedOn: [] },
  ...fields,
});
const resource = (fields: Partial<DeployedResource>): DeployedResource => ({
  ...{ resource: 'Job/vision/digits', refusal: undefined, change: undefined, run: undefined },
  ...fields,
});
const job = (state: RunState, reason?: string): DeployedResource =>
  resource({ change: change(), run: { name: 'digits-1', team: 'vision', cluster: 'east', state, reason } });
const team = (fields: Partial<RenderedChange>): DeployedResource =>
  resource({ resource: 'Team/vision', change: change(fields) });
const ready = new Map([
  ['east', { ready: true, message: '' }],
  ['west', { ready: false, message: 'it is still at work' }],
]);
const overall = (...resources: readonly DeployedResource[]): string =>
  deploymentOf(resources, ready).overall.description;

describe('a commit of others', () => {
  it('comes as far as its run does', () => {
    expect(overall(job(RunState.Pending))).toBe('accepted: 1 of 1 resources');
    expect(overall(job(RunState.Committed))).toBe('committed: 1 of 1 resources');
    for (const state of [RunState.Running, RunState.BackingOff, RunState.Moving, RunState.Cancelling])
      expect(overall(job(state))).toBe('applied: 1 of 1 resources');
    expect(overall(job(RunState.Succeeded))).toBe('healthy: 1 of 1 resources');
    const failed = deploymentOf([job(RunState.Failed, 'exit code 1')], ready);
    expect(failed.overall).toEqual({
      ...{ stage: 'failed', description: 'failed: Job/vision/digits: run digits-1 failed: exit code 1' },
      failedRun: { name: 'digits-1', team: 'vision' },
    });
    expect(isSettled(failed)).toBe(true);
  });

  it('is applied where the reconciler has it, and healthy where the reconciler is ready', () => {
    const both = team({ clusters: ['east', 'west'], appliedOn: ['east', 'west'] });
    const { clusters } = deploymentOf([both], ready);
    expect([...clusters].map(([name, { stage }]) => [name, stage])).toEqual([
      ['east', 'healthy'],
      ['west', 'applied'],
    ]);
    expect(overall(team({ state: 'accepted' }))).toBe('accepted: 1 of 1 resources');
    expect(overall(team({}))).toBe('committed: 1 of 1 resources');
    expect(overall(team({ state: 'no-effect' }))).toBe('healthy: 1 of 1 resources');
    expect(overall(team({ state: 'rejected', rejection: 'the path is taken' }))).toBe(
      'failed: Team/vision: the path is taken',
    );
  });

  it('is as far as the least of its resources, and failed when one has failed', () => {
    expect(overall(job(RunState.Succeeded), team({}))).toBe('committed: 1 of 2 resources');
    const refused = resource({ resource: 'Job/vision/odd', refusal: 'x'.repeat(300) });
    const deployment = deploymentOf([job(RunState.Running), refused], ready);
    expect(deployment.overall.description).toBe(`failed: Job/vision/odd: ${'x'.repeat(115)}…`);
    expect(deployment.clusters.get('east')?.stage).toBe('applied');
  });

  it('of which nothing follows is healthy', () => {
    expect(overall(resource({}))).toBe('healthy: 1 of 1 resources');
    expect(deploymentOf([], ready).overall.stage).toBe('healthy');
  });
});
