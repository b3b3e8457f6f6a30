import type { KeyFiles } from '../security/key-folder.ts';
import { options, type ComponentPlan } from './component-plan.ts';

/** Loopback ports of the control plane. */
export interface ControlPlanePorts {
  readonly etcd: number;
  readonly etcdPeers: number;
  readonly apiserver: number;
  readonly controllerManager: number;
  readonly scheduler: number;
}

/** Key files and kubeconfigs that the control plane's components are who they are by. */
export interface ControlPlaneIdentities {
  readonly authority: KeyFiles;
  readonly etcdAuthority: KeyFiles;
  readonly etcd: KeyFiles;
  readonly etcdClient: KeyFiles;
  readonly apiserver: KeyFiles;
  readonly kubeletClient: KeyFiles;
  readonly admin: KeyFiles;
  readonly serviceAccounts: KeyFiles;
  readonly controllerManager: KeyFiles;
  readonly controllerManagerKubeconfig: string;
  readonly scheduler: KeyFiles;
  readonly schedulerKubeconfig: string;
}

export interface ControlPlaneOptions {
  /** Path of the program that is etcd and the three commands of Kubernetes. */
  readonly program: string;
  /** Path of the folder where etcd keeps its data. */
  readonly etcdDirectory: string;
  readonly ports: ControlPlanePorts;
  readonly identities: ControlPlaneIdentities;
  /** Seconds without a sign of life after which a node counts as lost. */
  readonly nodeMonitorGraceSeconds: number;
  /** Seconds that pods stay on a lost node, when they do not say themselves how long. */
  readonly unreachableTolerationSeconds: number;
}

const loopback = '127.0.0.1';
const issuer = 'https://kubernetes.default.svc.cluster.local';

export function etcdPlan({ program, etcdDirectory, ports, identities }: ControlPlaneOptions): ComponentPlan {
  const clients = `https://${loopback}:${String(ports.etcd)}`;
  const peers = `https://${loopback}:${String(ports.etcdPeers)}`;
  return {
    name: 'etcd',
    program,
    args: [
      'etcd',
      ...options({
        name: 'etcd',
        'data-dir': etcdDirectory,
        'listen-client-urls': clients,
        'advertise-client-urls': clients,
        'listen-peer-urls': peers,
        'initial-advertise-peer-urls': peers,
        'initial-cluster': `etcd=${peers}`,
        'client-cert-auth': true,
        'trusted-ca-file': identities.etcdAuthority.public,
        'cert-file': identities.etcd.public,
        'key-file': identities.etcd.private,
        'peer-client-cert-auth': true,
        'peer-trusted-ca-file': identities.etcdAuthority.public,
        'peer-cert-file': identities.etcd.public,
        'peer-key-file': identities.etcd.private,
        'auto-compaction-retention': '5m',
        'unsafe-no-fsync': true, // a crash of the machine may cost the data: nobody keeps anything here
        'log-level': 'warn',
      }),
    ],
    ready: { port: ports.etcd },
  };
}

export function apiserverPlan(plane: ControlPlaneOptions): ComponentPlan {
  const { program, ports, identities } = plane;
  return {
    name: 'kube-apiserver',
    program,
    args: [
      'kube-apiserver',
      ...options({
        'etcd-servers': `https://${loopback}:${String(ports.etcd)}`,
        'etcd-cafile': identities.etcdAuthority.public,
        'etcd-certfile': identities.etcdClient.public,
        'etcd-keyfile': identities.etcdClient.private,
        'bind-address': loopback,
        'secure-port': ports.apiserver,
        'advertise-address': '192.0.2.1', // loopback is refused; nothing calls this one, which stands for no host (RFC 5737)
        'endpoint-reconciler-type': 'none',
        'tls-cert-file': identities.apiserver.public,
        'tls-private-key-file': identities.apiserver.private,
        'client-ca-file': identities.authority.public,
        'anonymous-auth': false,
        'authorization-mode': ['Node', 'RBAC'],
        'enable-admission-plugins': ['NodeRestriction'],
        'service-account-issuer': issuer,
        'service-account-key-file': identities.serviceAccounts.public,
        'service-account-signing-key-file': identities.serviceAccounts.private,
        'service-cluster-ip-range': '10.0.0.0/16',
        'kubelet-certificate-authority': identities.authority.public,
        'kubelet-client-certificate': identities.kubeletClient.public,
        'kubelet-client-key': identities.kubeletClient.private,
        'kubelet-preferred-address-types': ['InternalIP'],
        'default-unreachable-toleration-seconds': plane.unreachableTolerationSeconds,
        'default-not-ready-toleration-seconds': plane.unreachableTolerationSeconds,
        'allow-privileged': true,
        profiling: false,
      }),
    ],
    ready: { url: `https://${loopback}:${String(ports.apiserver)}/readyz`, key: identities.admin },
  };
}

export function controllerManagerPlan(plane: ControlPlaneOptions): ComponentPlan {
  const { program, ports, identities } = plane;
  const kubeconfig = identities.controllerManagerKubeconfig;
  return {
    name: 'kube-controller-manager',
    program,
    args: [
      'kube-controller-manager',
      ...options({
        kubeconfig,
        'authentication-kubeconfig': kubeconfig,
        'authorization-kubeconfig': kubeconfig,
        'bind-address': loopback,
        'secure-port': ports.controllerManager,
        'tls-cert-file': identities.controllerManager.public,
        'tls-private-key-file': identities.controllerManager.private,
        'leader-elect': false,
        'use-service-account-credentials': true,
        'service-account-private-key-file': identities.serviceAccounts.private,
        'root-ca-file': identities.authority.public,
        'node-monitor-period': '1s',
        'node-monitor-grace-period': `${String(plane.nodeMonitorGraceSeconds)}s`,
        'kube-api-qps': 200,
        'kube-api-burst': 400,
        profiling: false,
      }),
    ],
    ready: { url: `https://${loopback}:${String(ports.controllerManager)}/healthz` },
  };
}

export function schedulerPlan({ program, ports, identities }: ControlPlaneOptions): ComponentPlan {
  const kubeconfig = identities.schedulerKubeconfig;
  return {
    name: 'kube-scheduler',
    program,
    args: [
      'kube-scheduler',
      ...options({
        kubeconfig,
        'authentication-kubeconfig': kubeconfig,
        'authorization-kubeconfig': kubeconfig,
        'bind-address': loopback,
        'secure-port': ports.scheduler,
        'tls-cert-file': identities.scheduler.public,
        'tls-private-key-file': identities.scheduler.private,
        'leader-elect': false,
        profiling: false,
      }),
    ],
    ready: { url: `https://${loopback}:${String(ports.scheduler)}/healthz` },
  };
}
