import { describe, expect, it } from '@jest/globals';
import { environment, job, planOf, policy } from '../testing/repository.ts';
import { largestMarkdown, planMarkdown } from './markdown.ts';
import { planReport } from './report.ts';
import { planText, type Paint } from './terminal.ts';

const same = (text: string): string => text;
const noPaint: Paint = { red: same, yellow: same, green: same, cyan: same, dim: same, bold: same };
const digits = 'teams/vision/jobs/digits.yaml';
const base = {
  ...environment,
  [digits]: job('digits', '  resources: { cpu: 1, memory: 4Gi }\n'),
  'policies/p.yaml': policy(
    'small',
    'quantity(program.resources.cpu) < 4.0',
    '  field: program.resources.cpu\n',
  ),
};
const plan = planOf(base, {
  [digits]: job('digits', '  resources: { cpu: 4, memory: 4Gi }\n'),
  'README.md': 'new\n',
});

describe('the plan', () => {
  it('reads as Markdown from the verdict to the manifests, folded', () => {
    const text = planMarkdown(plan);
    const [start] = text.split('<details>');
    expect(start).toBe(`## Slipway plan: denied

Policies deny the change. 0 added, 1 changed, 0 removed.

### What is wrong

- **failure** \`${digits}:7:21\` policy small: spec.resources.cpu: small does not hold

### Reviews

- \`nobody is named\` (no rule of slipway.yaml): \`README.md\`
- \`vision-lead\` (maintainers of team vision): \`${digits}\`

### Resources

- **changed** \`Job vision/digits\`
  - \`spec.resources.cpu\`: \`"1"\` → \`"4"\`

### Cost

- runs of the changed resources: $0.10 an hour, $73.00 a month → $0.40 an hour, $292.00 a month
- team \`vision\`: $0.10 an hour, $73.00 a month → $0.40 an hour, $292.00 a month

`);
    expect(text).toContain('-              cpu: "1"\n+              cpu: "4"\n');
    expect(text).toMatch(/### Other files\n\n- `README\.md`\n$/);
  });

  it('reads on a terminal, in colours there alone, and lets no escape sequence through', () => {
    const text = planText(plan, noPaint);
    expect(text).toContain('~ Job vision/digits\n      spec.resources.cpu: "1" → "4"\n');
    expect(text).toContain(`failure ${digits}:7:21 policy small: spec.resources.cpu: small does not hold\n`);
    expect(text).toMatch(/\ndenied: Policies deny the change\. 0 added, 1 changed, 0 removed\.\n$/);
    const red = planText(plan, { ...noPaint, red: (shown) => `<red>${shown}</red>` });
    expect(red).toContain('<red>denied:</red>');
    const hostile = planOf(environment, { 'a\u001b[2Jb.md': 'x\n' });
    expect(planText(hostile, noPaint)).not.toContain('\u001b');
  });

  it('is reported with its findings and reviews, in the words of the command line', () => {
    const { title, markdown, findings, reviews } = planReport(plan);
    expect(title).toBe('denied: 0 added, 1 changed, 0 removed');
    expect(markdown).toBe(planMarkdown(plan));
    expect(findings).toEqual(plan.findings);
    expect(reviews?.map(({ owners }) => owners)).toEqual([[], ['vision-lead']]);
  });

  it('never exceeds what GitHub takes, keeps what is most important, and says what is left out', () => {
    const jobs = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [
        `teams/vision/jobs/j${String(index)}.yaml`,
        job(`j${String(index)}`, '  resources: { cpu: 5 }\n'),
      ]),
    );
    const large = planOf(base, jobs);
    const text = planMarkdown(large);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(largestMarkdown);
    expect(text.match(/- \*\*failure\*\*/g)).toHaveLength(120);
    expect(text).toMatch(
      /\n_Left out for their size: \d+ × manifest of east\. `slipway plan` shows everything\._\n$/,
    );
    expect(Buffer.byteLength(planMarkdown(large, 3000))).toBeLessThanOrEqual(3000);
  });

  it('lets no name break out of its place in Markdown', () => {
    const name = 'teams/vision/`x`<img src=x>|@acme.md';
    const text = planMarkdown(planOf(environment, { [name]: 'x\n' }));
    expect(text).toContain('``teams/vision/`x`<img src=x>|@acme.md``');
    expect(text).not.toMatch(/[^`\w/]<img/);
  });
});
