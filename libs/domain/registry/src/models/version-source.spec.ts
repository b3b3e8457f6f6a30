import { describe, expect, it } from '@jest/globals';
import { MlflowError } from '../mlflow-error.ts';
import { parseModelUri } from './model-uri.ts';
import { checkVersionSource, type SourceOwner } from './version-source.ts';

function refusalOf(source: string, owner: Partial<SourceOwner> = {}): string | undefined {
  try {
    checkVersionSource(source, { parameter: 'run_id', id: '', root: undefined, ...owner });
    return undefined;
  } catch (error) {
    if (error instanceof MlflowError) return error.message;
    throw error;
  }
}

const notAbsolute = 'an absolute path must be provided without relative path references present';
const notLocal =
  'To use a local path as a model version source, the run_id request parameter has to be specified';
const notContained = 'must identify the resource that contains the source';

describe('checkVersionSource', () => {
  it.each([
    's3://bucket/model',
    's3:///model',
    'dbfs:/models/x/',
    'gs://b/a%20b',
    'models:/iris/3',
    'wasbs://c@a/x',
  ])('takes %s of nobody in particular', (source) => {
    expect(refusalOf(source)).toBeUndefined();
  });

  it.each([
    's3://bucket',
    's3://bucket/a/../b',
    's3://bucket/./a',
    's3:/a%2f..%2fb',
    's3:/a%252f..%252fb',
    'dbfs:relative',
    's3://bucket/a%00',
    `s3://bucket/%${'25'.repeat(50)}2e`,
  ])('refuses %s, which leads out of itself', (source) => {
    expect(refusalOf(source)).toContain(notAbsolute);
  });

  const run = { id: 'abc', root: '/mlruns/0/abc/artifacts' };

  it.each(['/etc/passwd', 'file:///etc/passwd', 'etc', 'file://far/away', './mlruns', ''])(
    'refuses %j on the server itself',
    (source) => {
      expect(refusalOf(source)).toContain(notLocal);
      expect(refusalOf(source, run)).toContain(notLocal);
    },
  );

  it('takes local files of the run that made it', () => {
    expect(refusalOf('/mlruns/0/abc/artifacts/model', run)).toBeUndefined();
    expect(refusalOf('file:///mlruns/0/abc/artifacts/', run)).toBeUndefined();
    expect(
      refusalOf('file:///mlruns/0/a%62c/artifacts', { ...run, root: `file://${run.root}` }),
    ).toBeUndefined();
    expect(refusalOf('/mlruns/0/abc/artifacts/../../other', run)).toContain(notLocal);
    expect(refusalOf('/mlruns/0/abc/artifacts-of-others', run)).toContain(notLocal);
    expect(refusalOf('/mlruns/0/abc/artifacts/%2e%2e/%2e%2e/other', run)).toContain(notLocal);
    expect(refusalOf('/mlruns/0/abc/artifacts', { ...run, root: 's3://b/abc' })).toContain(notLocal);
    expect(refusalOf('/mlruns/0/abc/artifacts', { ...run, root: undefined })).toContain(notContained);
  });

  it("takes artifacts behind the server's own routes from the run or model they are of", () => {
    const owner = { id: 'abc', root: 'mlflow-artifacts:/0/abc/artifacts' };
    expect(refusalOf('mlflow-artifacts:/0/abc/artifacts/model', owner)).toBeUndefined();
    expect(refusalOf('mlflow-artifacts:/0/abc/artifacts-of-others', owner)).toContain(notContained);
    expect(refusalOf('mlflow-artifacts:/0/abc', owner)).toContain(notContained);
    expect(refusalOf('mlflow-artifacts:/0/abc/artifacts/model')).toContain(notContained);
    expect(refusalOf('http://h/x/api/2.0/mlflow-artifacts/artifacts/0/abc/artifacts', owner)).toContain(
      notContained,
    );
  });

  it('takes runs: and models: URIs from the run or model they name', () => {
    expect(refusalOf('runs:/abc/model', { id: 'abc' })).toBeUndefined();
    expect(refusalOf('runs:/abc/model', { id: 'abd' })).toContain('The run_id request parameter must');
    expect(refusalOf('runs:/abc/model', { parameter: 'model_id', id: 'abc' })).toContain(
      'The model_id request parameter must',
    );
    expect(refusalOf('models:/m-1', { parameter: 'model_id', id: 'm-1' })).toBeUndefined();
    expect(refusalOf('models:/m-1', { parameter: 'model_id', id: 'm-2' })).toContain(
      'The model_id request parameter must',
    );
    expect(refusalOf('models:/m-1', { id: 'm-1' })).toContain('The model_id request parameter must');
    expect(refusalOf('models:/a/b/c')).toContain(notContained);
  });
});

describe('parseModelUri', () => {
  it.each([
    ['models:/m-1', { kind: 'logged-model', modelId: 'm-1' }],
    ['models:/iris/3', { kind: 'version', name: 'iris', version: '3' }],
    ['models:/iris/Latest', { kind: 'latest', name: 'iris' }],
    ['models:/iris/Production', { kind: 'stage', name: 'iris', stage: 'Production' }],
    ['models:/a@b@champion', { kind: 'alias', name: 'a@b', alias: 'champion' }],
    ['models:/a#b/3', { kind: 'version', name: 'a#b', version: '3' }],
    ['models:/iris/ ', undefined],
    ['models:/iris@ ', undefined],
    ['models:/', undefined],
    ['models:iris/3', undefined],
    ['models:/a/b/c', undefined],
    ['runs:/a/b', undefined],
  ])('reads %s', (uri, expected) => {
    expect(parseModelUri(uri)).toEqual(expected);
  });
});
