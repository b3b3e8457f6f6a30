import { describe, expect, it } from '@jest/globals';
import { createLogger, type LoggerOptions } from './create-logger.ts';

function recording(options: Partial<LoggerOptions> = {}): {
  logger: ReturnType<typeof createLogger>;
  written: () => string;
  lines: () => Record<string, unknown>[];
} {
  let text = '';
  const destination = { write: (chunk: string): unknown => (text += chunk) };
  return {
    logger: createLogger({ level: 'debug', destination, ...options }),
    written: () => text,
    lines: () =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('a logger', () => {
  it('writes one JSON line with level, time, message and the fields of its parents', () => {
    const { logger, lines } = recording();
    logger.child({ service: 'agent' }).child({ run: 'a-1' }).info('started', { pid: 3, big: 5n });
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        service: 'agent',
        run: 'a-1',
        pid: 3,
        big: '5',
        msg: 'started',
      },
    ]);
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = recording({ level: 'warn' });
    logger.debug('no');
    logger.info('no');
    logger.warn('yes');
    expect(lines().map(({ msg }) => msg)).toEqual(['yes']);
  });

  it('writes errors with stack and causes', () => {
    const { logger, lines } = recording();
    logger.error('failed', { error: new Error('outer', { cause: new Error('inner') }) });
    expect(lines()[0]?.error).toMatchObject({
      message: 'outer',
      stack: expect.stringContaining('create-logger.spec'),
      cause: { message: 'inner' },
    });
  });

  it('leaves out what a driver hangs on its errors', () => {
    const { logger, lines } = recording();
    logger.error('failed', {
      error: Object.assign(new Error('lost'), { code: '57P01', client: { statements: 'select 1' } }),
    });
    expect(lines()[0]?.error).toEqual({
      type: 'Error',
      message: 'lost',
      code: '57P01',
      stack: expect.any(String),
    });
  });

  it('never writes secrets, by name at any depth, or by form inside of text', () => {
    const { logger, written } = recording();
    const secret = 'hunter2hunter2';
    logger.child({ token: secret }).info('call', {
      authorization: secret,
      headers: { Authorization: secret, cookie: secret, 'x-api-token': secret },
      list: [{ password: secret, dbPassword: secret, client_secret: secret, privateKey: secret }],
      url: `postgres://alice:${secret}@db/slipway`,
      header: `Bearer ${secret}`,
      text: `git clone failed with slipway_${secret}${secret}`,
      error: new Error(`cannot reach https://bot:${secret}@git.example.com`),
    });
    expect(written()).not.toContain(secret);
    expect(written()).toContain('git.example.com');
  });

  it('keeps fields whose names only look like secrets', () => {
    const { logger, lines } = recording();
    logger.info('counted', { tokensUsed: 3, secretary: 'anna', tokenizer: 'bpe' });
    expect(lines()[0]).toMatchObject({ tokensUsed: 3, secretary: 'anna', tokenizer: 'bpe' });
  });

  it('bounds long text, long lists, depth and cycles', () => {
    const { logger, written } = recording();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    logger.info('large', {
      text: 'x'.repeat(1_000_000),
      list: Array.from({ length: 100_000 }, () => 'entry'),
      cycle,
    });
    expect(written().length).toBeLessThan(20_000);
    expect(written()).toContain('(1000000 characters)');
  });

  it('keeps one line a message, whatever is in it', () => {
    const { logger, lines } = recording();
    logger.info('line\nbreak', { text: 'a\nb\u2028c\u0000' });
    expect(lines()).toHaveLength(1);
  });

  it('writes for people when asked to: time, level, message, fields, stack', () => {
    const { logger, written } = recording({ pretty: true });
    logger.info('run started', { run: 'a-1', reason: 'two words', at: { x: 1 } });
    logger.error('failed', { error: new Error('why') });
    const [first, second, third] = written().split('\n');
    expect(first).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info {2}run started run=a-1 reason="two words" at=\{"x":1\}$/,
    );
    expect(second).toMatch(/ error failed$/);
    expect(third).toBe('    Error: why');
  });
});
