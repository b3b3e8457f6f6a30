import { isAccessSecret } from '../access-secret.ts';
import { labels as labelKeys, manager } from '../attempt-manifest.ts';
import { accountUser, agentAccount, platformAccount, teamAccount } from './identities.ts';

type Labels = Readonly<Record<string, string>>;

const name = 'slipway-desired-state';

/** What writes on behalf of objects that are there already: Kubernetes' own controllers, its nodes, and its scheduler. */
const kubernetesUsers = ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'];

/**
 * Lets the namespaces of teams be changed through the environment repository alone; but for the agent, which creates the
 * Secrets that give programs their access, and no others. A run that somebody deletes by hand would
 * be applied again by the reconciler and executed twice: the API server refuses the deletion instead, whoever asks.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function admissionPolicy(labels: Labels, operatorNamespaces: readonly string[]): readonly object[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: {
            matchLabels: { [labelKeys.managedBy]: manager },
            matchExpressions: [{ key: labelKeys.team, operator: 'Exists' }],
          },
          resourceRules: [
            {
              apiGroups: ['*'],
              apiVersions: ['*'],
              resources: ['*'],
              operations: ['CREATE', 'UPDATE', 'DELETE'],
              scope: 'Namespaced',
            },
          ],
        },
        matchConditions: [
          {
            name: 'not-kubernetes-itself',
            expression: [
              `!(request.userInfo.username in [${kubernetesUsers.map(quoted).join(', ')}])`,
              "!('system:nodes' in request.userInfo.groups)",
              ...['kube-system', ...operatorNamespaces.toSorted()].map(
                (namespace) =>
                  `!request.userInfo.username.startsWith(${quoted(`system:serviceaccount:${namespace}:`)})`,
              ),
            ].join(' && '),
          },
        ],
        variables: [
          {
            name: 'labels',
            expression:
              "request.operation != 'DELETE' && has(object.metadata.labels) ? object.metadata.labels : {}",
          },
        ],
        validations: [
          {
            expression: `request.userInfo.username in [${quoted(accountUser(platformAccount))}, ${quoted(accountUser(teamAccount('')))} + request.namespace] || (request.userInfo.username == ${quoted(accountUser(agentAccount))} && ${isAccessSecret})`,
            message:
              'this namespace holds what the environment repository says: change it there, with slipway apply, slipway cancel or a pull request',
            reason: 'Forbidden',
          },
          {
            expression: `request.operation == 'DELETE' || (${quoted(labelKeys.team)} in variables.labels && variables.labels[${quoted(labelKeys.team)}] == request.namespace && ${quoted(labelKeys.managedBy)} in variables.labels && variables.labels[${quoted(labelKeys.managedBy)}] == ${quoted(manager)})`,
            message: `what Slipway did not render does not belong into this namespace: the labels ${labelKeys.team} and ${labelKeys.managedBy} are missing or of another team`,
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, labels },
      spec: { policyName: name, validationActions: ['Deny', 'Audit'] },
    },
  ];
}

/** A string of CEL; names and labels have no quotes in them. */
const quoted = (text: string): string => `'${text}'`;
