import { appendFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory } from '@slipway/testing';
import { Journal } from './journal.ts';

const open = (directory: string): Promise<Journal> => Journal.open(directory, systemClock, () => undefined);
const warning = (message: string): { type: 'warning'; message: string } => ({ type: 'warning', message });
const sequences = async (journal: Journal, limit = 500): Promise<number[]> =>
  (await journal.nextReports(limit)).map(({ sequence }) => sequence);

describe('the journal of an attempt', () => {
  it('numbers reports without gaps and remembers its state', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ reports: [{ type: 'picked-up', ignored: [] }] });
    await journal.append({ mark: { kind: 'starting', boot: 'b', python: 'venv' } });
    await journal.append({ reports: [{ type: 'started', replicas: 1 }, warning('w')], cursors: { 0: 17 } });
    await journal.append({
      reports: [{ type: 'artifact', name: 'model', bytes: 1, sha256: 'x' }],
      warned: true,
      cursors: { 1: 4 },
    });
    const expected = {
      sequence: 4,
      pickedUp: true,
      starting: { kind: 'starting', boot: 'b', python: 'venv' },
      cursors: { 0: 17, 1: 4 },
      warned: true,
      verdict: undefined,
    };
    expect(journal.state).toMatchObject(expected);
    await journal.close();
    const again = await open(directory.path);
    expect(again.state).toMatchObject(expected);
    expect(again.state.artifacts).toEqual(new Set(['model']));
    expect(await sequences(again)).toEqual([1, 2, 3, 4]);
    await again.close();
  });

  it('drops a line that a crash cut off at any byte, and goes on after it', async () => {
    await using directory = await temporaryDirectory();
    const file = path.join(directory.path, 'events.jsonl');
    const journal = await open(directory.path);
    await journal.append({ reports: [warning('first')] });
    const whole = (await stat(file)).size;
    await journal.append({ reports: [warning('sécond')], cursors: { 0: 5 } });
    await journal.close();
    const bytes = await readFile(file);
    for (let length = whole; length < bytes.length; length += 1) {
      await writeFile(file, bytes.subarray(0, length));
      const cut = await open(directory.path);
      expect(cut.state).toMatchObject({ sequence: 1, cursors: {} });
      await cut.append({ reports: [warning('instead')] });
      expect((await cut.nextReports(10)).map(({ sequence, report }) => [sequence, report])).toEqual([
        [1, warning('first')],
        [2, warning('instead')],
      ]);
      await cut.close();
    }
  });

  it('cuts off what a power failure left behind the last whole line', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ reports: [warning('first')] });
    await journal.close();
    await appendFile(
      path.join(directory.path, 'events.jsonl'),
      Buffer.concat([Buffer.alloc(300), Buffer.from('\n{}\n')]),
    );
    const again = await open(directory.path);
    expect(again.state.sequence).toBe(1);
    await again.close();
  });

  it('hands out what was not confirmed, in order and in portions', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    for (let number = 0; number < 5; number += 1)
      await journal.append({ reports: [warning('a'), warning('b')] });
    expect(await sequences(journal, 3)).toEqual([1, 2, 3]);
    await journal.acknowledge(3);
    expect(journal.backlog).toBe(7);
    expect(await sequences(journal, 4)).toEqual([4, 5, 6, 7]);
    await journal.acknowledge(10);
    expect(await sequences(journal)).toEqual([]);
    await journal.append({ reports: [warning('c')] });
    expect(await sequences(journal)).toEqual([11]);
    await journal.close();
    const again = await open(directory.path);
    expect(await sequences(again)).toEqual([11]);
    await again.close();
  });

  it('sends again when the scheduler knows less than it confirmed before', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ reports: [warning('a'), warning('b'), warning('c')] });
    await journal.acknowledge(3);
    expect(await sequences(journal)).toEqual([]);
    await journal.acknowledge(1);
    expect(await sequences(journal)).toEqual([2, 3]);
    await journal.close();
  });

  it('sends everything again when the note of what was confirmed is damaged', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ reports: [warning('a')] });
    await journal.acknowledge(1);
    await journal.close();
    for (const damage of ['', 'x', '99']) {
      await writeFile(path.join(directory.path, 'acknowledged'), damage);
      const again = await open(directory.path);
      expect(again.backlog).toBe(damage === '99' ? 0 : 1);
      await again.close();
    }
  });

  it('takes nothing after the end, also when it comes at the same moment', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const results = await Promise.all([
      journal.append({ reports: [warning('before')] }),
      journal.append({ reports: [{ type: 'ended', outcome: 'succeeded', reason: 'exit code 0' }] }),
      journal.append({ reports: [warning('after')] }),
    ]);
    expect(results).toEqual([true, true, false]);
    expect(await journal.append({ reports: [warning('later')] })).toBe(false);
    expect(await sequences(journal)).toEqual([1, 2]);
    await journal.close();
  });

  it('holds large backlogs on disk and hands them out without gaps', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    const text = 'x'.repeat(1_900);
    for (let number = 0; number < 20; number += 1)
      await journal.append({ reports: Array.from({ length: 100 }, () => warning(text)) });
    const seen: number[] = [];
    for (let batch = await sequences(journal); batch.length > 0; batch = await sequences(journal)) {
      seen.push(...batch);
      await journal.acknowledge(batch.at(-1) ?? 0);
    }
    expect(seen).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    await journal.close();
  });

  it('rejects what could not be written and stays usable', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ reports: [warning('kept')] });
    const file = path.join(directory.path, 'events.jsonl');
    await rename(file, `${file}.away`);
    await expect(journal.append({ reports: [warning('lost')] })).rejects.toThrow('ENOENT');
    expect(journal.state.sequence).toBe(1);
    await rename(`${file}.away`, file);
    await journal.append({ reports: [warning('kept as well')] });
    await journal.close();
    const again = await open(directory.path);
    expect(again.state.sequence).toBe(2);
    expect(again.state.warnings).toEqual(new Set(['kept', 'kept as well']));
    await again.close();
  });

  it('goes on after the reports of another agent, and counts those as confirmed', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    await journal.append({ takenOver: { sequence: 7, execution: 'uid' } });
    await journal.append({ reports: [warning('a'), warning('b')] });
    expect(journal.backlog).toBe(2);
    expect(await sequences(journal)).toEqual([8, 9]);
    await journal.close();
    const again = await open(directory.path);
    expect(again.state).toMatchObject({ sequence: 9, pickedUp: true, execution: 'uid' });
    expect(await sequences(again)).toEqual([8, 9]);
    await again.close();
  });

  it('hands out the same reports from memory and from its file, whatever is confirmed when', async () => {
    await using directory = await temporaryDirectory();
    const journal = await open(directory.path);
    for (let count = 1; count <= 80; count += 1) {
      await journal.append({ reports: [warning(`w${String(count)}`)] });
      if (count % 7 === 0) await journal.acknowledge(count - 3);
      const expected = Array.from(
        { length: journal.backlog },
        (_, index) => journal.acknowledged + 1 + index,
      );
      expect(await sequences(journal)).toEqual(expected);
    }
    await journal.acknowledge(0); // restored from a backup
    expect(await sequences(journal)).toHaveLength(80);
    await journal.close();
  });
});
