import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../database.ts';
import { newAttempt } from '../testing/sample-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('logs', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);
  const newLog = () => ({ attempt: newAttempt(), index: 0 });
  const append = (log: ReturnType<typeof newLog>, offset: number, text: string, max = 1_000) =>
    database.schedulerStore.logs.append(log, offset, bytes(text), max);
  const whole = async (log: ReturnType<typeof newLog>): Promise<string> => {
    let text = '';
    for (;;) {
      const piece = await database.schedulerStore.logs.read(log, text.length);
      if (piece.bytes.byteLength === 0) return text + (piece.full ? '[full]' : '');
      text += Buffer.from(piece.bytes).toString();
    }
  };

  it('take chunks in order, skip overlap and refuse a gap', async () => {
    const log = newLog();
    expect(await append(log, 0, 'hello ')).toEqual({ next: 6, full: false });
    expect(await append(log, 3, 'lo world')).toEqual({ next: 11, full: false });
    expect(await append(log, 0, 'hello')).toEqual({ next: 11, full: false });
    expect(await append(log, 20, 'too far')).toEqual({ next: 11, full: false });
    expect(await append(log, 11, '')).toEqual({ next: 11, full: false });
    expect(await whole(log)).toBe('hello world');
  });

  it('are read from any byte', async () => {
    const log = newLog();
    await append(log, 0, 'abc');
    await append(log, 3, 'def');
    expect(Buffer.from((await database.schedulerStore.logs.read(log, 4)).bytes).toString()).toBe('ef');
    expect((await database.schedulerStore.logs.read(log, 6)).bytes).toHaveLength(0);
    expect((await database.schedulerStore.logs.read(log, 600)).bytes).toHaveLength(0);
    expect((await database.schedulerStore.logs.read(newLog(), 0)).bytes).toHaveLength(0);
  });

  it('drop what comes after the bound of the attempt, over all its processes', async () => {
    const log = newLog();
    const other = { ...log, index: 1 };
    expect(await append(log, 0, '12345', 8)).toEqual({ next: 5, full: false });
    expect(await append(other, 0, 'abcde', 8)).toEqual({ next: 3, full: true });
    expect(await append(other, 3, 'de', 8)).toEqual({ next: 3, full: true });
    expect(await append(log, 5, '6', 8)).toEqual({ next: 5, full: true });
    expect([await whole(log), await whole(other)]).toEqual(['12345[full]', 'abc[full]']);
  });

  it('keep the bound of the attempt when all its processes write at once', async () => {
    const log = newLog();
    const logs = Array.from({ length: 8 }, (_, index) => ({ ...log, index }));
    const appended = await Promise.all(logs.map((one) => append(one, 0, '12345', 20)));
    expect(appended.reduce((bytes, { next }) => bytes + next, 0)).toBe(20);
  });

  it('take the same chunk from many senders once', async () => {
    const log = newLog();
    await Promise.all(Array.from({ length: 10 }, () => append(log, 0, 'once')));
    expect(await whole(log)).toBe('once');
  });
});
