type Environment = Readonly<Record<string, string | undefined>>;

const forPrograms = /^(PATH|LANG|LC_[A-Z]+|TZ|TMPDIR)$/;
const forPreparation =
  /^(PATH|LANG|LC_[A-Z]+|TZ|TMPDIR|HOME|USER|LOGNAME|PIP_.+|(?:.+_)?proxy|(?:.+_)?PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|SSH_AUTH_SOCK)$/;

function pick(environment: Environment, wanted: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => wanted.test(entry[0]) && entry[1] !== undefined,
    ),
  );
}

/** What a program gets of the agent's environment: where tools are, language, time zone. No credentials. */
export function programBase(environment: Environment): Record<string, string> {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', ...pick(environment, forPrograms) };
}

/**
 * What git and pip get of the agent's environment: the above, and what they need to reach servers: home directory (their
 * settings and keys), proxies, certificates, `PIP_*`. Never the agent's own token.
 */
export function preparationBase(environment: Environment): Record<string, string> {
  return { ...programBase(environment), ...pick(environment, forPreparation) };
}
