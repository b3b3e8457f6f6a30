import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { mlflowEnvironment, runPython, temporaryDirectory } from '@slipway/testing';
import { withSlipway } from '../with-slipway.ts';

const examples = process.env.SLIPWAY_FUZZ_EXAMPLES ?? '8';
const seed = process.env.SLIPWAY_SEED ?? '5';

/** As where the artifact store can do no multipart, or presign nothing. */
const notImplementedIsAnAnswer =
  '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", 501]\n';

it('answers whatever its own description allows without a fault, and does not grow', async () => {
  const { python } = await mlflowEnvironment(console.log);
  await using directory = await temporaryDirectory();
  const config = path.join(directory.path, 'schemathesis.toml');
  await writeFile(config, notImplementedIsAnAnswer);
  await withSlipway(async ({ url, pid }) => {
    const fuzz = (): ReturnType<typeof runPython> =>
      runPython(
        python,
        [
          ...[
            '-m',
            'schemathesis.cli',
            '--config-file',
            config,
            'run',
            `${url}/api/2.0/mlflow/openapi.json`,
            '--url',
            url,
          ],
          ...['--checks', 'not_a_server_error', '--phases', 'fuzzing', '--mode', 'all'],
          ...['--max-examples', examples, '--seed', seed, '--request-timeout', '20', '--workers', '2'],
          ...['--suppress-health-check', 'all', '--generation-database', 'none', '--no-color'],
        ],
        { cwd: directory.path, env: {} },
      );
    const first = await fuzz();
    expect(first.code === 0 ? '' : first.output.slice(-20_000)).toBe('');
    const before = await residentMemory(pid);
    const second = await fuzz();
    expect(second.code === 0 ? '' : second.output.slice(-20_000)).toBe('');
    expect((await residentMemory(pid)) - before).toBeLessThan(64 * 2 ** 20);
  });
}, 600_000);

/** In bytes. */
async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
