import { readFile } from 'node:fs/promises';
import { freePorts, isFree } from './components/free-ports.ts';
import { writePrivately } from './security/key-folder.ts';

/**
 * Ports that a cluster keeps over restarts, so that its kubeconfigs stay valid; those without one get a free one.
 * @throws Error when somebody else listens on a kept one
 */
export async function keptPorts<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, number>> {
  const kept = await readFile(file, 'utf8').then(
    (text): Partial<Record<Name, number>> => JSON.parse(text) as Partial<Record<Name, number>>,
    (): Partial<Record<Name, number>> => ({}),
  );
  for (const port of Object.values<number | undefined>(kept))
    if (port !== undefined && !(await isFree(port)))
      throw new Error(
        `port ${String(port)}, which ${file} names, is taken: stop what listens there, or remove the file`,
      );
  const ports = { ...(await freePorts(names.filter((name) => kept[name] === undefined))), ...kept };
  await writePrivately(file, `${JSON.stringify(ports)}\n`);
  return ports;
}
