import path from 'node:path';
import { openKeyFolder, type KeyFiles, type KeyFolder } from '../security/key-folder.ts';
import { writeKubeconfig } from '../security/kubeconfig.ts';
import type { ControlPlaneIdentities } from './control-plane.ts';

const loopbackHosts = ['127.0.0.1', 'localhost'];

/** Keys and kubeconfigs of a cluster's control plane, with the names and groups that Kubernetes' own roles are bound to. */
export async function createControlPlaneIdentities(
  directory: string,
  name: string,
  server: string,
): Promise<ControlPlaneIdentities & { readonly adminKubeconfig: string; readonly keys: KeyFolder }> {
  const keys = await openKeyFolder(path.join(directory, 'keys'));
  const kubeconfig = async (file: string, credentials: KeyFiles): Promise<string> => {
    await writeKubeconfig(file, { name, server, authority: keys.authority.public, credentials });
    return file;
  };
  const internal = (component: string): string => path.join(directory, 'keys', `${component}.kubeconfig`);

  const admin = await keys.certificate('admin', { commonName: 'admin', organizations: ['system:masters'] });
  const controllerManager = await keys.certificate('kube-controller-manager', {
    commonName: 'system:kube-controller-manager',
    hosts: loopbackHosts,
  });
  const scheduler = await keys.certificate('kube-scheduler', {
    commonName: 'system:kube-scheduler',
    hosts: loopbackHosts,
  });
  return {
    keys,
    authority: keys.authority,
    etcdAuthority: keys.etcdAuthority,
    serviceAccounts: keys.serviceAccounts,
    etcd: await keys.etcdCertificate('etcd', { commonName: 'etcd', hosts: loopbackHosts }),
    etcdClient: await keys.etcdCertificate('etcd-client', { commonName: 'kube-apiserver' }),
    apiserver: await keys.certificate('kube-apiserver', {
      commonName: 'kube-apiserver',
      hosts: [
        ...loopbackHosts,
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
      ],
    }),
    kubeletClient: await keys.certificate('kubelet-client', { commonName: kubeletClientName }),
    admin,
    adminKubeconfig: await kubeconfig(path.join(directory, 'kubeconfig'), admin),
    controllerManager,
    controllerManagerKubeconfig: await kubeconfig(internal('kube-controller-manager'), controllerManager),
    scheduler,
    schedulerKubeconfig: await kubeconfig(internal('kube-scheduler'), scheduler),
  };
}

/** The only user that nodes answer. */
export const kubeletClientName = 'kube-apiserver-kubelet-client';
