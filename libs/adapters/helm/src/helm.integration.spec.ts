import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { findHelm } from './find-helm.ts';
import { Helm } from './helm.ts';
import { helmProgram } from './testing/index.ts';

/** A program of this name that is a shell script. */
async function script(folder: string, text: string): Promise<string> {
  const file = path.join(folder, 'helm');
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

const hostile = ['x; touch stolen', '$(touch stolen)', '--kubeconfig=x', '-x', 'UPPER', '', 'a'.repeat(64)];

describe('Helm', () => {
  it('is Helm 4', async () => {
    await using home = await temporaryDirectory();
    const helm = await Helm.open({ program: await helmProgram(), home: home.path });
    expect(await helm.version()).toMatch(/^v4\./);
  }, 300_000);

  it('lists the repositories of its own home', async () => {
    await using home = await temporaryDirectory();
    const helm = await Helm.open({ program: await helmProgram(), home: home.path });
    expect(await helm.repositories()).toEqual([]);
    await mkdir(path.join(home.path, 'config'), { recursive: true });
    const repositories = [{ name: 'ours', url: 'https://charts.example.org' }];
    const file = { apiVersion: '', generated: '0001-01-01T00:00:00Z', repositories };
    await writeFile(path.join(home.path, 'config/repositories.yaml'), JSON.stringify(file), { mode: 0o600 });
    expect(await helm.repositories()).toEqual(repositories);
  }, 300_000);

  it.each(hostile)('lets no name through that could be anything else: %j', async (text) => {
    await using home = await temporaryDirectory();
    const helm = await Helm.open({ program: await script(home.path, 'echo v4.0.0'), home: home.path });
    await expect(helm.list({ namespace: text })).rejects.toMatchObject({ code: 'invalid_input' });
    const chart = { chart: home.path };
    await expect(helm.template({ name: text, namespace: 'a' }, chart)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('says what Helm has said when it refuses', async () => {
    await using home = await temporaryDirectory();
    const helm = await Helm.open({ program: await helmProgram(), home: home.path });
    await expect(helm.lint({ chart: home.path })).rejects.toThrow('Chart.yaml');
  }, 300_000);

  it('is refused when it is another version, and asked for when it is missing', async () => {
    await using home = await temporaryDirectory();
    const old = await script(home.path, 'echo v3.18.0');
    await expect(Helm.open({ program: old, home: home.path })).rejects.toThrow('Slipway needs Helm 4');
    await expect(findHelm({ PATH: path.join(home.path, 'nothing') })).rejects.toThrow('There is no helm');
    await expect(findHelm({ SLIPWAY_HELM: 'helm' })).rejects.toThrow('SLIPWAY_HELM');
    expect(await findHelm({ PATH: `/nowhere${path.delimiter}${home.path}` })).toBe(old);
  });
});
