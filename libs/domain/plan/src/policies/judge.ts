import { issueAt } from '@slipway/resources';
import { findingOf, type Finding } from '../finding.ts';
import { withoutValues } from '../redaction.ts';
import { isAbout, policyFinding, type CompiledPolicy } from './compiled-policy.ts';
import { ExpressionError, type Expression } from './compile-expression.ts';
import { fieldPath, subjectId, type Subject } from './subject.ts';

/** Steps that one expression may take for one resource: some hundredths of a second. */
const mostSteps = 5_000_000;

/**
 * What policies say of a resource. One that can not be evaluated denies, at its own place. What a change does not touch
 * is told as a warning: the author of a new policy is not held to what others wrote before it.
 */
export function judge(policies: readonly CompiledPolicy[], subject: Subject): readonly Finding[] {
  return policies.flatMap((policy): readonly Finding[] => {
    const { spec, metadata } = policy.located.policy;
    if (!isAbout(spec, subject)) return [];
    let message: string;
    try {
      if (run(policy.expression, subject) === true) return [];
      message =
        policy.message === undefined
          ? (metadata.description ?? `${metadata.name} does not hold`)
          : String(run(policy.message, subject));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [
        policyFinding(policy.located, ['spec', 'expression'], `${subjectId(subject)}: ${error.message}`),
      ];
    }
    const untouched = subject.variables.change === 'unchanged';
    const text = withoutValues(message, subject.secrets).slice(0, 1000);
    const level = spec.severity === 'warn' || untouched ? 'warning' : 'failure';
    const told = untouched ? `${text} (not part of this change)` : text;
    const path = spec.field === undefined ? ['metadata', 'name'] : fieldPath(subject.resource, spec.field);
    const finding = findingOf(
      { level, source: 'policy', title: `policy ${metadata.name}` },
      '',
      issueAt(subject.resource, path, { message: told }),
    );
    // A policy about the whole resource points to its name, which is not what is wrong.
    return [spec.field === undefined ? { ...finding, message: told } : finding];
  });
}

function run(expression: Expression, { variables, size }: Subject): unknown {
  const steps = expression.cost(size);
  if (steps > mostSteps)
    throw new ExpressionError(
      `it may take ${String(steps)} steps, more than ${String(mostSteps)}: nest fewer loops`,
    );
  return expression.evaluate(variables);
}
