import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { createClient, resourceEndpoints } from '@slipway/contracts';
import { SlipwayError, describeError, note, ok, problem, type Finding } from '@slipway/kernel';
import { findConnection, type Connection } from '../connection/connect.ts';
import type { ExitCode } from '../exit-codes.ts';
import { nonEmpty } from '../input/non-empty.ts';
import { runProgram } from '../input/run-program.ts';
import type { Invocation } from '../invocation.ts';
import { shortBytes } from '../output/ages.ts';
import { writeFindings } from '../output/findings.ts';
import { version } from '../version.ts';

type Check = (invocation: Invocation) => Promise<Finding>;

/** Looks at everything that Slipway needs on this machine, and at the server. The exit code is 1 when something is wrong. */
export async function doctor(invocation: Invocation): Promise<ExitCode> {
  const findings: Finding[] = [];
  for (const check of [checkNode, checkGit, checkPython, checkVenv, checkData])
    findings.push(await check(invocation));
  findings.push(...(await checkServer(invocation)));
  return writeFindings(invocation, findings);
}

const checkNode: Check = () => {
  const found = `${process.versions.node}, slipway ${version}`;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 24 || (major === 24 && minor >= 9);
  return Promise.resolve(
    enough
      ? ok('node', found)
      : problem('node', found, 'Node 24.9 or newer is needed; npm ci installs one into node_modules'),
  );
};

const checkGit: Check = async () => {
  const { ok: found, stdout, reason } = await runProgram('git', ['--version']);
  const text = stdout.replace('git version', '').trim();
  const [major = 0, minor = 0] = text.split('.').map(Number);
  if (!found) return problem('git', reason, 'install git 2.30 or newer');
  return major > 2 || (major === 2 && minor >= 30)
    ? ok('git', text)
    : problem('git', text, 'git 2.30 or newer is needed');
};

const checkPython: Check = async () => {
  const { ok: found, stdout, reason } = await runProgram('python3', ['--version']);
  return found
    ? ok('python3', stdout.replace('Python', '').trim())
    : problem('python3', reason, 'install Python 3; the local agent runs Jobs with it');
};

const checkVenv: Check = async () => {
  const { ok: found } = await runProgram('python3', ['-c', 'import venv, ensurepip']);
  return found
    ? ok('venv', 'python3 -m venv works')
    : problem(
        'venv',
        'python3 has no venv with pip',
        'install it: on Debian and Ubuntu, apt install python3-venv',
      );
};

const checkData: Check = async ({ options, env, cwd }) => {
  const data = path.resolve(cwd, options.data ?? nonEmpty(env.SLIPWAY_DATA) ?? '.slipway');
  const exists = await stat(data).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  if (exists === false)
    return problem('data', `${data} is no folder`, 'name another by --data or SLIPWAY_DATA');
  const folder = exists === true ? data : path.dirname(data);
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    return problem('data', `${folder} can not be written`, 'name another by --data or SLIPWAY_DATA');
  const { bavail, bsize } = await statfs(folder);
  const free = `${shortBytes(bavail * bsize)} free`;
  if (bavail * bsize < 1_073_741_824)
    return problem(
      'data',
      `${data}, only ${free}`,
      'make room: a Python environment alone takes hundreds of megabytes',
    );
  return ok('data', `${data}${exists === true ? '' : ', not made yet'}, ${free}`);
};

async function checkServer(invocation: Invocation): Promise<readonly Finding[]> {
  let connection: Connection;
  try {
    connection = await findConnection(invocation);
  } catch (error) {
    const hint =
      error instanceof SlipwayError && typeof error.details.hint === 'string'
        ? error.details.hint
        : 'see the message';
    return [note('server', describeError(error), hint)];
  }
  const where = `${connection.url} (from ${connection.origin})`;
  const signal = AbortSignal.any([invocation.signal, AbortSignal.timeout(10_000)]);
  let ready: Response;
  try {
    ready = await fetch(new URL('/readyz', connection.url), { signal });
  } catch (error) {
    invocation.signal.throwIfAborted();
    const hint = 'is it running? start it with "slipway serve" or npm start';
    return [
      problem(
        'server',
        `${where}: ${describeError(error instanceof Error ? (error.cause ?? error) : error)}`,
        hint,
      ),
    ];
  }
  const readiness = ready.ok
    ? ok('server', `${where}, ready`)
    : problem('server', `${where}: ${await missingText(ready)}`, 'its log says more');
  return [readiness, await checkToken(connection, signal)];
}

interface Readiness {
  readonly services?: readonly { readonly name: string; readonly missing?: string }[];
}

async function missingText(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as Readiness;
  const missing = (body.services ?? []).flatMap(({ name, missing: what }) =>
    what === undefined ? [] : [`${name}: ${what}`],
  );
  return missing.length > 0 ? `not ready: ${missing.join('; ')}` : `not ready (${String(answer.status)})`;
}

async function checkToken({ url, token }: Connection, signal: AbortSignal): Promise<Finding> {
  if (token === undefined) return problem('token', 'none', 'give one by --token or SLIPWAY_TOKEN');
  try {
    const { items } = await createClient({ url, token }).call(resourceEndpoints.listTeams, {
      query: { limit: 20 },
      signal,
    });
    return ok(
      'token',
      `accepted, may read ${items.length === 0 ? 'no team yet' : `team ${items.map(({ metadata }) => metadata.name).join(', ')}`}`,
    );
  } catch (error) {
    return problem('token', describeError(error), 'give another by --token or SLIPWAY_TOKEN');
  }
}
