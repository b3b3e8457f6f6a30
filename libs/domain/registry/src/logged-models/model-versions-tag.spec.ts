import { describe, expect, it } from '@jest/globals';
import { withModelVersion } from './model-versions-tag.ts';

describe('the tag of the versions that were made from a logged model', () => {
  it("is MLflow's text, and gets each version once", () => {
    const first = withModelVersion(undefined, { name: 'iris', version: 1 });
    expect(first).toBe('[{"name": "iris", "version": 1}]');
    const second = withModelVersion(first, { name: 'ürle "x"', version: 12 });
    expect(second).toBe('[{"name": "iris", "version": 1}, {"name": "\\u00fcrle \\"x\\"", "version": 12}]');
    expect(withModelVersion(second, { name: 'iris', version: 1 })).toBe(second);
  });

  it("takes over what MLflow's client wrote, and begins anew where there is no list", () => {
    const added = { name: 'iris', version: 2 };
    expect(withModelVersion('[{"name": "iris", "version": "1"}, 5]', added)).toBe(
      '[{"name": "iris", "version": 1}, {"name": "iris", "version": 2}]',
    );
    for (const other of ['', '{', '{}', 'null', '"x"'])
      expect(withModelVersion(other, added)).toBe('[{"name": "iris", "version": 2}]');
  });
});
