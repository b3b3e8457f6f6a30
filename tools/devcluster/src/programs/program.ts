/** A program that is built from a Go module of `tools/devcluster/go`. */
export interface Program {
  /** Of the file. */
  readonly name: string;
  /** Folder below `go`. */
  readonly module: string;
  /** Import path, or path below the folder, of the package to build. */
  readonly package: string;
  /** The module in `go.mod` that it is a version of. */
  readonly versionOf: string;
  /** Variables of Go that get this version when linked. */
  readonly versionVariables: readonly string[];
  /** Whether they get it without its `v`. */
  readonly bareVersion: boolean;
  /** Folders of that module with manifests to keep beside the program. */
  readonly manifests: readonly string[];
}

const flux = (name: string): Program => ({
  name,
  module: name,
  package: `github.com/fluxcd/${name}`,
  versionOf: `github.com/fluxcd/${name}`,
  versionVariables: [],
  bareVersion: false,
  manifests: ['config/crd/bases', 'config/rbac'],
});

const buildkit = (name: string): Program => ({
  name,
  module: 'buildkit',
  package: `github.com/moby/buildkit/cmd/${name}`,
  versionOf: 'github.com/moby/buildkit',
  versionVariables: ['github.com/moby/buildkit/version.Version'],
  bareVersion: false,
  manifests: [],
});

export const programs = {
  controlPlane: {
    name: 'control-plane',
    module: 'kubernetes',
    package: './cmd/control-plane',
    versionOf: 'k8s.io/kubernetes',
    versionVariables: ['k8s.io/component-base/version.gitVersion', 'k8s.io/client-go/pkg/version.gitVersion'],
    bareVersion: false,
    manifests: [],
  },
  processNode: {
    name: 'process-node',
    module: 'kubernetes',
    package: './cmd/process-node',
    versionOf: 'k8s.io/kubernetes',
    versionVariables: ['k8s.io/component-base/version.gitVersion', 'k8s.io/client-go/pkg/version.gitVersion'],
    bareVersion: false,
    manifests: [],
  },
  sourceController: flux('source-controller'),
  kustomizeController: flux('kustomize-controller'),
  notificationController: flux('notification-controller'),
  argocd: {
    name: 'argocd',
    module: 'argocd',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    versionOf: 'github.com/argoproj/argo-cd/v3',
    versionVariables: ['github.com/argoproj/argo-cd/v3/common.version'],
    bareVersion: true,
    manifests: ['manifests/crds', 'manifests/cluster-rbac', 'manifests/base'],
  },
  buildkitd: buildkit('buildkitd'),
  buildctl: buildkit('buildctl'),
  registry: {
    name: 'registry',
    module: 'registry',
    package: 'github.com/distribution/distribution/v3/cmd/registry',
    versionOf: 'github.com/distribution/distribution/v3',
    versionVariables: ['github.com/distribution/distribution/v3/version.version'],
    bareVersion: false,
    manifests: [],
  },
} as const satisfies Record<string, Program>;

/** The version of a module that `go.mod` requires, such as `v1.36.3`. @throws Error when it does not require it */
export function requiredVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const [name, version] = line
      .replace(/^require\b/, '')
      .trim()
      .split(/\s+/);
    if (name === module && version?.startsWith('v')) return version;
  }
  throw new Error(`go.mod does not require ${module}`);
}

/** Arguments of `go` that build a program into `output`; without cgo and paths of this machine. */
export function buildArguments(program: Program, version: string, output: string): readonly string[] {
  const linked = program.bareVersion ? version.slice(1) : version;
  const variables = program.versionVariables.map((variable) => `-X ${variable}=${linked}`);
  const link = ['-s', '-w', ...variables].join(' ');
  return ['build', '-v', '-trimpath', '-buildvcs=false', `-ldflags=${link}`, '-o', output, program.package];
}
