import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Puts a program into a folder of programs; `script` is what follows `#!/bin/sh`. */
export async function putProgram(folder: string, name: string, script: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(folder, name), 0o755);
}

/** A python3 that makes environments in no time and otherwise is the real one. Each build adds a line to `builds`. */
export async function putQuickPython(folder: string, builds: string): Promise<void> {
  const real = 'PATH="/usr/bin:/bin:/usr/local/bin"';
  await putProgram(
    folder,
    'python3',
    `case "$2" in
venv) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; cp "$0" "$3/bin/python3"; sleep 0.2 ;;
pip) echo built >>'${builds}'; echo "Collecting things"; sleep 0.3 ;;
-c) /usr/bin/env -i ${real} python3 "$@" ;;
*) ${real} exec python3 "$@" ;;
esac`,
  );
}

/** An ssh that, whatever the host, runs the command in the folder `home`. */
export async function putLocalSsh(folder: string, home: string): Promise<void> {
  await putProgram(folder, 'ssh', `for command; do :; done\ncd '${home}' && exec sh -c "$command"`);
}
