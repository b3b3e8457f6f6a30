import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  LineCutter,
  LineFilter,
  formatPlace,
  parsePlace,
  placeAfter,
  stampedLine,
  type LogPlace,
} from './log-lines.ts';

const stamped = (line: string, before = '') => {
  const { time, bytes } = stampedLine(Buffer.from(line), before);
  return [time, bytes.toString()];
};

describe('lines of a log with their times', () => {
  it('are parted from their times, which then compare as texts', () => {
    expect(stamped('2026-11-26T21:00:00.5Z hello world\n')).toEqual([
      '2026-11-26T21:00:00.500000000Z',
      'hello world\n',
    ]);
    expect(stamped('2026-11-26T21:00:00Z \n')).toEqual(['2026-11-26T21:00:00.000000000Z', '\n']);
    expect(stamped('no time here\n', 'before')).toEqual(['before', 'no time here\n']);
  });

  it('are cut wherever chunks end', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab\n]{0,9}$/)), (chunks) => {
        const cutter = new LineCutter();
        const lines = chunks.flatMap((chunk) => cutter.push(Buffer.from(chunk))).map(String);
        expect([...lines, cutter.rest.toString()].join('')).toBe(chunks.join(''));
        expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
      }),
    );
  });

  it('are each taken once, wherever reading was broken off, also when they share a time', () => {
    const logs = fc
      .array(fc.nat(3), { maxLength: 20 })
      .map((times) =>
        times.sort().map((time, index) => `2026-11-26T21:00:0${String(time)}Z line ${String(index)}\n`),
      );
    fc.assert(
      fc.property(logs, fc.array(fc.nat(20)), (lines, breaks) => {
        let place: LogPlace = { container: 'uid/0', time: '', lines: 0 };
        const taken: string[] = [];
        for (const end of [...breaks, lines.length]) {
          const again = parsePlace(formatPlace(place)) ?? place;
          const filter = new LineFilter(again);
          for (const line of lines.slice(0, end)) {
            const one = stampedLine(Buffer.from(line), '');
            if (!filter.isNew(one)) continue;
            taken.push(one.bytes.toString());
            place = placeAfter(place, one);
          }
        }
        expect(taken).toEqual(lines.map((line) => line.replace(/^\S+ /, '')));
      }),
    );
  });
});
