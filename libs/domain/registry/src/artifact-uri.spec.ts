import { describe, expect, it } from '@jest/globals';
import { appendToUri } from './artifact-uri.ts';

describe('a path below a URI', () => {
  it.each([
    ['mlflow-artifacts:/0', 'mlflow-artifacts:/0/models/m-1/artifacts'],
    ['mlflow-artifacts:/', 'mlflow-artifacts:/models/m-1/artifacts'],
    ['s3://bucket', 's3://bucket/models/m-1/artifacts'],
    ['s3://bucket/a//', 's3://bucket/a/models/m-1/artifacts'],
    ['/srv/mlruns', '/srv/mlruns/models/m-1/artifacts'],
    ['https://store/a?key=b/c#d', 'https://store/a/models/m-1/artifacts?key=b/c#d'],
  ])('of %s is %s', (uri, expected) => {
    expect(appendToUri(uri, 'models/m-1/artifacts')).toBe(expected);
  });
});
