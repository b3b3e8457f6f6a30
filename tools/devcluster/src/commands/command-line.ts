import { parseArgs } from 'node:util';
import { defaultNodes, parseNodes, type NodeSpecification } from '../nodes/node-specification.ts';
import { reconcilers, type Reconciler } from '../reconcilers/reconciler.ts';

/** What somebody wants of the tool. */
export type Command =
  | { readonly command: 'up'; readonly clusters: readonly ClusterRequest[]; readonly json: boolean }
  | { readonly command: 'down'; readonly name: string | undefined; readonly remove: boolean }
  | { readonly command: 'status'; readonly json: boolean }
  | { readonly command: 'kubeconfig'; readonly name: string }
  | { readonly command: 'logs'; readonly name: string | undefined; readonly follow: boolean }
  | { readonly command: 'lose' | 'restore'; readonly name: string; readonly node: string }
  | { readonly command: 'build' | 'help' };

/** One cluster to be there. */
export interface ClusterRequest {
  readonly name: string;
  readonly reconcilers: readonly Reconciler[];
  readonly nodes: readonly NodeSpecification[];
}

export const usage = `npm run devcluster -- COMMAND

  up [--clusters N] [--reconciler flux|argocd|both|none] [--nodes NODES]… [--json]
                          starts clusters dev-1 to dev-N, which go on in the background; what runs stays
  status [--json]         what runs, and where
  kubeconfig NAME         prints the path of the administrator's kubeconfig
  logs [NAME] [--follow]  what the components have said lately
  lose NAME NODE          takes a node away as if its machine had lost power
  restore NAME NODE       gives it back, as after a reboot
  build                   builds all programs, so that nothing has to wait for them later
  down [NAME] [--remove]  stops one cluster or all; --remove deletes its data and keys too

--clusters    1 if not given
--reconciler  none if not given; both puts them on one cluster, or takes turns on several
--nodes       NAME[*COUNT][:SETTING[,SETTING]…], again for others; settings are zone=ZONE, idle, label:KEY=VALUE,
              taint:KEY[=VALUE]:EFFECT and capacities: --nodes cpu*2 --nodes gpu:nvidia.com/gpu=4,zone=eu-1a,
              image:IMAGE=PATH=FOLDER shows a folder of this machine at a path in containers of an image;
              an idle node starts no processes; without the option: one node, and one with two GPUs and a taint

Existing clusters do as well: KUBECONFIG=… npm run test:cluster
`;

const mostClusters = 8;

/** @throws Error that says what is wrong with the arguments */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      clusters: { type: 'string' },
      reconciler: { type: 'string' },
      nodes: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      follow: { type: 'boolean', short: 'f', default: false },
      remove: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, name, node, ...rest] = positionals;
  if (values.help || command === undefined) return { command: 'help' };
  const most =
    { build: 0, up: 0, status: 0, down: 1, kubeconfig: 1, logs: 1, lose: 2, restore: 2 }[command] ?? -1;
  if (most < 0) throw new Error(`no command is called ${command}`);
  if (positionals.length - 1 > most)
    throw new Error(`${command} does not take ${[node, ...rest].at(-1) ?? name ?? ''}`);
  switch (command) {
    case 'up':
      return {
        command,
        clusters: requestsOf(values.clusters ?? '1', values.reconciler ?? 'none', values.nodes),
        json: values.json,
      };
    case 'build':
      return { command };
    case 'status':
      return { command, json: values.json };
    case 'down':
      return { command, name, remove: values.remove };
    case 'logs':
      return { command, name, follow: values.follow };
    case 'lose':
    case 'restore':
      if (name === undefined || node === undefined) throw new Error(`${command} needs a cluster and a node`);
      return { command, name, node };
    default:
      if (name === undefined) throw new Error('kubeconfig needs the name of a cluster, such as dev-1');
      return { command: 'kubeconfig', name };
  }
}

function requestsOf(
  clusters: string,
  reconciler: string,
  nodes: readonly string[] | undefined,
): readonly ClusterRequest[] {
  const count = Number(clusters);
  if (!Number.isInteger(count) || count < 1 || count > mostClusters)
    throw new Error(`--clusters is a number from 1 to ${String(mostClusters)}, not ${clusters}`);
  const specifications = nodes?.flatMap(parseNodes) ?? defaultNodes;
  const names = specifications.map((specification) => specification.name);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice !== undefined) throw new Error(`--nodes gives two nodes the name ${twice}`);
  return Array.from({ length: count }, (_, index) => ({
    name: `dev-${String(index + 1)}`,
    reconcilers: reconcilersOf(reconciler, index, count),
    nodes: specifications,
  }));
}

/** Those of the index-th of several clusters. */
function reconcilersOf(choice: string, index: number, count: number): readonly Reconciler[] {
  if (choice === 'none') return [];
  if (choice === 'both')
    return count === 1 ? reconcilers : reconcilers.filter((_, turn) => turn === index % 2);
  const one = reconcilers.find((each) => each === choice);
  if (!one) throw new Error(`--reconciler is flux, argocd, both or none, not ${choice}`);
  return [one];
}
