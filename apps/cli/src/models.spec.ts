import { describe, expect, it } from '@jest/globals';
import { parsePromotion } from './actions/promote.ts';
import { UsageError } from './exit-codes.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli } = bench;

describe('models', () => {
  it('are listed with where their aliases point', async () => {
    expect((await cli('get', 'models')).stdout).toBe(
      'NAME  VERSIONS  ALIASES     UPDATED\niris  3         champion=3  2m\n',
    );
    expect((await cli('get', 'model/iris', '--json')).stdout).toContain('"lastVersion": 3');
    expect(await cli('get', 'model/tulip')).toMatchObject({ code: 4 });
  });

  it('are described with who moved their aliases, and where the versions come from', async () => {
    expect((await cli('describe', 'model/iris')).stdout).toBe(`Model:        iris
Team:         demo
Description:  tells flowers apart
Versions:     3
Created:      2026-02-27T12:00:00.000Z (2d ago)
Updated:      2026-03-01T11:58:00.000Z (2m ago)
Tags:         task=classify
File:         teams/demo/models/iris.yaml

Aliases
  ALIAS                 VERSION  SINCE   BY     COMMIT   REASON
  champion (protected)  3        2m ago  alice  fffffff  better

Version 3 (champion)
  Created:     2026-03-01T11:58:00.000Z
  Files:       s3://models/iris/3
  Run:         bright-fox-12 (0af7651916cd43dd8448eb211c80319c), finished
  Parameters:  lr=0.1
  Metrics:     accuracy=0.9722
  Data:        flowers 1a2b (train)
  Code:        ${'d'.repeat(40)} https://git.example/iris.git
  Image:       python:3.13
  Job:         job/digits, run/digits-7k2m9q0x

Newest commits
  COMMIT   AGE  BY     SUBJECT                           REASON
  eeeeeee  2m   alice  Update RegisteredModel/demo/iris  more epochs
`);
    expect(JSON.parse((await cli('describe', 'model', 'iris', '--json')).stdout)).toMatchObject({
      model: { name: 'iris' },
      lineage: [{ version: 3, job: { run: 'digits-7k2m9q0x' } }],
      commits: [{}],
    });
  });
});

describe('promote', () => {
  it('moves aliases and stages, and names the change', async () => {
    const done = await cli('promote', 'iris@champion=3', 'iris:production=2', '--reason', 'better');
    expect(done).toEqual({
      code: 0,
      stdout:
        'MODEL  WHAT            FROM  TO\niris   alias champion  2     3\niris   version 2       None  Production\n',
      stderr: 'change c8\n',
    });
    expect(bench.state.reasons).toEqual(['better']);
    const dry = await cli('promote', 'iris@champion=3', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toEqual({
      promotions: [{ model: 'iris', version: 3, alias: 'champion', from: 2 }],
    });
  });

  it('reads names with any character that MLflow takes', () => {
    expect(parsePromotion('a@b=c@champion=3', false)).toEqual({
      model: 'a@b=c',
      alias: 'champion',
      version: 3,
    });
    expect(parsePromotion('my model:staging=12', true)).toEqual({
      model: 'my model',
      stage: 'Staging',
      version: 12,
      archiveExisting: true,
    });
  });

  it.each([
    'iris',
    'iris@champion',
    'iris@champion=0',
    'iris@champion=x',
    'iris:best=1',
    '@champion=1',
    'a/b@c=1',
  ])('refuses %j', (text) => {
    expect(() => parsePromotion(text, false)).toThrow(UsageError);
  });
});
