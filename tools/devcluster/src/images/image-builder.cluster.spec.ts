import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startImageBuilder } from './image-builder.ts';

const isRoot = process.getuid?.() === 0;

(isRoot ? describe : describe.skip)('a BuildKit daemon', () => {
  it('answers those alone who show a certificate of its authority', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'slipway-builder-'));
    try {
      await using builder = await startImageBuilder({ directory: path.join(directory, 'images') });
      const file = (name: string): string => path.join(directory, name);
      for (const [name, text] of Object.entries(builder.certificates)) await writeFile(file(name), text);
      const ask = (...tls: readonly string[]): string => {
        const args = ['--addr', builder.address, ...tls, 'debug', 'workers'];
        const { stdout, stderr } = spawnSync(builder.client, args, { encoding: 'utf8' });
        return stdout + stderr;
      };
      const trust = ['--tlscacert', file('ca.crt')];
      for (const without of [ask(), ask(...trust)]) expect(without).toContain('failed to list workers');
      expect(ask(...trust, '--tlscert', file('tls.crt'), '--tlskey', file('tls.key'))).toContain('linux/');
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 3_600_000);
});
