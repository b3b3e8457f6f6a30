import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { openArtifactStore } from './open-artifact-store.ts';
import { parseStoreUri } from './store-uri.ts';

describe('the URI of a store', () => {
  it.each([
    ['/data/artifacts/', { kind: 'directory', directory: '/data/artifacts' }],
    ['file:///data/a%20b', { kind: 'directory', directory: '/data/a b' }],
    ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
    ['s3://My.Bucket/a/b/', { kind: 's3', bucket: 'My.Bucket', prefix: 'a/b' }],
    ['gs://bucket/a%20b', { kind: 'gcs', bucket: 'bucket', prefix: 'a b' }],
    [
      'wasbs://box@account.blob.core.windows.net/a',
      { kind: 'azure', host: 'account.blob.core.windows.net', container: 'box', prefix: 'a' },
    ],
    ['azure://box@account.blob', { kind: 'azure', host: 'account.blob', container: 'box', prefix: '' }],
  ])('%s is read', (uri, read) => {
    expect(parseStoreUri(uri)).toEqual(read);
  });

  it.each([
    's3://',
    's3:///a',
    's3://user@bucket/a',
    's3://b/a?x=1',
    's3://b/a#x',
    'wasbs://account',
    'ftp://host/a',
    'file://host/a',
    'http:',
  ])('%s is refused', (uri) => {
    expect(() => parseStoreUri(uri)).toThrow(InvalidInputError);
  });

  it('of Azure without credentials is refused, with what to set', async () => {
    const uri = parseStoreUri('wasbs://box@account.blob.core.windows.net/a');
    await expect(openArtifactStore(uri, {})).rejects.toThrow('set AZURE_STORAGE_CONNECTION_STRING');
  });
});
