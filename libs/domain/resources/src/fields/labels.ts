import { z } from 'zod';
import { problemCheck, textLike } from './check.ts';

const keyRule =
  'a label: letters, digits, -, _ and ., at most 63, with an optional DNS prefix and / before them';
const keyPattern = /^([a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const valueRule =
  'the value of a label: letters, digits, -, _ and ., starting and ending with a letter or digit';
const valuePattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

export const LabelKey = textLike(253, keyRule, keyPattern);
export const LabelValue = textLike(63, valueRule, valuePattern);

const OwnLabelKey = LabelKey.check(
  problemCheck((key) =>
    /^(slipway\.dev|([^/]*\.)?kubernetes\.io|([^/]*\.)?k8s\.io)\//.test(key)
      ? 'this prefix belongs to Slipway and Kubernetes'
      : undefined,
  ),
);

/** Labels that people give; those of Slipway and Kubernetes are set by rendering. */
export const Labels = z.record(OwnLabelKey, LabelValue).check(problemCheck(tooMany));

/** Labels to select nodes by, those of Kubernetes included. */
export const NodeLabels = z.record(LabelKey, LabelValue).check(problemCheck(tooMany));

function tooMany(labels: Record<string, string>): string | undefined {
  return Object.keys(labels).length > 32 ? 'more than 32 labels' : undefined;
}
