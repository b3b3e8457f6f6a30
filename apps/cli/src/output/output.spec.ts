import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import { ServerFaultError } from '@slipway/contracts';
import { age, shortBytes, shortDuration } from './ages.ts';
import { errorLines } from './error-lines.ts';
import { createOutput } from './output.ts';
import { printable } from './printable.ts';
import { fieldLines, tableLines } from './table.ts';

const plain = createOutput(new Writable(), { isTerminal: false, colours: false }).colours;
const lines = (error: unknown, sources: Record<string, string> = {}): string =>
  errorLines(error, { sources: new Map(Object.entries(sources)), colours: plain }).join('\n');

describe('an error', () => {
  it('points to its line, with a caret that tabs do not move', () => {
    const error = new InvalidInputError('job.yaml: 2 problems', {
      issues: [
        {
          file: 'job.yaml',
          line: 2,
          column: 3,
          path: 'spec.imgae',
          message: 'there is no such field',
          suggestion: 'image',
        },
        {
          file: 'job.yaml',
          line: 3,
          column: 9,
          path: 'spec.replicas',
          message: '"x" is no number',
          expected: 'a whole number from 1',
        },
      ],
    });
    expect(lines(error, { 'job.yaml': 'spec:\r\n\t imgae: y\r\n  more: {\tx }\r\n' }))
      .toBe(`error: job.yaml: 2 problems

job.yaml:2:3: spec.imgae: there is no such field
  2 |   imgae: y
    |   ^
  did you mean image?

job.yaml:3:9: spec.replicas: "x" is no number
  3 |   more: { x }
    |         ^
  expected: a whole number from 1`);
  });

  it('shows a very long line around its column', () => {
    const error = new InvalidInputError('wrong', {
      issues: [{ file: 'a', line: 1, column: 5001, message: 'here' }],
    });
    const [, , , source = '', caret = ''] = lines(error, {
      a: `${'x'.repeat(5000)}!${'y'.repeat(1_000_000)}`,
    }).split('\n');
    expect(source.length).toBeLessThan(140);
    expect(source.charAt(caret.indexOf('^'))).toBe('!');
  });

  it('has at most twenty issues, and no control characters', () => {
    const issues = Array.from({ length: 25 }, (_, index) => ({
      file: 'a\u001b[2J',
      line: index + 1,
      message: 'bad\u0007',
    }));
    const text = lines(new InvalidInputError('many', { issues }), {});
    expect(text).toContain('and 5 more');
    expect(text).not.toMatch(/[\u0007\u001b]/);
  });

  it('does not repeat an issue that says what the message says', () => {
    expect(
      lines(
        new InvalidInputError('wrong: no such thing', { issues: [{ message: 'no such thing', path: 'a' }] }),
      ),
    ).toBe('error: wrong: no such thing');
  });

  it('carries its causes, a hint, and the request id of a fault of the server', () => {
    expect(
      lines(
        new UnavailableError('cannot reach it', {
          cause: new Error('ECONNREFUSED'),
          details: { hint: 'start it' },
        }),
      ),
    ).toBe('error: cannot reach it: ECONNREFUSED\nhint: start it');
    expect(lines(new ServerFaultError('it failed', { details: { requestId: 'abc' } }))).toBe(
      'error: it failed\nrequest id: abc',
    );
  });
});

describe('text for people', () => {
  it('is aligned by what can be seen', () => {
    expect(
      tableLines(
        ['a', 'b', 'c'],
        [
          ['1', '\u001b[31mred\u001b[39m', ''],
          ['1000', 'x', 'last'],
        ],
      ),
    ).toEqual(['A     B    C', '1     \u001b[31mred\u001b[39m', '1000  x    last']);
    expect(
      fieldLines([
        ['Name', 'x'],
        ['Longer name', 'y'],
        ['Gone', undefined],
      ]),
    ).toEqual(['Name:         x', 'Longer name:  y']);
  });

  it('tells ages and sizes in one or two units', () => {
    expect(
      [0, 59_999, 119_000, 200_000, 900_000, 7_200_000, 9_000_000, 90_000_000, 200_000_000].map(
        shortDuration,
      ),
    ).toEqual(['0s', '59s', '119s', '3m20s', '15m', '2h', '2h30m', '25h', '2d']);
    expect(age('2026-03-01T12:00:10Z', new Date('2026-03-01T12:00:00Z'))).toBe('0s');
    expect([0, 1023, 1536, 10_737_418_240].map(shortBytes)).toEqual(['0 B', '1023 B', '1.5 KiB', '10.0 GiB']);
  });

  it('shows control characters instead of sending them to the terminal', () => {
    expect(printable('a\r\nb\u001b[31m\u202ec\u0000')).toBe('a b\\u001b[31m\\u202ec\\u0000');
  });
});

describe('an output', () => {
  it('waits while its stream is full', async () => {
    const waiting: (() => void)[] = [];
    const stream = new Writable({
      highWaterMark: 4,
      write: (_chunk, _encoding, done) => void waiting.push(done),
    });
    const out = createOutput(stream, { isTerminal: false, colours: false });
    let done = false;
    const written = out.write('12345678').then(() => (done = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    waiting.shift()?.();
    await written;
    stream.destroy();
    await out.write('nobody reads this');
  });
});
