import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { goldenModels } from './golden-models.ts';

const folder = import.meta.dirname;
const files = goldenModels();

describe('the golden files of models', () => {
  it.each(files)('$path is what rendering gives, byte for byte', ({ path: name, content }) => {
    expect(content).toBe(readFileSync(path.join(folder, name), 'utf8'));
  });

  it('are all rendered: none is left over', () => {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.map((file) => file.path).sort()).toEqual(found.filter((name) => name.endsWith('.yaml')).sort());
  });
});
