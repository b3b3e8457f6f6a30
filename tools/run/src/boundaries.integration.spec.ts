import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../../..');

interface Report {
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/** Lints `source` as if it stood in `file`, with the project's own configuration, and returns `rule: message` lines. */
async function lint(file: string, source: string): Promise<string[]> {
  const child = spawn('eslint', ['--format', 'json', '--stdin', '--stdin-filename', file], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
  });
  child.stdin.end(source);
  const [report] = JSON.parse(await text(child.stdout)) as Report[];
  return (report?.messages ?? []).map(
    ({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message.split('\n')[0] ?? ''}`,
  );
}

describe('the direction of imports', () => {
  it('lets a decision in the domain import neither an SDK nor compiled files, and make no cycle', async () => {
    const found = await lint(
      'libs/domain/runs/src/index.ts',
      [
        "import { openDatabase } from '@slipway/postgres';",
        "import pg from 'pg';",
        "import { systemClock } from './clock.js';",
        'export default [openDatabase, pg, systemClock];',
        '',
      ].join('\n'),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^@nx\/enforce-module-boundaries: Circular dependency between "@slipway\/runs" and "@slipway\/postgres"/,
        ),
        "no-restricted-imports: 'pg' import is restricted from being used by a pattern. Only libs/adapters/postgres import pg.",
        expect.stringMatching(/^no-restricted-imports: '\.\/clock\.js' .*Name the source file/),
        expect.stringMatching(/^import-x\/no-default-export/),
      ]),
    );
  });

  it('lets a decision in the domain not import an adapter', async () => {
    const found = await lint(
      'libs/domain/render/src/index.ts',
      "export { createLogger } from '@slipway/telemetry';\n",
    );
    expect(found).toEqual([expect.stringMatching(/^@nx\/enforce-module-boundaries: .*type:domain/)]);
  });

  it('lets an adapter not import another adapter', async () => {
    const found = await lint(
      'libs/adapters/git/src/index.ts',
      "export { openDatabase } from '@slipway/postgres';\n",
    );
    expect(found).toEqual([expect.stringMatching(/^@nx\/enforce-module-boundaries: .*type:adapter/)]);
  });
});
