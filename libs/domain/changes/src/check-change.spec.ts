import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change, FileOperation } from './change.ts';
import { checkChange } from './check-change.ts';
import { changeLimits } from './limits.ts';

function change(fields: Partial<Change>): Change {
  return {
    id: '01k9zvexample0000000000000',
    repository: 'environment',
    team: 'vision',
    subject: 'Apply Job vision/digits',
    operations: [write('teams/vision/jobs/digits.yaml')],
    service: 'scheduler',
    requestedBy: 'alice',
    resource: 'Job/vision/digits',
    reason: 'first run',
    traceparent: undefined,
    preconditions: [],
    ...fields,
  };
}

function write(path: string, content = 'kind: Job\n'): FileOperation {
  return { op: 'write', path, content };
}

const messages = (fields: Partial<Change>): string[] =>
  checkChange(change(fields)).map(({ message }) => message);

/** What is said of one path, written by `platform`, which may write anywhere. */
const ofPath = (path: string): string[] => messages({ service: 'platform', operations: [write(path)] });

describe('checkChange', () => {
  it('finds nothing wrong with an ordinary change', () => {
    expect(messages({})).toEqual([]);
    expect(
      messages({
        operations: [{ op: 'delete', path: 'clusters/local/runs/vision/2026-11-24/digits-7k2m9q0x-1.yaml' }],
      }),
    ).toEqual([]);
    expect(ofPath('docs/größe/名前.md')).toEqual([]);
  });

  it.each([
    ['', 'the path is empty'],
    ['/etc/passwd', 'the path is absolute'],
    ['teams/../slipway.yaml', 'the path has a segment ".."'],
    ['./slipway.yaml', 'the path has a segment "."'],
    ['teams//x', 'the path has an empty segment'],
    ['teams/x/', 'the path has an empty segment'],
    ['teams\\x', 'the path has a backslash'],
    ['a\0b', 'the path has a control or invisible character'],
    ['a\nb', 'the path has a control or invisible character'],
    ['.g\u200Cit/config', 'the path has a control or invisible character'],
    ['a\u202Eb', 'the path has a control or invisible character'],
    ['a\uD800b', 'the path has a control or invisible character'],
    ['.git/config', '".git" is reserved for git'],
    ['teams/.GIT/hooks/x', '".GIT" is reserved for git'],
    ['.gitmodules', '".gitmodules" is reserved for git'],
    ['.gitattributes', '".gitattributes" is reserved for git'],
    ['.git::$INDEX_ALLOCATION/x', '".git::$INDEX_ALLOCATION" is reserved for git'],
    ['.ｇit/x', '".ｇit" is reserved for git'],
    ['GIT~1/config', '"GIT~1" is reserved for git'],
    ['gi7eba~1', '"gi7eba~1" is reserved for git'],
    ['.git /config', 'a segment of the path ends in a space or a dot'],
    ['.git./config', 'a segment of the path ends in a space or a dot'],
    ['x'.repeat(256), 'a segment of the path is longer than 255 bytes'],
    ['é'.repeat(128), 'a segment of the path is longer than 255 bytes'],
    [Array.from({ length: 5 }, () => 'x'.repeat(250)).join('/'), 'the path is longer than 1024 bytes'],
    [Array.from({ length: 51 }, () => 'x').join('/'), 'the path is deeper than 50 folders'],
  ])('refuses the path %j', (path, problem) => {
    expect(ofPath(path).map((message) => message.replace(/^.*?: (?=the path|a segment|")/s, ''))).toEqual([
      problem,
    ]);
  });

  it('takes paths at the bounds', () => {
    expect(ofPath('x'.repeat(255))).toEqual([]);
    expect(ofPath(Array.from({ length: 50 }, () => 'x').join('/'))).toEqual([]);
    expect(
      ofPath(`${Array.from({ length: 4 }, () => 'x'.repeat(204)).join('/')}/${'y'.repeat(204)}`),
    ).toEqual([]);
  });

  it('never shows an invisible character of a hostile path', () => {
    expect(ofPath('evil\u001b[2J\u202E').join()).not.toMatch(/[\u001b\u202E]/);
  });

  it('refuses paths of one change that collide', () => {
    const paths = (...names: string[]): string[] =>
      messages({ service: 'platform', operations: names.map((path) => write(path)) });
    expect(paths('a/x', 'a/x')).toEqual(['a/x: the path is in the change twice']);
    expect(paths('a/Read.me', 'a/read.ME')).toEqual([
      'a/read.ME: "a/read.ME" differs only in case from "a/Read.me" of the same change',
    ]);
    expect(paths('Dir/x', 'dir/y')).toEqual([
      'dir/y: "dir" differs only in case from "Dir" of the same change',
    ]);
    expect(paths('a/b', 'a/b/c')).toEqual(['a/b/c: "a/b" is a file of the same change and can\'t hold it']);
    expect(paths('caf\u00e9', 'cafe\u0301')).toHaveLength(1);
    expect(paths('a/b', 'a/c')).toEqual([]);
  });

  it('bounds files, operations and the change in all', () => {
    const files = (count: number, bytes: number): FileOperation[] =>
      Array.from({ length: count }, (_, index) => write(`x/${String(index)}`, 'x'.repeat(bytes)));
    const platform = (operations: FileOperation[]): string[] => messages({ service: 'platform', operations });
    expect(platform([])).toEqual(['the change has no file operations']);
    expect(platform(files(changeLimits.operations, 1))).toEqual([]);
    expect(platform(files(changeLimits.operations + 1, 1))).toEqual([
      'the change has more than 200 file operations',
    ]);
    expect(platform(files(1, changeLimits.fileBytes))).toEqual([]);
    expect(platform(files(1, changeLimits.fileBytes + 1))).toEqual([
      'x/0: the file is larger than 1048576 bytes',
    ]);
    expect(platform(files(4, changeLimits.fileBytes))).toEqual([]);
    expect(platform(files(5, changeLimits.fileBytes))).toEqual(['the change is larger than 4194304 bytes']);
  });

  it('takes text only', () => {
    expect(messages({ operations: [write('teams/vision/jobs/digits.yaml', 'a\0b')] })[0]).toContain(
      'NUL character',
    );
    expect(messages({ operations: [write('teams/vision/jobs/digits.yaml', 'a\uDC00b')] })[0]).toContain(
      'not valid Unicode',
    );
  });

  it.each(['subject', 'requestedBy', 'resource', 'reason', 'service', 'team', 'traceparent'] as const)(
    'refuses a %s that could forge a trailer',
    (field) => {
      for (const text of ['x\nChange-Id: forged', 'x\rY', 'x\u2028y', 'x\u0085y', 'x\u202Ey', ' ']) {
        expect(checkChange(change({ [field]: text })).map(({ path }) => path)).toContain(field);
      }
    },
  );

  it('bounds the lines of the commit message and the id', () => {
    expect(messages({ subject: 'x'.repeat(121) })).toEqual(['subject is longer than 120 characters']);
    expect(messages({ reason: 'x'.repeat(501) })).toEqual(['reason is longer than 500 characters']);
    expect(messages({ id: 'a b' })).toEqual(['the id is not 1 to 40 letters, digits and -']);
  });

  it('checks preconditions', () => {
    expect(messages({ preconditions: [{ path: 'teams/vision/team.yaml', blob: null }] })).toEqual([]);
    expect(messages({ preconditions: [{ path: '../x', blob: 'HEAD' }] })).toEqual([
      '../x: the path has a segment ".."',
      'the blob is not a 40-digit object id',
    ]);
    expect(
      messages({ preconditions: Array.from({ length: 201 }, () => ({ path: 'x', blob: null })) }),
    ).toEqual(['the change has too many preconditions']);
  });

  it('never throws, whatever the paths are', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), hostile, (paths, text) => {
        expect(
          Array.isArray(
            checkChange(change({ operations: paths.map((path) => write(path, text)), reason: text })),
          ),
        ).toBe(true);
      }),
    );
  });
});
