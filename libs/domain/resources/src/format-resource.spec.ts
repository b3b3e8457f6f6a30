import { describe, expect, it } from '@jest/globals';
import { formatResource } from './format-resource.ts';
import { parseResources } from './parse-resources.ts';
import { jobText } from './testing/document-texts.ts';

const canonical = (text: string): string =>
  parseResources('job.yaml', text).map(formatResource).join('---\n');

describe('the canonical text of a resource', () => {
  it('has its fields in the order of the schema, labels by name, and defaults written out', () => {
    const text = jobText(
      '  args: []\n  env: [{ value: "on", name: MODE }]',
      '{ team: demo, labels: { stage: test, area: ocr }, name: train }',
    );
    expect(canonical(text)).toBe(`apiVersion: slipway.dev/v1
kind: Job
metadata:
  name: train
  team: demo
  labels:
    area: ocr
    stage: test
spec:
  image: docker.io/library/python:3.13-slim
  command:
    - python
    - train.py
  env:
    - name: MODE
      value: "on"
  resources:
    cpu: "1"
    memory: 2Gi
  replicas: 1
  retries:
    limit: 0
    backoff:
      initial: 10s
      factor: 2
      max: 5m
  stopGracePeriod: 10s
`);
  });

  it('is the same however the resource was written', () => {
    const one = jobText('  resources: { cpu: 2, memory: 4Gi }\n  replicas: 1');
    const other = jobText('  # more\n  resources:\n    memory: "4Gi"\n    cpu: "2"');
    expect(canonical(one)).toBe(canonical(other));
  });

  it('gives the same resource again, and the same text', () => {
    const text =
      jobText(`  args: ["yes", "0x1F", "1e3", "~", " x ", "a: b", "#c", "line\\nline\\n", "2026-11-24", "\\t"]
  env: [{ name: TOKEN, secret: { name: hub, key: token } }]
  source: { git: { url: "git@github.com:org/repo.git", revision: main } }
  timeout: 90m
  placement: { nodeSelector: { zone: b, arch: arm64 }, tolerations: [{ key: spot }] }`);
    const [job] = parseResources('job.yaml', text);
    const once = canonical(text);
    expect(parseResources('again.yaml', once)[0]).toEqual(job);
    expect(canonical(once)).toBe(once);
  });
});
