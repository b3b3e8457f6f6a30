import { describe, expect, it } from '@jest/globals';
import { argocdPlan, argocdPorts } from '../reconcilers/argocd.ts';
import { fluxPlan, fluxPorts } from '../reconcilers/flux.ts';
import type { KeyFiles } from '../security/key-folder.ts';
import type { ComponentPlan } from './component-plan.ts';
import {
  apiserverPlan,
  controllerManagerPlan,
  controlPlanePorts,
  etcdPlan,
  schedulerPlan,
  type ControlPlaneOptions,
} from './control-plane.ts';

const key = (name: string): KeyFiles => ({ public: `/keys/${name}.crt`, private: `/keys/${name}.key` });
const numbered = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name, index) => [name, 20_000 + index])) as Record<Name, number>;
const built = (name: string) => ({ path: `/bin/${name}`, manifests: `/cache/${name}` });

const plane: ControlPlaneOptions = {
  program: '/bin/control-plane',
  etcdDirectory: '/cluster/etcd',
  ports: numbered(controlPlanePorts),
  identities: {
    authority: key('authority'),
    etcdAuthority: key('etcd-authority'),
    etcd: key('etcd'),
    etcdClient: key('etcd-client'),
    apiserver: key('kube-apiserver'),
    kubeletClient: key('kubelet-client'),
    admin: key('admin'),
    serviceAccounts: key('service-accounts'),
    controllerManager: key('kube-controller-manager'),
    controllerManagerKubeconfig: '/keys/kube-controller-manager.kubeconfig',
    scheduler: key('kube-scheduler'),
    schedulerKubeconfig: '/keys/kube-scheduler.kubeconfig',
  },
  nodeMonitorGraceSeconds: 20,
  unreachableTolerationSeconds: 300,
};

describe('the plan of a control plane', () => {
  const plans: readonly ComponentPlan[] = [
    etcdPlan(plane),
    apiserverPlan(plane),
    controllerManagerPlan(plane),
    schedulerPlan(plane),
  ];

  it('calls each component by its name', () => {
    expect(plans.map(({ name, args }) => [name, args[0]])).toEqual([
      ['etcd', 'etcd'],
      ['kube-apiserver', 'kube-apiserver'],
      ['kube-controller-manager', 'kube-controller-manager'],
      ['kube-scheduler', 'kube-scheduler'],
    ]);
  });

  it('listens on the loopback only', () => {
    for (const { args } of plans) {
      const listening = args.filter((argument) => /^--(bind-address|listen-)/.test(argument));
      expect(listening.length).toBeGreaterThan(0);
      for (const argument of listening) expect(argument).toContain('127.0.0.1');
    }
  });

  it('lets nobody in without a name, and nodes and users to what is theirs', () => {
    expect(apiserverPlan(plane).args).toEqual(
      expect.arrayContaining([
        '--anonymous-auth=false',
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
      ]),
    );
    expect(apiserverPlan(plane).args.join(' ')).not.toContain('disable-admission-plugins');
  });

  it('keeps the holders of cluster certificates out of etcd', () => {
    expect(etcdPlan(plane).args).toEqual(
      expect.arrayContaining(['--client-cert-auth=true', '--trusted-ca-file=/keys/etcd-authority.crt']),
    );
  });
});

describe('the plan of a reconciler', () => {
  const kubeconfig = (account: string): string => `/keys/${account}.kubeconfig`;

  it('runs Flux locked down, each controller as its own service account', () => {
    const plan = fluxPlan({
      programs: {
        source: built('source-controller'),
        kustomize: built('kustomize-controller'),
        notification: built('notification-controller'),
      },
      directory: '/cluster/flux',
      ports: numbered(fluxPorts),
    });
    const components = plan.components(kubeconfig);
    expect(components.map(({ name, env }) => [name, env?.KUBECONFIG])).toEqual(
      plan.serviceAccounts.map((account) => [account, kubeconfig(account)]),
    );
    expect(components.find(({ name }) => name === 'kustomize-controller')?.args).toEqual(
      expect.arrayContaining([
        '--no-cross-namespace-refs=true',
        '--no-remote-bases=true',
        '--default-service-account=default',
      ]),
    );
  });

  it('runs the parts of Argo CD as one program by different names, and keeps the password of Redis off the command line', () => {
    const plan = argocdPlan({
      program: built('argocd'),
      directory: '/cluster/argocd',
      ports: numbered(argocdPorts),
      redisPassword: 'hidden',
      serverKey: 'hidden too',
    });
    const components = plan.components(kubeconfig);
    expect(components.map(({ program, env }) => [program, env?.ARGOCD_BINARY_NAME])).toEqual([
      ['/bin/argocd', 'argocd-repo-server'],
      ['/bin/argocd', 'argocd-application-controller'],
      ['/bin/argocd', 'argocd-applicationset-controller'],
      ['/bin/argocd', 'argocd-server'],
    ]);
    expect(components.flatMap(({ args }) => args).join(' ')).not.toContain('hidden');
  });
});
