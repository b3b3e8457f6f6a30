/** Variables of this process that git needs to reach a remote: proxies, certificate stores, ssh. */
const networkVariables = [
  'HOME',
  'SSH_AUTH_SOCK',
  'GIT_SSH_COMMAND',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
] as const;

export interface GitEnvironmentOptions {
  /** Settings for this process alone. They travel in its environment: no argument list or file ever shows them. */
  readonly config?: Readonly<Record<string, string>>;
  /** Also pass on what is needed to talk to a remote. */
  readonly network?: boolean;
  /** Further variables; undefined takes one away. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/**
 * The whole environment of a git process: nothing of the caller's but the path and, on request, its network settings.
 * Configuration of the user and the machine is left out, so that git behaves the same everywhere.
 */
export function gitEnvironment({
  config = {},
  network = false,
  variables = {},
}: GitEnvironmentOptions = {}): Record<string, string> {
  const settings = Object.entries({ 'safe.directory': '*', 'core.hooksPath': '/dev/null', ...config });
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const [index, [key, value]] of settings.entries()) {
    environment[`GIT_CONFIG_KEY_${String(index)}`] = key;
    environment[`GIT_CONFIG_VALUE_${String(index)}`] = value;
  }
  for (const name of network ? networkVariables : []) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) Reflect.deleteProperty(environment, name);
    else environment[name] = value;
  }
  return environment;
}
