import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { remarksInLog } from './log-remarks.ts';
import { imageInLog } from './program-of-job.ts';

describe('remarks in a log', () => {
  it('are those of lines that name a file', () => {
    const log = [
      'collected 3 items',
      '::error file=src/a.py,line=3,col=5,title=E501%2C W1::too long%0Areally',
      '  ::notice file=./b.py::no line\r',
      '::warning::about nothing',
      '::error file=/etc/passwd,line=1::not ours',
      '::error file=c.py,line=-1::no such line',
      '::debug file=c.py,line=1::nobody asked',
    ];
    expect(remarksInLog(log.join('\n'))).toEqual([
      {
        level: 'failure',
        path: 'src/a.py',
        line: 3,
        column: 5,
        title: 'E501, W1',
        message: 'too long\nreally',
      },
      { level: 'notice', path: 'b.py', line: 1, title: '', message: 'no line' },
    ]);
  });

  it('do not tell a secret that a program has printed', () => {
    const [remark] = remarksInLog(
      `::error file=a.py,title=ghp_${'a1B2'.repeat(9)}::is ghp_${'a1B2'.repeat(9)}`,
    );
    expect(remark).toMatchObject({ title: '(removed: a secret)', message: 'is (removed: a secret)' });
  });

  it('are fifty at most, and never a fault', () => {
    expect(remarksInLog('::error file=a.py,line=1::x\n'.repeat(60))).toHaveLength(50);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(remarksInLog(`::error ${text}\n::error file=${text}::${text}\n${text}`).length).toBeLessThan(
          10,
        );
      }),
    );
  });
});

describe('the image in the log of a build', () => {
  const digest = `sha256:${'b'.repeat(64)}`;

  it('is that of the last line which names its digest', () => {
    const line = (text: string): string => `{"containerimage.digest": "${text}"}`;
    const log = ['#1 "containerimage.digest"', line(`sha256:${'a'.repeat(64)}`), line(digest), 'done'].join(
      '\n',
    );
    expect(imageInLog(log, 'ghcr.io/acme/digits')).toBe(`ghcr.io/acme/digits@${digest}`);
    expect(imageInLog('done', 'ghcr.io/acme/digits')).toBeUndefined();
  });
});
