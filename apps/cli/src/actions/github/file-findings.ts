import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { secretsFor, secretsIn } from '@slipway/deliveries';
import { describeError, InvalidInputError, note, ok, problem, type Finding } from '@slipway/kernel';
import { systemErrorCode } from '../../input/system-error.ts';
import type { AppSettings } from './app-settings.ts';

/** Characters of a secret that nobody guesses, as `openssl rand -hex 16` makes them. */
const decentLength = 32;

/** The private key of an App, when it is one. @param variable that names the file */
export async function readKey(
  file: string,
  variable: string,
): Promise<{ readonly finding: Finding; readonly privateKey: string | undefined }> {
  const content = await readPrivate('key', file, `${variable} names the file`);
  if (typeof content !== 'string') return { finding: content, privateKey: undefined };
  try {
    const { asymmetricKeyType: type } = createPrivateKey(content);
    if (type !== 'rsa') throw new Error(`a key of ${String(type)}`);
  } catch {
    // Not the reason: it may quote the file.
    const hint = 'make one on the page of the App, under Private keys, and keep the file as it is';
    return { finding: problem('key', `${file} holds no RSA private key`, hint), privateKey: undefined };
  }
  return { finding: await openness('key', file, ok('key', file)), privateKey: content };
}

/** Whether the file of secrets has some for the webhook. */
export async function secretsFinding({ secretsFile: file, repository }: AppSettings): Promise<Finding> {
  const hint = 'slipway github setup writes it; docs/how-to/receive-github-webhooks.md says how it looks';
  const content = await readPrivate('secrets', file, hint);
  if (typeof content !== 'string') return content;
  let secrets: ReturnType<typeof secretsIn>;
  try {
    secrets = secretsIn(content, file);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const places = error.issues.map(({ path, message }) => `${path ?? ''}: ${message}`);
    return problem('secrets', [describeError(error), ...places].join('; '), hint);
  }
  const address = {
    repository: repository && `${repository.owner}/${repository.name}`,
    owner: repository?.owner,
  };
  const used = secretsFor(secrets, address);
  if (used.length === 0)
    return problem(
      'secrets',
      `${file} has none for ${address.repository ?? 'the App'}`,
      'add the one of the webhook',
    );
  if (used.some(({ length }) => length < decentLength))
    return note(
      'secrets',
      `${file} has one of less than ${String(decentLength)} characters`,
      'change it for one of openssl rand -hex 32',
    );
  if (secrets.default.length === 0)
    return note(
      'secrets',
      `${file} has no default ones`,
      'deliveries without a repository, as the ping of an App, need one',
    );
  const count = used.length === 1 ? 'one secret' : `${String(used.length)} secrets`;
  return openness('secrets', file, ok('secrets', `${file}: ${count} for ${address.repository ?? 'all'}`));
}

/** Its text, or what is wrong with it. */
async function readPrivate(check: string, file: string, hint: string): Promise<string | Finding> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT') return problem(check, `there is no file ${file}`, hint);
    const found =
      code === 'EACCES' ? `${file} may not be read by this user` : `${file} can not be read: ${code}`;
    return problem(check, found, 'it has to be readable for the user that the services run as');
  }
}

/** A file that all users of the machine can read is a problem. Windows tells nothing by the mode. */
async function openness(check: string, file: string, otherwise: Finding): Promise<Finding> {
  const { mode } = await stat(file);
  return process.platform !== 'win32' && (mode & 0o007) !== 0
    ? problem(check, `${file} is open to all users of this machine`, `chmod 600 ${file}`)
    : otherwise;
}
