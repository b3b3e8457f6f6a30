import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import { z } from 'zod';
import { Namespace, ReleaseName } from './names.ts';

export interface HelmChart {
  /** Folder or archive of a chart on this machine. */
  readonly chart: string;
  /** Values beyond those of the chart. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const HelmRelease = z.object({
  name: z.string(),
  namespace: z.string(),
  revision: z.string(),
  status: z.string(),
  chart: z.string(),
  app_version: z.string(),
});
export type HelmRelease = z.infer<typeof HelmRelease>;

const HelmRepository = z.object({ name: z.string(), url: z.string() });
export type HelmRepository = z.infer<typeof HelmRepository>;

const maxOutput = 64 * 2 ** 20;
const timeoutMs = 120_000;
const language = path.extname(import.meta.filename);
/** Beside this file, and resolved as it is: from sources, or compiled. */
const lister = [
  ...(language === '.ts' ? ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'] : []),
  path.join(import.meta.dirname, `list-process${language}`),
];

/**
 * Helm 4, the only place that runs it. Arguments go as arrays, values over stdin; Helm's own folders are below `home`, so that
 * nothing of the user's Helm is seen or changed.
 */
export class Helm {
  readonly #program: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(program: string, environment: Readonly<Record<string, string>>) {
    this.#program = program;
    this.#environment = environment;
  }

  /**
   * @param options.home folder for Helm's caches and settings, made when it is missing
   * @param options.kubeconfig cluster for what needs one
   * @throws UnavailableError when the program is not Helm 4
   */
  static async open(options: {
    readonly program: string;
    readonly home: string;
    readonly kubeconfig?: string;
  }): Promise<Helm> {
    const { program, home, kubeconfig } = options;
    await mkdir(home, { recursive: true, mode: 0o700 });
    const helm = new Helm(program, {
      PATH: `${path.dirname(program)}${path.delimiter}${process.env.PATH ?? ''}`,
      HOME: home,
      HELM_CACHE_HOME: path.join(home, 'cache'),
      HELM_CONFIG_HOME: path.join(home, 'config'),
      HELM_DATA_HOME: path.join(home, 'data'),
      ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
    });
    const version = await helm.version();
    if (!version.startsWith('v4.'))
      throw new UnavailableError(`${program} is Helm ${version}: Slipway needs Helm 4`);
    return helm;
  }

  /** Such as `v4.1.4`. */
  async version(): Promise<string> {
    return (await this.#helm(['version', '--template', '{{.Version}}'])).trim();
  }

  /** @throws InvalidInputError with what Helm finds wrong with the chart or the values; warnings count. */
  async lint({ chart, values = {} }: HelmChart): Promise<void> {
    await this.#helm(['lint', '--strict', '--quiet', '--values', '-', '--', chart], JSON.stringify(values));
  }

  /**
   * The manifests that a chart gives, as YAML.
   * @throws InvalidInputError for a wrong name, and with what Helm finds wrong with chart or values
   */
  async template(
    release: { readonly name: string; readonly namespace: string },
    { chart, values = {} }: HelmChart,
  ): Promise<string> {
    const name = ReleaseName.parse(release.name);
    const namespace = Namespace.parse(release.namespace);
    return this.#helm(
      ['template', '--namespace', namespace, '--values', '-', '--', name, chart],
      JSON.stringify(values),
    );
  }

  /** Releases of a namespace, or of all. */
  async list({ namespace }: { readonly namespace?: string } = {}): Promise<readonly HelmRelease[]> {
    const flags =
      namespace === undefined ? { allNamespaces: true } : { namespace: Namespace.parse(namespace) };
    return z.array(HelmRelease).parse(await this.#listed('releases', flags));
  }

  /** Repositories that were added to this home. */
  async repositories(): Promise<readonly HelmRepository[]> {
    return z.array(HelmRepository).parse(await this.#listed('repositories', {}));
  }

  /** helm-ts runs a shell and takes the environment of its process: it gets a process of its own. */
  async #listed(what: string, flags: object): Promise<unknown> {
    const text = await this.#run(process.execPath, [...lister, what, JSON.stringify(flags)]);
    return JSON.parse(text) as unknown;
  }

  #helm(args: readonly string[], input?: string): Promise<string> {
    return this.#run(this.#program, args, input);
  }

  #run(program: string, args: readonly string[], input = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        program,
        args,
        { env: this.#environment, maxBuffer: maxOutput, timeout: timeoutMs },
        (error, stdout, stderr) => {
          if (!error) resolve(stdout);
          else if (typeof error.code === 'number')
            reject(new InvalidInputError(`helm: ${`${stdout}\n${stderr}`.trim().slice(0, 4_000)}`));
          else reject(new UnavailableError(`helm does not answer: ${error.message}`, { cause: error }));
        },
      );
      child.stdin?.on('error', () => undefined); // it has ended before it read all; that is told by its exit code
      child.stdin?.end(input);
    });
  }
}
