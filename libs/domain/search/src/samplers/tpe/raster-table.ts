import { normalCdf } from '../../numeric/normal-distribution.ts';

/**
 * Row `k`: log probability of each value of a raster under a Gaussian about value `k`, integrated over its cells.
 *
 * @param table shape [size × size], or longer
 * @param width of the Gaussian in cells
 */
export function writeRasterTable(table: Float64Array, size: number, width: number): void {
  const masses = new Float64Array(size);
  const sums = new Float64Array(size + 1);
  for (let offset = 0; offset < size; offset += 1) {
    const mass = normalCdf(-(offset - 0.5) / width) - normalCdf(-(offset + 0.5) / width);
    masses[offset] = Math.max(mass, 1e-300);
    sums[offset + 1] = (sums[offset] ?? 0) + (masses[offset] ?? 0);
  }
  const logs = masses.map((mass) => Math.log(mass));
  for (let value = 0; value < size; value += 1) {
    const total = (sums[size - value] ?? 0) + (sums[value + 1] ?? 0) - (masses[0] ?? 0);
    const scale = Math.log(total);
    for (let other = 0; other < size; other += 1)
      table[value * size + other] = (logs[Math.abs(other - value)] ?? 0) - scale;
  }
}
