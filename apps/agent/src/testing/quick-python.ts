import { putProgram } from '@slipway/testing';

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
