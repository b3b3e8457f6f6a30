import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { logFile } from '@slipway/process-runtime';
import fc from 'fast-check';
import { temporaryDirectory } from '@slipway/testing';
import { Journal } from '../attempts/journal.ts';
import { maxLineBytes } from './log-lines.ts';
import { MetricTail } from './metric-tail.ts';

const open = (directory: string): Promise<Journal> => Journal.open(directory, systemClock, () => undefined);

async function values(journal: Journal): Promise<(number | string)[]> {
  const reports = await journal.nextReports(100_000);
  return reports.map(({ report }) =>
    report.type === 'metric' ? report.value : report.type === 'warning' ? report.message : report.type,
  );
}

describe('taking metrics from a log', () => {
  it('takes whole lines as they come, and an unfinished last one when the program has ended', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const tail = new MetricTail(directory.path, () => 1, journal);
    await tail.read(false); // there is no log yet
    await appendFile(logFile(directory.path, 0), 'hello\nslipway-metric a=1\nslipway-met');
    await tail.read(false);
    expect(await values(journal)).toEqual([1]);
    await appendFile(logFile(directory.path, 0), 'ric a=2');
    await tail.read(false);
    expect(await values(journal)).toEqual([1]);
    expect(await tail.read(true)).toBe(true);
    expect(await values(journal)).toEqual([1, 2]);
    await tail.read(true);
    expect(await values(journal)).toEqual([1, 2]);
    await journal.close();
  });

  it('takes each line once, however the log is cut into pieces and the agent restarted', async () => {
    const line = fc.oneof(
      fc.integer({ min: 0, max: 9 }).map((value) => `slipway-metric a=${String(value)}`),
      fc.constantFrom(
        '',
        'x',
        'slipway-metric',
        'no slipway-metric a=7',
        `slipway-metric a=1 ${'b'.repeat(50)}=`,
        '\ufffd\u0000',
      ),
    );
    const end = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(line, end), { maxLength: 30 }),
        fc.array(fc.nat(200), { maxLength: 6 }),
        async (lines, cuts) => {
          await using directory = await temporaryDirectory();
          const bytes = Buffer.from(lines.map((parts) => parts.join('')).join(''));
          await writeFile(logFile(directory.path, 0), '');
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            await appendFile(logFile(directory.path, 0), bytes.subarray(at, at + cut));
            at += cut;
            const journal = await open(directory.path);
            const tail = new MetricTail(directory.path, () => 1, journal);
            await tail.read(false);
            await tail.read(at >= bytes.length);
            await journal.close();
          }
          const journal = await open(directory.path);
          const expected = lines
            .flatMap(([text]) => /^slipway-metric a=(\d)$/.exec(text)?.[1] ?? [])
            .map(Number);
          expect((await values(journal)).filter((value) => typeof value === 'number')).toEqual(expected);
          await journal.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('passes over long lines and binary output, and does not lose what follows', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const tail = new MetricTail(directory.path, () => 1, journal);
    const log = logFile(directory.path, 0);
    await appendFile(log, `slipway-metric a=1 ${'x'.repeat(maxLineBytes)}\nslipway-metric a=2\n`);
    await appendFile(log, Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)));
    await appendFile(log, '\nslipway-metric a=3\n');
    for (let round = 0; round < 3; round += 1) await tail.read(false);
    expect(await values(journal)).toEqual([2, 3]);
    await journal.close();
  });

  it('warns once of malformed lines, also after a restart', async () => {
    await using directory = await temporaryDirectory();
    await appendFile(
      logFile(directory.path, 0),
      'slipway-metric a=nan\nslipway-metric a=1\nslipway-metric b\n',
    );
    for (let agent = 0; agent < 2; agent += 1) {
      const journal = await open(directory.path);
      await new MetricTail(directory.path, () => 1, journal).read(false);
      expect(await values(journal)).toEqual([
        1,
        expect.stringContaining('the value of a is not a finite number'),
      ]);
      await appendFile(logFile(directory.path, 0), 'slipway-progress 7\n');
      await journal.close();
    }
  });

  it('stops reading while the scheduler does not take the reports, and loses none of them', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const tail = new MetricTail(directory.path, () => 1, journal);
    const lines = Array.from({ length: 12_000 }, (_, index) => `slipway-metric a=${String(index)}\n`);
    await appendFile(logFile(directory.path, 0), lines.join(''));
    expect(await tail.read(true)).toBe(false);
    expect(journal.backlog).toBe(10_000);
    await journal.acknowledge(10_000);
    expect(await tail.read(true)).toBe(true);
    expect(await values(journal)).toEqual(Array.from({ length: 2_000 }, (_, index) => 10_000 + index));
    await journal.close();
  });

  it('does not mind that a log was cut to its bound', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const tail = new MetricTail(directory.path, () => 1, journal);
    await appendFile(logFile(directory.path, 0), 'slipway-metric a=1\nslipway-metric a=2\n');
    await tail.read(false);
    await truncate(logFile(directory.path, 0), 3);
    expect(await tail.read(true)).toBe(true);
    expect(await values(journal)).toEqual([1, 2]);
    await journal.close();
  });
});
