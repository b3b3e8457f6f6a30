import { hashToken, newToken, type Grant } from '@slipway/service';
import { readOptionalFile, writePrivateFile, type DataDirectory } from './data-directory.ts';

/** Tokens of the embedded platform, in the clear; only their hashes are in `tokens.json`. */
export interface Credentials {
  readonly admin: string;
  readonly agent: string;
}

/** The credentials of this data directory, made at the first start. */
export async function openCredentials(data: DataDirectory, cluster: string): Promise<Credentials> {
  const file = `${data.root}/credentials.json`;
  const kept = await readOptionalFile(file);
  const credentials = kept ? (JSON.parse(kept) as Credentials) : { admin: newToken(), agent: newToken() };
  if (!kept) await writePrivateFile(file, JSON.stringify(credentials));
  if ((await readOptionalFile(data.tokens)) === undefined) {
    const entry = (name: string, token: string, grants: readonly Grant[]): unknown => ({
      name,
      sha256: hashToken(token),
      grants,
    });
    await writePrivateFile(
      data.tokens,
      JSON.stringify(
        [
          entry('admin', credentials.admin, [{ role: 'admin' }]),
          entry(`agent-${cluster}`, credentials.agent, [{ role: 'agent', cluster }, { role: 'git-reader' }]),
        ],
        undefined,
        2,
      ),
    );
  }
  return credentials;
}
