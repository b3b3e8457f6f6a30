import { describe, expect, it } from '@jest/globals';
import { readStartOptions } from './start-options.ts';

describe('the options of npm start', () => {
  it('have defaults that need nothing', () => {
    expect(readStartOptions([], {})).toEqual({
      data: '.slipway',
      port: 7788,
      optunaPort: 13_000,
      host: '127.0.0.1',
      once: false,
      tour: undefined,
      verbose: false,
      help: false,
    });
  });

  it('come from variables, and from flags before these', () => {
    const env = { SLIPWAY_DATA: '/data', SLIPWAY_PORT: '1' };
    expect(readStartOptions(['--port', '0', '--no-tour'], env)).toMatchObject({
      data: '/data',
      port: 0,
      optunaPort: 0,
      tour: false,
    });
  });

  it.each([
    [['--port', 'abc'], 'the port "abc" is none: expected 0 to 65535'],
    [['--port', ''], 'expected 0 to 65535'],
    [['--port', '70000'], 'expected 0 to 65535'],
    [['--optuna-port', 'x'], 'the port "x" is none'],
    [['--bogus'], "Unknown option '--bogus'"],
    [['extra'], 'npm start -- --help lists the options'],
  ])('are refused: %j', (args, message) => {
    expect(() => readStartOptions(args, {})).toThrow(message);
  });
});
