import { describe, expect, it } from '@jest/globals';
import { exampleProposal } from './testing/fake-proposals.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli, files } = bench;

const { id } = exampleProposal;
const job = `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: digits, team: demo }
spec: { image: 'python:3.13', command: [python3, train.py] }
`;
const pull = 'open as pull request #7 https://github.com/acme/environment/pull/7';

describe('proposals', () => {
  it('are what apply says that became of a resource, with its pull request when that is waited for', async () => {
    bench.state.proposals = [exampleProposal];
    await files({ 'job.yaml': job });
    expect(await cli('apply', '-f', 'job.yaml')).toEqual({
      ...{ code: 0, stderr: '', stdout: `job/digits  proposed    proposal ${id}\n` },
    });
    expect(await cli('apply', '-f', 'job.yaml', '--wait')).toMatchObject({
      ...{ code: 0, stderr: `job/digits ${pull}\n` },
    });
    expect((await cli('apply', '-f', 'job.yaml', '--dry-run')).stdout).toBe(
      'job/digits  would be proposed    teams/demo/jobs/digits.yaml\n',
    );
  });

  it('make apply --wait fail when they are rejected', async () => {
    const note = 'teams/demo is no folder';
    bench.state.proposals = [
      { ...exampleProposal, state: 'rejected', note, number: undefined, url: undefined },
    ];
    await files({ 'job.yaml': job });
    expect(await cli('apply', '-f', 'job.yaml', '--wait')).toMatchObject({
      ...{ code: 7, stderr: `job/digits rejected (${note})\n` },
    });
  });

  it('are what promote --propose makes', async () => {
    bench.state.proposals = [exampleProposal];
    expect(await cli('promote', 'iris@champion=3', '--propose')).toMatchObject({
      code: 0,
      stderr: `${pull}\n`,
    });
  });

  it('are listed and shown', async () => {
    bench.state.proposals = [exampleProposal, { ...exampleProposal, id: '02', state: 'merged' }];
    expect((await cli('proposals', 'list', '--state', 'open')).stdout).toBe(
      `ID                          AGE  STATE  PULL REQUEST  BY     SUBJECT\n${id}  2m   open   #7            alice  Update Job/demo/digits\n`,
    );
    expect((await cli('proposals', 'show', id)).stdout).toBe(`Proposal:  ${id}
Subject:   Update Job/demo/digits
State:     ${pull}
Resource:  Job/demo/digits
By:        alice
Reason:    more epochs
Merged:    by itself once its checks have succeeded
Accepted:  2026-03-01T11:58:00.000Z (2m ago)

Paths
  teams/demo/jobs/digits.yaml
`);
    expect(JSON.parse((await cli('proposals', 'show', id, '--json')).stdout)).toEqual(exampleProposal);
    expect((await cli('proposals', 'show', 'none')).code).toBe(4);
  });
});
