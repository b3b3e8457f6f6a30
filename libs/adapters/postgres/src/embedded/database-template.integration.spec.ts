import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseTemplate } from './database-template.ts';

describe('the template of database files', () => {
  let directory: string;
  let cache: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'slipway-template-'));
    cache = join(directory, 'cache');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const files = async (name: string, content: string): Promise<string> => {
    const source = join(directory, name);
    await mkdir(join(source, 'base'), { recursive: true });
    await writeFile(join(source, 'base', 'file'), content);
    return source;
  };
  const target = (): string => join(directory, 'target');

  it('is copied when it was kept, for the same description alone', async () => {
    const template = new DatabaseTemplate(['18.4'], cache);
    expect(await template.copyTo(target(), undefined)).toBe(false);
    await template.keep(await files('source', 'fresh'));
    expect(await template.copyTo(target(), undefined)).toBe(true);
    expect(await readFile(join(target(), 'base/file'), 'utf8')).toBe('fresh');
    expect(await new DatabaseTemplate(['19.0'], cache).copyTo(join(directory, 'other'), undefined)).toBe(
      false,
    );
  });

  it('is whole when several keep one at the same time, and leaves no draft', async () => {
    const sources = await Promise.all([1, 2, 3, 4].map((index) => files(`source-${String(index)}`, 'fresh')));
    await Promise.all(sources.map((source) => new DatabaseTemplate(['18.4'], cache).keep(source)));
    expect(await readdir(cache)).toHaveLength(1);
    expect(await new DatabaseTemplate(['18.4'], cache).copyTo(target(), undefined)).toBe(true);
  });

  it('does not take a draft for itself that a killed process left', async () => {
    const template = new DatabaseTemplate(['18.4'], cache);
    await template.keep(await files('source', 'fresh'));
    const [name = ''] = await readdir(cache);
    await rm(join(cache, name), { recursive: true });
    const draft = await files(`cache/${name}.abcdef`, 'half');
    await utimes(draft, 0, 0);
    expect(await template.copyTo(target(), undefined)).toBe(false);
    await template.keep(join(directory, 'source'));
    expect(await template.copyTo(target(), undefined)).toBe(true);
    expect(await readFile(join(target(), 'base/file'), 'utf8')).toBe('fresh');
  });
});
