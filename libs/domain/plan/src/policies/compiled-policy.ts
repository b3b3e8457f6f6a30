import type { LocatedPolicy, Policy } from '@slipway/resources';
import { findingOf, type Finding } from '../finding.ts';
import { planLimits } from '../limits.ts';
import { compileExpression, ExpressionError, type Expression } from './compile-expression.ts';

export interface CompiledPolicy {
  readonly located: LocatedPolicy;
  readonly expression: Expression;
  readonly message: Expression | undefined;
}

/** The policies that can be evaluated, and what is wrong with the others: a policy that says nothing denies. */
export function compilePolicies(
  policies: readonly LocatedPolicy[],
  environment: string,
): { readonly compiled: readonly CompiledPolicy[]; readonly findings: readonly Finding[] } {
  const compiled: CompiledPolicy[] = [];
  const findings: Finding[] = [];
  for (const [index, located] of policies.entries()) {
    const { spec } = located.policy;
    if (index === planLimits.policies) {
      const message = `there are more than ${String(planLimits.policies)} policies`;
      findings.push(policyFinding(located, ['metadata', 'name'], message));
      break;
    }
    if (spec.match.environments?.includes(environment) === false) continue;
    const expression = compiledField(located, 'expression', 'bool', findings);
    const message =
      spec.message === undefined ? undefined : compiledField(located, 'message', 'string', findings);
    if (expression) compiled.push({ located, expression, message });
  }
  return { compiled, findings };
}

function compiledField(
  located: LocatedPolicy,
  field: 'expression' | 'message',
  type: 'bool' | 'string',
  findings: Finding[],
): Expression | undefined {
  try {
    return compileExpression(located.policy.spec[field] ?? '', type);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    findings.push(policyFinding(located, ['spec', field], error.message));
    return undefined;
  }
}

/** What is wrong with a policy itself, at its place in its file. It denies. */
export function policyFinding(
  { policy, issueAt }: LocatedPolicy,
  path: readonly string[],
  message: string,
): Finding {
  return findingOf(
    { level: 'failure', source: 'policy', title: `policy ${policy.metadata.name} can not be evaluated` },
    'policies',
    issueAt(path, { message }),
  );
}

/** Whether the policy is about a resource of this kind, team and cluster. */
export function isAbout(
  { match }: Policy['spec'],
  {
    kind,
    team,
    cluster,
  }: { readonly kind: string; readonly team: string | undefined; readonly cluster: string | undefined },
): boolean {
  const { kinds, teams, clusters } = match;
  return (
    (kinds === undefined || kinds.some((one) => one === kind)) &&
    (teams === undefined || (team !== undefined && teams.includes(team))) &&
    (clusters === undefined || (cluster !== undefined && clusters.includes(cluster)))
  );
}
