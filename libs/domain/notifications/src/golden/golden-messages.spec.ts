import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { goldenMessages } from './golden-messages.ts';

const folder = import.meta.dirname;
const files = goldenMessages();

describe('the golden files of notifications', () => {
  it.each(files)('$path is what is sent, byte for byte', ({ path: name, content }) => {
    expect(content).toBe(readFileSync(path.join(folder, name), 'utf8'));
  });

  it('are all made: none is left over', () => {
    const found = readdirSync(folder).filter((name) => !name.endsWith('.ts'));
    expect(files.map((file) => file.path).sort()).toEqual(found.sort());
  });
});
