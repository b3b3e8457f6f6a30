import { describe, expect, it } from '@jest/globals';
import { createMetrics } from './create-metrics.ts';

describe('metrics', () => {
  it('are exposed with help, type, labels and values, beside those of the process', async () => {
    const metrics = createMetrics();
    metrics.count('slipway_changes_settled_total', { state: 'pushed' });
    metrics.count('slipway_changes_settled_total', { state: 'pushed' }, 2);
    metrics.gauge('slipway_changes_pending', 7);
    metrics.observe('slipway_http_request_seconds', 0.03, {
      route: '/v1/teams/{team}/runs',
      method: 'GET',
      status: '200',
    });
    const text = await metrics.expose();
    expect(text).toContain('# HELP slipway_changes_settled_total Changes with an outcome.');
    expect(text).toContain('# TYPE slipway_changes_settled_total counter');
    expect(text).toContain('slipway_changes_settled_total{state="pushed"} 3');
    expect(text).toContain('slipway_changes_pending 7');
    expect(text).toContain(
      'slipway_http_request_seconds_bucket{le="0.05",route="/v1/teams/{team}/runs",method="GET",status="200"} 1',
    );
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('of two instances do not mix', async () => {
    const [one, two] = [createMetrics(), createMetrics()];
    one.gauge('slipway_changes_pending', 1);
    expect(await two.expose()).not.toContain('slipway_changes_pending 1');
  });

  it('are used as what they are defined to be', () => {
    expect(() => {
      createMetrics().count('slipway_changes_pending');
    }).toThrow('slipway_changes_pending is no counter');
  });
});
