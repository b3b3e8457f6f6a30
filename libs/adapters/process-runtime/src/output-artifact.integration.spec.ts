import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory } from '@slipway/testing';
import { openOutput } from './output-artifact.ts';

async function read(
  work: string,
  relative: string,
): Promise<{ content: Buffer; bytes: number; sha256: string }> {
  const output = await openOutput(work, relative);
  if (output === undefined) throw new Error('missing');
  const content = await buffer(output.content);
  return { content, ...output.digest() };
}

describe('an output artifact', () => {
  it('is the content of a file with its length and hash', async () => {
    await using work = await temporaryDirectory();
    await writeFile(path.join(work.path, 'model.bin'), 'weights');
    const output = await read(work.path, 'model.bin');
    expect(output).toEqual({
      content: Buffer.from('weights'),
      bytes: 7,
      sha256: createHash('sha256').update('weights').digest('hex'),
    });
  });

  it('is a tar archive of a folder, equal each time, without links that lead out', async () => {
    await using work = await temporaryDirectory();
    const folder = path.join(work.path, 'out');
    await mkdir(path.join(folder, 'b', 'empty'), { recursive: true });
    await writeFile(path.join(folder, 'b', '-dash file\n'), 'x');
    await writeFile(path.join(folder, 'a'), 'y');
    await symlink('a', path.join(folder, 'inside'));
    await symlink('/etc/passwd', path.join(folder, 'outside'));
    await symlink('../..', path.join(folder, 'b', 'up'));
    const first = await read(work.path, 'out/');
    const second = await read(work.path, 'out');
    expect(second.sha256).toBe(first.sha256);
    expect(first.bytes).toBe(first.content.length);
    const listing = execFileSync('tar', ['-tf', '-', '--quoting-style=escape'], {
      input: first.content,
      encoding: 'utf8',
    });
    expect(listing.trimEnd().split('\n')).toEqual([
      './',
      './a',
      './b/',
      './b/-dash file\\n',
      './b/empty/',
      './inside',
    ]);
  });

  it('is undefined when the program did not write it', async () => {
    await using work = await temporaryDirectory();
    expect(await openOutput(work.path, 'nothing/here')).toBeUndefined();
  });

  it.each(['../secret', '/etc/passwd', '', 'a/../../b', 'a\\b', 'a\0b'])(
    'refuses the path %j',
    async (relative) => {
      await using work = await temporaryDirectory();
      await expect(openOutput(work.path, relative)).rejects.toThrow(
        'is not a path below the working directory',
      );
    },
  );

  it('refuses a symbolic link that leads out, and what is neither file nor folder', async () => {
    await using work = await temporaryDirectory();
    await symlink('/etc/passwd', path.join(work.path, 'escape'));
    await symlink('/etc', path.join(work.path, 'etc'));
    await expect(openOutput(work.path, 'escape')).rejects.toThrow('leads out of the working directory');
    await expect(openOutput(work.path, 'etc/passwd')).rejects.toThrow('leads out of the working directory');
    execFileSync('mkfifo', [path.join(work.path, 'pipe')]);
    await expect(openOutput(work.path, 'pipe')).rejects.toThrow('neither a file nor a folder');
  });
});
