import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import type { KubernetesObject } from './api/api-client.ts';
import { clusterUnderTest, type ClusterUnderTest } from './cluster-under-test.ts';
import type { DevCluster } from './dev-cluster.ts';
import { newNamespace, pod, podEnded, podPath, refusalOf, script } from './testing/pods.ts';

const describeLocally = (process.env.KUBECONFIG ?? '') === '' ? describe : describe.skip;

describeLocally('a cluster', () => {
  let underTest: ClusterUnderTest | undefined;
  let cluster: DevCluster;

  beforeAll(async () => {
    underTest = await clusterUnderTest({ nodes: [{ name: 'one' }] });
    if (!underTest.started) throw new Error('a cluster is started when KUBECONFIG is empty');
    cluster = underTest.started;
  }, 1_800_000);
  afterAll(async () => {
    await underTest?.[Symbol.asyncDispose]();
  });

  it('answers nobody without a name', async () => {
    const ca = await readFile(path.join(cluster.directory, 'keys/authority.crt'));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${cluster.server}/api/v1/namespaces`, { ca }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  });

  it('holds pods to the Pod Security level of their namespace', async () => {
    const namespace = await newNamespace(cluster.admin, 'restricted', {
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(await refusalOf(cluster.admin.apply(pod(namespace, 'root', script('true'))))).toMatch(
      /403 .*violates PodSecurity \\"restricted:latest\\"/,
    );
  });

  it('refuses what a ValidatingAdmissionPolicy refuses', async () => {
    const namespace = await newNamespace(cluster.admin, 'policed', { policed: 'yes' });
    const policy = (kind: string, spec: object): KubernetesObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind,
      metadata: { name: 'no-forbidden' },
      spec,
    });
    await cluster.admin.apply(
      policy('ValidatingAdmissionPolicy', {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression: "object.metadata.name != 'forbidden'", message: 'not this name' }],
      }),
    );
    await cluster.admin.apply(
      policy('ValidatingAdmissionPolicyBinding', {
        policyName: 'no-forbidden',
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { policed: 'yes' } } },
      }),
    );
    const forbidden = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'forbidden', namespace } };
    const refusal = await until('the policy holds', async () => {
      const answer = await refusalOf(
        cluster.admin.create(`/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, forbidden),
      );
      return answer.includes('not this name') ? answer : undefined;
    });
    expect(refusal).toContain('422');
  });

  it("lets a pod's service account do what its roles allow, and nothing else", async () => {
    const namespace = await newNamespace(cluster.admin, 'accounts');
    const rbac = 'rbac.authorization.k8s.io';
    await cluster.admin.apply({
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: { name: 'reader', namespace },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
    });
    await cluster.admin.apply({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'reader', namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
    });
    const account = '/var/run/secrets/kubernetes.io/serviceaccount';
    const asks = (resource: string): string =>
      `python3 -c "
import os, ssl, urllib.request, urllib.error
url = 'https://' + os.environ['KUBERNETES_SERVICE_HOST'] + ':' + os.environ['KUBERNETES_SERVICE_PORT'] + '/api/v1/namespaces/${namespace}/${resource}'
call = urllib.request.Request(url, headers={'Authorization': 'Bearer ' + open('${account}/token').read()})
try:
    print(urllib.request.urlopen(call, context=ssl.create_default_context(cafile='${account}/ca.crt')).status)
except urllib.error.HTTPError as error:
    print(error.code)
"`;
    await cluster.admin.apply(pod(namespace, 'asks', script(`${asks('configmaps')}; ${asks('secrets')}`)));
    await podEnded(cluster.admin, namespace, 'asks');
    expect(await cluster.admin.text(`${podPath(namespace, 'asks')}/log`)).toBe('200\n403\n');
  });

  it('goes on with what it had when it is killed and started again', async () => {
    const namespace = await newNamespace(cluster.admin, 'survives');
    for (const name of ['kube-apiserver', 'etcd']) await cluster.component(name).kill();
    for (const name of ['etcd', 'kube-apiserver']) await cluster.component(name).start();
    const found = await until('the API server answers', () =>
      cluster.admin.get(`/api/v1/namespaces/${namespace}`).catch(() => undefined),
    );
    expect(found).toMatchObject({ metadata: { name: namespace } });
  });
});
