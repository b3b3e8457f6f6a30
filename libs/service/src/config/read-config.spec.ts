import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { z } from 'zod';
import { readConfig, secret, type ConfigResult } from './read-config.ts';

const Config = z.object({
  databaseUrl: z
    .string()
    .startsWith('postgres://')
    .meta({ ...secret, description: 'PostgreSQL, as postgres://user:password@host/database' }),
  environmentUrl: z.string().optional().describe('the git repository'),
  port: z.coerce.number().int().min(0).max(65_535).default(7788).describe('where HTTP is served'),
  verbose: z.stringbool().default(false).describe('show more'),
});

const read = (argv: readonly string[], env: Record<string, string> = {}): ConfigResult<typeof Config> =>
  readConfig(Config, { program: 'example', argv, env });
const url = 'postgres://alice:hunter2@db/slipway';

function failure(run: () => unknown): InvalidInputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
  }
  throw new Error('expected an InvalidInputError');
}

describe('configuration', () => {
  it('is read from flags, else variables, else defaults', () => {
    const env = { SLIPWAY_DATABASE_URL: url, SLIPWAY_PORT: '1', SLIPWAY_VERBOSE: 'true' };
    expect(read(['--port', '2', '--verbose=false'], env)).toEqual({
      kind: 'config',
      config: { databaseUrl: url, port: 2, verbose: false },
    });
    expect(read(['--verbose', '--database-url=' + url])).toEqual({
      kind: 'config',
      config: { databaseUrl: url, port: 7788, verbose: true },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(read([], { SLIPWAY_DATABASE_URL: url, SLIPWAY_PORT: '' })).toMatchObject({
      config: { port: 7788 },
    });
  });

  it('is refused with the name of each variable or flag and what was expected, without the value', () => {
    const error = failure(() => read(['--port=70000'], { SLIPWAY_DATABASE_URL: 'mysql://alice:hunter2@db' }));
    expect(error.issues.map(({ path, expected }) => [path, expected])).toEqual([
      ['SLIPWAY_DATABASE_URL', 'PostgreSQL, as postgres://user:password@host/database'],
      ['--port', 'where HTTP is served'],
    ]);
    expect(JSON.stringify(error.issues)).not.toContain('hunter2');
    expect(failure(() => read([])).issues[0]?.message).toBe(
      'SLIPWAY_DATABASE_URL (or --database-url) is missing',
    );
  });

  it('names the nearest option for one that does not exist, and asks for a missing value', () => {
    expect(failure(() => read(['--prot', '1'])).message).toBe(
      'there is no option "--prot": did you mean --port?',
    );
    expect(failure(() => read(['--port'])).message).toBe('--port takes a value');
    expect(failure(() => read(['stray'])).message).toContain('there is no option "stray"');
  });

  it('is printed with its origin and without secrets', () => {
    const result = read(['--print-config', '--port', '1'], {
      SLIPWAY_DATABASE_URL: url,
      SLIPWAY_ENVIRONMENT_URL: 'https://bot:hunter2@git.example.com/env.git',
    });
    expect(result).toEqual({
      kind: 'text',
      text: [
        'SLIPWAY_DATABASE_URL    = (redacted)  # SLIPWAY_DATABASE_URL',
        'SLIPWAY_ENVIRONMENT_URL = https://bot:(redacted)@git.example.com/env.git  # SLIPWAY_ENVIRONMENT_URL',
        'SLIPWAY_PORT            = 1  # --port',
        'SLIPWAY_VERBOSE         = false  # default',
        '',
      ].join('\n'),
    });
  });

  it('explains itself', () => {
    expect(read(['--help'])).toEqual({
      kind: 'text',
      text: `example [options]

  --database-url VALUE     SLIPWAY_DATABASE_URL     PostgreSQL, as postgres://user:password@host/database
  --environment-url VALUE  SLIPWAY_ENVIRONMENT_URL  the git repository
  --port VALUE             SLIPWAY_PORT             where HTTP is served (default 7788)
  --verbose                SLIPWAY_VERBOSE          show more (default false)
  --print-config                                    print the configuration in force, secrets redacted, and end
`,
    });
  });
});
