import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Puts a program into a folder of programs; `script` is what follows `#!/bin/sh`. */
export async function putProgram(folder: string, name: string, script: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(folder, name), 0o755);
}

/** An ssh that, whatever the host, runs the command in the folder `home`. */
export async function putLocalSsh(folder: string, home: string): Promise<void> {
  await putProgram(folder, 'ssh', `for command; do :; done\ncd '${home}' && exec sh -c "$command"`);
}
