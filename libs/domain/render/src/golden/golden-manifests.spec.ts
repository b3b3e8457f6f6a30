import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { goldenManifests } from './golden-manifests.ts';

const folder = import.meta.dirname;
const manifests = goldenManifests();

describe('the golden files', () => {
  it.each(manifests)('$path is what rendering gives, byte for byte', ({ path: name, content }) => {
    expect(content).toBe(readFileSync(path.join(folder, name), 'utf8'));
  });

  it('are all rendered: none is left over', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
    expect(manifests.map((manifest) => manifest.path).sort()).toEqual(files.sort());
  });

  it('are the same each time they are rendered', () => {
    expect(goldenManifests()).toEqual(manifests);
  });
});
