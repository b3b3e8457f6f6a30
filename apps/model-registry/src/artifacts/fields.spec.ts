import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rangeIn } from './byte-range.ts';
import { attachment, contentTypeOf } from './content-type.ts';
import { digestField, statedSha256 } from './digest-fields.ts';

describe('a range', () => {
  it.each([
    [undefined, 5, 'whole'],
    ['bytes=0-', 5, { first: 0, last: 4 }],
    ['bytes=1-2', 5, { first: 1, last: 2 }],
    ['bytes=1-100', 5, { first: 1, last: 4 }],
    ['bytes=-2', 5, { first: 3, last: 4 }],
    ['bytes=-9', 5, { first: 0, last: 4 }],
    ['bytes=-0', 5, 'unsatisfiable'],
    ['bytes=5-', 5, 'unsatisfiable'],
    ['bytes=0-0', 0, 'unsatisfiable'],
    ['bytes=-1', 0, 'unsatisfiable'],
    ['bytes=2-1', 5, 'whole'],
    ['bytes=-', 5, 'whole'],
    ['bytes=0-1,3-4', 5, 'whole'],
    ['lines=0-1', 5, 'whole'],
    ['bytes=a-b', 5, 'whole'],
  ] as const)('of %j in %d bytes is %j', (header, bytes, range) => {
    expect(rangeIn(header, bytes)).toEqual(range);
  });
});

describe('the digest that a request states', () => {
  const sha256 = createHash('sha256').update('hello').digest('hex');
  const field = digestField(sha256);

  it('is read from either field, among others', () => {
    expect(field).toBe('sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:');
    expect(statedSha256({ 'repr-digest': field })).toBe(sha256);
    expect(statedSha256({ 'content-digest': `sha-512=:AAAA:, ${field}`, 'repr-digest': field })).toBe(sha256);
    expect(statedSha256({ 'repr-digest': 'md5=:AAAA:' })).toBeUndefined();
    expect(statedSha256({})).toBeUndefined();
  });

  it.each(['sha-256=abc', 'sha-256=:AAAA:', 'sha-256=::', 'sha-256='])(
    'is refused when it is %j',
    (given) => {
      expect(() => statedSha256({ 'repr-digest': given })).toThrow('is not one');
    },
  );

  it('is refused when there are two', () => {
    const other = digestField('0'.repeat(64));
    expect(() => statedSha256({ 'repr-digest': field, 'content-digest': other })).toThrow('differ');
  });
});

describe('an artifact', () => {
  it.each([
    ['a/model.pkl', 'application/octet-stream', 'attachment; filename=model.pkl'],
    ['a/MLmodel', 'text/plain', 'attachment; filename=MLmodel'],
    ['conda.yaml', 'text/plain', 'attachment; filename=conda.yaml'],
    ['page.HTML', 'text/html', 'attachment; filename=page.HTML'],
    ['a b.png', 'image/png', 'attachment; filename="a b.png"'],
    ['a"b', 'application/octet-stream', String.raw`attachment; filename="a\"b"`],
    [
      '日本',
      'application/octet-stream',
      "attachment; filename=download; filename*=UTF-8''%E6%97%A5%E6%9C%AC",
    ],
    ['é (1).txt', 'text/plain', `attachment; filename="e (1).txt"; filename*=UTF-8''%C3%A9%20%281%29.txt`],
  ])('named %s is served as %s, %s', (path, type, disposition) => {
    expect(contentTypeOf(path)).toBe(type);
    expect(attachment(path)).toBe(disposition);
  });
});
